"""The command: what it prints, what it refuses and why, and a server that can be relied on."""

import json
import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from elearn.cli import main
from elearn.cli.reference import settings_page
from elearn.operations.passwords import DEMO_PASSWORD
from tests.conftest import CONTENT
from tests.serving import ROOT, Client, Server, elearn, environment

SECRET = "a secret of the tests, long enough to be one"
PARTNERSHIP = 'name = "Northdale"\nsignatory_name = "Dr A"\nsignatory_title = "Chair"\n'


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    """Return the settings of a production site with nobody in it."""
    instance = tmp_path / "instance"
    instance.mkdir()
    (instance / "partnership.toml").write_text(PARTNERSHIP, encoding="utf-8")
    return {
        "ELEARN_INSTANCE": str(instance),
        "ELEARN_CONTENT": str(CONTENT),
        "ELEARN_SECRET_KEY": SECRET,
        "ELEARN_PUBLIC_URL": "https://learning.example.org",
    }


@pytest.fixture
def demonstration(tmp_path: Path) -> dict[str, str]:
    """Return the settings of a demonstration with nobody in it yet."""
    return {
        "ELEARN_DEMO": "1",
        "ELEARN_INSTANCE": str(tmp_path / "demo"),
        "ELEARN_CONTENT": str(CONTENT),
    }


def run(*arguments: str, **settings: str) -> Result:
    """Run a command that ends before it opens a database, in this process."""
    nothing: dict[str, str | None] = dict.fromkeys(
        ("ELEARN_DEMO", "ELEARN_SECRET_KEY", "ELEARN_PUBLIC_URL", "ELEARN_INSTANCE",
         "ELEARN_CONTENT", "ELEARN_DATABASE_URL", "HOST", "PORT")
    )  # fmt: skip
    return CliRunner().invoke(main, arguments, env={**nothing, **settings})


def test_check_content_lists_every_fault_and_fails(tmp_path: Path) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT, folder)
    quiz = folder / "quizzes/themes/listening.yaml"
    quiz.write_text(quiz.read_text("utf-8").replace("id: q8", "id: q7"), "utf-8")
    module = folder / "modules/cases/child-a/module.md"
    text = module.read_text("utf-8").replace("minutes: 45", "minutes: 500")
    module.write_text(text.replace("kind: case", "kind: saga"), "utf-8")
    result = run("check-content", ELEARN_CONTENT=str(folder))
    assert result.exit_code == 1
    lines = result.stderr.splitlines()
    assert any(line.startswith("modules/cases/child-a/module.md: kind:") for line in lines)
    assert any(line.startswith("modules/cases/child-a/module.md: minutes:") for line in lines)
    assert 'quizzes/themes/listening.yaml: questions[7].id: duplicate "q7"' in lines


def test_faulty_content_stops_the_start_with_the_same_list(
    production: dict[str, str], tmp_path: Path
) -> None:
    result = run("serve", **production | {"ELEARN_CONTENT": str(tmp_path)})
    assert result.exit_code == 1
    assert "modules/services.yaml: file not found" in result.stderr
    assert result.stdout == ""


