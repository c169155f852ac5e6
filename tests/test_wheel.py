"""The wheel: installed anywhere, it serves the same site as the source tree."""

import subprocess
import sys
from pathlib import Path

import pytest

from elearn.config import DEMO_PARTNERSHIP
from elearn.operations.passwords import DEMO_PASSWORD
from tests.conftest import CONTENT
from tests.serving import PATIENCE, ROOT, Server, elearn, environment

CATALOGUE = """
from elearn import config
from elearn.catalogue.loader import load_catalogue
catalogue = load_catalogue(config.read_settings().content)
print(config.PACKAGE)
for parts in (catalogue.modules, catalogue.quizzes):
    for slug, part in parts.items():
        print(slug, part.content_hash)
for path in sorted(config.shipped_templates().rglob("*.html")):
    print(path.relative_to(config.shipped_templates()), len(path.read_bytes()))
"""


def python(*arguments: str, cwd: Path, env: dict[str, str]) -> str:
    done = subprocess.run(
        [sys.executable, *arguments], cwd=cwd, env=env, capture_output=True, text=True,
        timeout=4 * PATIENCE, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder that holds the package as its wheel installs it, and nothing else."""
    folder = tmp_path_factory.mktemp("wheel")
    env = environment()
    build = ("-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT))
    python(*build, cwd=folder, env=env)
    (wheel,) = folder.glob("*.whl")
    target = folder / "site"
    python(
        "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--no-index",
        "--target", str(target), str(wheel), cwd=folder, env=env,
    )  # fmt: skip
    return target


@pytest.mark.xdist_group("wheel")
def test_the_wheel_holds_the_same_learning_and_templates(installed: Path, tmp_path: Path) -> None:
    demo = {"ELEARN_DEMO": "1", "ELEARN_INSTANCE": str(tmp_path / "data")}
    here = python("-c", CATALOGUE, cwd=tmp_path, env=environment(installed, **demo))
    source = python("-c", CATALOGUE, cwd=tmp_path, env=environment(ROOT, **demo))
    package, *parts = here.splitlines()
    assert package == str(installed / "elearn")
    assert parts == source.splitlines()[1:]
    assert len(parts) > 20


@pytest.mark.xdist_group("wheel")
def test_the_wheel_serves_the_site_from_another_folder(installed: Path, tmp_path: Path) -> None:
    data, elsewhere = tmp_path / "data", tmp_path / "elsewhere"
    elsewhere.mkdir()
    env = environment(installed, ELEARN_DEMO="1", ELEARN_INSTANCE=str(data))
    with Server(elsewhere, env) as server:
        client = server.client
        home = client.get("/")
        assert "Learning Lessons" in home
        assert DEMO_PARTNERSHIP.name in home
        dist = ROOT / "elearn" / "static" / "dist"
        for name in ("app.css", "app.js", "favicon.svg"):
            assert client.read(f"/static/dist/{name}") == (dist / name).read_bytes()
        client.sign_in("manager@example.org", DEMO_PASSWORD)
        modules = client.get("/modules")
        for slug in ("peter-connelly", "absent-men", "learning-lessons"):
            assert f"/modules/{slug}" in modules
        summary = client.read("/modules/peter-connelly/executive-summary.pdf")
        assert summary.startswith(b"%PDF-")
        number = client.get("/record").split("/certificates/")[1].split(".pdf")[0]
        assert client.read(f"/certificates/{number}.pdf").startswith(b"%PDF-")
        assert server.stop() == 0
    assert (data / "elearn.db").is_file()
    assert [path.name for path in elsewhere.iterdir()] == [server.log.name]


@pytest.mark.xdist_group("wheel")
def test_the_wheel_serves_other_content_where_it_is_told_to(
    installed: Path, tmp_path: Path
) -> None:
    env = environment(
        installed, ELEARN_DEMO="1", ELEARN_INSTANCE=str(tmp_path / "data"),
        ELEARN_CONTENT=str(CONTENT),
    )  # fmt: skip
    said = python("-c", CATALOGUE, cwd=tmp_path, env=env)
    assert "child-a" in said
    assert "peter-connelly" not in said
    done = elearn("upgrade-database", cwd=tmp_path, env=env)
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "data" / "elearn.db").is_file()
