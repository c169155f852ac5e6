"""The preview for authors, which reads a saved file on the next request."""

import os
import shutil
from pathlib import Path

import pytest
from werkzeug.test import Client

from elearn.config import read_settings
from elearn.preview import Preview

CONTENT = Path(__file__).parent / "content"
MODULE = "modules/themes/listening/module.md"


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


@pytest.fixture
def client(content: Path, tmp_path: Path) -> Client:
    instance = tmp_path / "instance"
    instance.mkdir()
    environ = {
        "ELEARN_DEMO": "1",
        "ELEARN_INSTANCE": str(instance),
        "ELEARN_CONTENT": str(content),
    }
    return Client(Preview(read_settings(environ)))


def save(path: Path, text: str) -> None:
    """Save a file a second later, as an author would."""
    later = path.stat().st_mtime + 1
    path.write_text(text, encoding="utf-8")
    os.utime(path, (later, later))


def test_the_reader_is_signed_in_already(client: Client) -> None:
    page = client.get("/modules/listening")
    assert page.status_code == 200


def test_a_saved_file_shows_on_the_next_page(client: Client, content: Path) -> None:
    client.get("/modules/listening")
    text = (content / MODULE).read_text(encoding="utf-8")
    title = next(line for line in text.split("\n") if line.startswith("title:"))
    save(content / MODULE, text.replace(title, "title: A better title"))
    assert "A better title" in client.get("/modules/listening").text


def test_a_fault_is_listed_until_it_is_mended(client: Client, content: Path) -> None:
    text = (content / MODULE).read_text(encoding="utf-8")
    save(content / MODULE, text.replace("kind: theme", "kind: thema"))
    broken = client.get("/modules/listening")
    assert broken.status_code == 500
    assert f"{MODULE}: kind" in broken.text
    save(content / MODULE, text)
    assert client.get("/modules/listening").status_code == 200


def test_a_draft_is_shown(client: Client, content: Path) -> None:
    text = (content / MODULE).read_text(encoding="utf-8")
    save(content / MODULE, text + "\n## More {#more}\n\n«What else?»\n")
    assert "«What else?»" in client.get("/modules/listening/more").text
