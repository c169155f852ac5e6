"""Files of units, people and history from the command line, one after another on one database."""

import json
import subprocess
import sys
from pathlib import Path

from tests.serving import environment
from tests.test_cli import ONE_AFTER_ANOTHER, PARTNERSHIP, SECRET

HEADER = "person_ref,email,display_name,team_code,start_date\n"
MANY = 20


def answers(folder: Path, *commands: tuple[str, ...]) -> list[tuple[int, str]]:
    """Run commands in one process; return what each answered."""
    (folder / "partnership.toml").write_text(PARTNERSHIP, encoding="utf-8")
    env = environment(
        ELEARN_SECRET_KEY=SECRET, ELEARN_INSTANCE=str(folder),
        ELEARN_PUBLIC_URL="https://learning.example.org",
    )  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_ANOTHER], cwd=folder, env=env, capture_output=True,
        input=json.dumps([[*command, ""] for command in commands]), text=True, check=True,
    )  # fmt: skip
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [fault for _, _, fault in found] == [None] * len(commands)
    return [(code, output) for code, output, _ in found]


def files(folder: Path) -> dict[str, str]:
    """Write the files of the test; return their paths."""
    people = [f"E{n},e{n}@example.org,Person Number{n},t,01/02/2024\n" for n in range(MANY)]
    texts = {
        "org": "code,parent_code,type,name\nt,r,team,Team\nr,,partnership,Root\nx,y,team,X\n",
        "all": HEADER + "".join(people) + "E0,again@example.org,Again,t,\n",
        "few": HEADER + people[0],
        "history": "person_ref,requirement_code,completed_on\nE0,child-a,1/2/2026\nE1,b,1/2/2026\n",
    }
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return {name: str(folder / f"{name}.csv") for name in texts}


def test_files_are_tried_brought_in_and_answered(tmp_path: Path) -> None:
    path, result = files(tmp_path), str(tmp_path / "result.csv")
    said = answers(
        tmp_path,
        ("upgrade-database",),
        ("import-org", path["org"]),
        ("import-people", path["all"], "--dry-run"),
        ("import-people", path["all"], "--result", result),
        ("import-people", path["all"]),
        ("import-history", path["history"]),
        ("import-people", path["few"], "--full"),
        ("import-people", path["few"], "--full", "--dry-run"),
        ("import-people", path["few"], "--full", "--many-leave"),
        ("import-people", path["few"], "--full"),
    )
    codes, texts = zip(*said, strict=True)
    assert codes == (0, 0, 0, 0, 0, 0, 1, 0, 0, 0)
    assert "row 4: error: parent_code: there is no unit “y”" in texts[1]
    assert texts[2].endswith("20 created, 1 error (nothing was changed: a dry run)\n")
    assert "row 22: error: person_ref: “E0” stands in row 2 too" in texts[3]
    lines = Path(result).read_text("utf-8-sig").splitlines()
    assert (lines[0], lines[1]) == (
        f"{HEADER.strip()},row,result,message",
        "E0,e0@example.org,Person Number0,t,01/02/2024,2,created,"
    )  # fmt: skip
    assert len(lines) == MANY + 2
    assert texts[4].endswith("20 unchanged, 1 error\n")
    assert "requirement_code: there is no module “b”" in texts[5]
    assert "19 of 20 people would leave" in texts[6]
    assert "19 updated" in texts[7]
    assert texts[8].endswith("19 updated, 1 unchanged\n")
    assert texts[9].endswith("1 unchanged\n")