def test_init_writes_a_file_to_fill_in_once(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "instance"
    result = run("init", str(folder))
    assert result.exit_code == 0
    target = folder / "partnership.toml"
    assert str(target) in result.stdout
    text = target.read_text("utf-8")
    target.write_text("mine", "utf-8")
    again = run("init", str(folder))
    assert (again.exit_code, target.read_text("utf-8")) == (1, "mine")
    assert "it was left as it is" in again.stderr
    assert "referral_phone" in text


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"ELEARN_SECRET_KEY": ""}, "Set ELEARN_SECRET_KEY to a secret of at least 32 characters"),
        ({"ELEARN_SECRET_KEY": "short"}, "Set ELEARN_SECRET_KEY"),
        ({"ELEARN_SECRET_KEY": "x" * 64}, "Set ELEARN_SECRET_KEY"),
        ({"ELEARN_PUBLIC_URL": ""}, "Set ELEARN_PUBLIC_URL to the address people use"),
        ({"ELEARN_PUBLIC_URL": "learning.example.org"}, "Set ELEARN_PUBLIC_URL"),
        ({"ELEARN_DEMO": "maybe"}, "Set ELEARN_DEMO to 0 or 1 (it is 'maybe')."),
        ({"PORT": "http"}, "Set PORT to a whole number up to 65535 (it is 'http')."),
        ({"PORT": "99999"}, "Set PORT"),
        ({"ELEARN_HTTPS": "on"}, "Set ELEARN_HTTPS to 0 or 1"),
        ({"ELEARN_WORKERS": "-1"}, "Set ELEARN_WORKERS"),
    ],
)
def test_settings_that_cannot_be_used_stop_the_start_and_say_what_to_set(
    production: dict[str, str], change: dict[str, str], said: str
) -> None:
    result = run("serve", **production | change)
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr
    assert "Traceback" not in result.stderr


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (None, "`elearn init` makes one"),
        ('name = ""', "name: "),
        (PARTNERSHIP + 'phone = "1"', "phone: "),
        ("name =", "is not TOML"),
        (PARTNERSHIP + '[contacts]\nreferral_url = "javascript:x"', "contacts.referral_url: "),
    ],
)
def test_a_partnership_file_that_will_not_do_stops_the_start(
    production: dict[str, str], text: str | None, said: str
) -> None:
    file = Path(production["ELEARN_INSTANCE"]) / "partnership.toml"
    file.unlink() if text is None else file.write_text(text, "utf-8")
    result = run("serve", **production)
    assert result.exit_code == 1
    assert str(file) in result.stderr
    assert said in result.stderr


def test_a_busy_port_is_said_with_what_to_do(production: dict[str, str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = run("serve", **production | {"PORT": str(port)})
    assert result.exit_code == 1
    assert f"Cannot listen on 127.0.0.1:{port}" in result.stderr
    assert f"PORT={port + 1} make run" in result.stderr


def test_the_documentation_of_settings_is_what_the_code_reads() -> None:
    written = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert written == settings_page() == run("docs", "settings").stdout
    used = set(re.findall(r'_(?:text|flag|number)\(environ, "(\w+)"\)',
                          (ROOT / "elearn" / "config.py").read_text("utf-8")))  # fmt: skip
    assert all(f"`{name}`" in written for name in used)


def test_the_documentation_of_permissions_is_printed(
    demonstration: dict[str, str], tmp_path: Path
) -> None:
    result = elearn("docs", "permissions", cwd=tmp_path, env=environment(**demonstration))
    assert result.stdout == (ROOT / "docs" / "permissions.md").read_text("utf-8")


ONE_AFTER_ANOTHER = """
import json, sys
from click.testing import CliRunner
from elearn.cli import main
for arguments in json.load(sys.stdin):
    done = CliRunner().invoke(main, arguments[:-1], input=arguments[-1])
    fault = done.exception if not isinstance(done.exception, SystemExit) else None
    print(json.dumps([done.exit_code, done.output, repr(fault) if fault else None]))
"""


def test_people_are_added_and_appointed_from_the_command_line(
    production: dict[str, str], tmp_path: Path
) -> None:
    env = environment(**production)
    person = ("add-person", "Ann@Example.org", "Ann Ŵyn", "--unit", "trust", "--password")
    agency = ("--kind", "agency")
    steps = [
        (1, "`elearn upgrade-database`", "add-unit", "root", "Root", "--kind", "partnership"),
        (0, "up to date", "upgrade-database"),
        (0, "Added", "add-unit", "root", "Northdale", "--kind", "partnership"),
        (1, "is there already", "add-unit", "root", "Again", "--kind", "partnership"),
        (
            1,
            "There is a partnership already: name the unit above Lost with --parent.",
            "add-unit",
            "lost",
            "Lost",
            *agency,
        ),
        (
            1,
            "There is no unit 'nowhere'.",
            "add-unit",
            "lost",
            "Lost",
            *agency,
            "--parent",
            "nowhere",
        ),
        (0, "Added", "add-unit", "trust", "Trust", *agency, "--parent", "root"),
        (1, "Choose a password that is not the demo", *person, DEMO_PASSWORD),
        (1, "The password must have at least 12", *person, "short"),
        (1, "no service 'magic'", *person, SECRET, "--service", "magic"),
        (0, "Added", *person, SECRET, "--service", "police"),
        (1, "is there already", *person, SECRET),
        (0, "administrator of root", "appoint", "ann@example.org", "administrator", "root"),
        (2, "Invalid value", "appoint", "ann@example.org", "queen", "root"),
        (1, "no person", "set-password", "bob@example.org", "--password", SECRET),
        (1, "no certificate", "withdraw-certificate", "X", "--reason", "x", "--by", "x"),
        (1, "no certificate", "correct-certificate", "X", "--name", "x"),
    ]
    arguments = [[*step[2:], ""] for step in steps]
    arguments.append(["set-password", "ann@example.org", "a new password\na new password\n"])
    done = subprocess.run(
        [sys.executable, "-c", ONE_AFTER_ANOTHER], cwd=tmp_path, env=env,
        input=json.dumps(arguments), capture_output=True, text=True, check=True,
    )  # fmt: skip
    answers = [json.loads(line) for line in done.stdout.splitlines()]
    for (code, said, *command), (exit_code, output, fault) in zip(steps, answers, strict=False):
        assert (exit_code, fault) == (code, None), (command, output)
        assert said in output, command
    assert answers[-1][0] == 0
    with Server(tmp_path, {**env, "ELEARN_HTTPS": "0"}) as server:
        client = server.client.sign_in("ann@example.org", "a new password")
        assert "Ann Ŵyn" in client.get("/team")
        assert server.stop() == 0


def read_first_section(client: Client) -> None:
    assert client.post("/modules/child-a/summary") == "/modules/child-a/family"


def test_a_demonstration_starts_keeps_its_data_and_stops_cleanly(
    demonstration: dict[str, str], tmp_path: Path
) -> None:
    env = environment(**demonstration)
    with Server(tmp_path, env) as server:
        assert f"Learning Lessons is at {server.address}" in server.said
        assert DEMO_PASSWORD in server.said
        for local in ("learner", "manager", "facilitator", "lead", "admin"):
            assert f"{local}@example.org" in server.said
        client = server.client.sign_in("learner@example.org", DEMO_PASSWORD)
        read_first_section(client)
        server.kill()  # no warning at all: what was answered is kept
    with Server(tmp_path, env) as server:
        client = server.client.sign_in("learner@example.org", DEMO_PASSWORD)
        assert "1 of 8 sections read" in client.get("/learning")
        assert server.stop() == 0
        assert not server.is_ready()
    with Server(tmp_path, env) as server:
        assert server.stop(signal.SIGINT) == 0
        assert server.seconds < 15  # 3 on a machine of its own
        assert "Traceback" not in server.said
    refused = elearn("serve", cwd=tmp_path, env={
        **env, "ELEARN_DEMO": "0", "ELEARN_SECRET_KEY": SECRET, "ELEARN_PUBLIC_URL": "https://a.b",
    })  # fmt: skip
    assert refused.returncode == 1
    assert "partnership.toml" in refused.stderr
    (tmp_path / "demo" / "partnership.toml").write_text(PARTNERSHIP, "utf-8")
    refused = elearn("serve", cwd=tmp_path, env={
        **env, "ELEARN_DEMO": "0", "ELEARN_SECRET_KEY": SECRET, "ELEARN_PUBLIC_URL": "https://a.b",
    })  # fmt: skip
    assert refused.returncode == 1
    assert "The database holds the demonstration, whose password is public." in refused.stderr
    assert "Set ELEARN_INSTANCE to an empty folder" in refused.stderr
