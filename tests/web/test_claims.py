"""Prior learning by page: what is taken as evidence, who opens it, and what a decision makes."""

import hashlib
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from flask import Flask
from PIL import Image
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from elearn import evidence
from elearn.evidence import LARGEST, UnusableEvidence, check
from tests.conftest import Work
from tests.journey import Page, Visitor
from tests.web.routes import snapshot

HERE = "/learning/prior"
SCRIPT = b"<script>alert(1)</script>"


def pdf(act: Callable[[pikepdf.Pdf], None] | None = None, password: str = "") -> bytes:
    """Return a PDF of one page, with something done to it."""
    document, out = pikepdf.new(), BytesIO()
    document.add_blank_page()
    if act:
        act(document)
    locked = pikepdf.Encryption(user=password, owner=password) if password else False
    document.save(out, encryption=locked)
    return out.getvalue()


def script(document: pikepdf.Pdf) -> None:
    """Let a PDF run a script when it is opened."""
    document.Root.OpenAction = pikepdf.Dictionary(
        S=pikepdf.Name.JavaScript, JS=pikepdf.String("app.alert(1)")
    )


def launch(document: pikepdf.Pdf) -> None:
    """Let a link in a PDF start a program."""
    action = pikepdf.Dictionary(S=pikepdf.Name.Launch, F=pikepdf.String("calc.exe"))
    document.pages[0].obj.Annots = pikepdf.Array([pikepdf.Dictionary(A=action)])


def attach(document: pikepdf.Pdf) -> None:
    """Put a file into a PDF."""
    document.attachments["other.exe"] = b"MZ"


def image(kind: str = "PNG", size: tuple[int, int] = (40, 30)) -> bytes:
    """Return a picture."""
    out = BytesIO()
    Image.new("RGB", size, "teal").save(out, kind)
    return out.getvalue()


def deep(document: pikepdf.Pdf) -> None:
    """Nest arrays deeper than any honest file does."""
    nested = pikepdf.Array([])
    for _ in range(60):
        nested = pikepdf.Array([nested])
    document.Root.Deep = nested


REFUSED = [
    (b"", "empty"),
    (b"MZ\x90\x00", "wrong_type"),
    (SCRIPT, "wrong_type"),
    (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "wrong_type"),
    (b"%PDF-1.7\n" + SCRIPT + b"\n%%EOF", "wrong_type"),
    (pdf() + SCRIPT, "wrong_type"),
    (b"GIF89a" + pdf(), "wrong_type"),
    (image("GIF"), "wrong_type"),
    (image()[:60], "wrong_type"),
    (pdf(script), "active"),
    (pdf(launch), "active"),
    (pdf(attach), "active"),
    (pdf(deep), "active"),
    (pdf(password="secret"), "locked"),
    (b"%PDF-" + b"0" * LARGEST, "too_large"),
    (image(size=(8000, 6000)), "too_large"),
]


@pytest.mark.parametrize(("content", "reason"), REFUSED)
def test_what_is_no_honest_evidence_is_refused(content: bytes, reason: str) -> None:
    with pytest.raises(UnusableEvidence, match=reason):
        check(content)


def test_a_pdf_is_kept_as_it_is_and_a_picture_is_drawn_anew() -> None:
    honest = pdf()
    assert (check(honest).content, check(honest).type) == (honest, "application/pdf")
    for kind in ("PNG", "JPEG"):
        kept = check(image(kind) + SCRIPT)
        assert SCRIPT not in kept.content
        assert kept.type == f"image/{kind.lower()}"
        assert Image.open(BytesIO(kept.content)).size == (40, 30)


def test_what_a_camera_writes_about_a_place_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Taken at 1 High Street"
    out = BytesIO()
    Image.new("RGB", (40, 30)).save(out, "JPEG", exif=exif, comment=b"1 High Street")
    assert b"High Street" in out.getvalue()
    assert b"High Street" not in check(out.getvalue()).content


@pytest.fixture
def manager(app: Flask, people: dict[str, int]) -> Visitor:
    """Return the browser of the learner's manager."""
    return Visitor(app).become(people["manager"])


@pytest.fixture
def place(people: dict[str, int]) -> str:
    """Return the address of the learner's page."""
    return f"/people/{people['learner']}"


def claim(visitor: Visitor, content: bytes, name: str = "scan.pdf", **changes: str) -> Page:
    """Send in evidence."""
    typed = {"module": "listening", "learned_on": "10/2/2026", "provider": "Elsewhere"} | changes
    return visitor.post(HERE, {**typed, "file": (BytesIO(content), name)})


def own(visitor: Visitor) -> str:
    """Return the number of the claim that someone sent last."""
    link = visitor.read(HERE).soup.select_one('a[href$="/evidence"]')
    assert link
    return str(link["href"]).split("/")[-2]


def large(visitor: Visitor, size: int) -> Page:
    """Send in a large file."""
    typed = {"csrf_token": visitor.token(), "module": "listening", "learned_on": "10/2/2026",
             "provider": "Elsewhere",
             "file": FileStorage(BytesIO(b"0" * size), "scan.pdf")}  # fmt: skip
    boundary, body = encode_multipart(typed)
    kind = f"multipart/form-data; boundary={boundary}"
    return visitor.request("POST", HERE, data=body, content_type=kind)


def files(app: Flask) -> list[Path]:
    """Return the evidence that is kept."""
    return sorted(Path(app.instance_path, "evidence").glob("*"))


def test_a_claim_is_sent_opened_and_accepted(
    app: Flask, learner: Visitor, manager: Visitor, place: str
) -> None:
    content = pdf()
    sent = learner.follow(claim(learner, content, "../../etc/<b>my scan</b>.pdf"))
    assert "Sent. Your manager decides." in sent.words
    assert "Save the file “b>.pdf”" in sent.words
    digest = hashlib.sha256(content).hexdigest()
    kept = next(path for path in files(app) if path.name == digest)
    assert (kept.read_bytes(), oct(kept.stat().st_mode & 0o777)) == (content, "0o600")
    key = own(learner)
    address = f"{place}/claims/{key}"
    assert manager.read("/requests").soup.find("a", href=address)
    for visitor, where in ((learner, f"{HERE}/{key}"), (manager, address)):
        file = visitor.get(f"{where}/evidence")
        assert file.response.get_data() == content
        assert file.headers["Content-Disposition"] == (f'attachment; filename="evidence-{key}.pdf"')
        assert file.headers["X-Content-Type-Options"] == "nosniff"
        assert file.headers["Content-Type"] == "application/pdf"
    assert manager.post(address, {"decision": "granted", "reason": " "}).errors == [
        "Give the reason"
    ]
    done = manager.follow(manager.post(address, {"decision": "granted", "reason": "Seen"}))
    assert "Accepted on 23 November 2026 by Marek Dąb. Reason: Seen" in done.words
    assert "Accepted on 23 November 2026" in learner.read(HERE).words
    record = learner.read("/record")
    assert "10 February 2026" in record.words
    assert record.soup.select('a[href^="/certificates/"]')
    again = claim(learner, content)
    assert again.errors == ["The record has a completion of this day or later already"]


def test_a_refused_claim_says_why_and_completes_nothing(
    learner: Visitor, manager: Visitor, place: str
) -> None:
    claim(learner, image())
    twice = claim(learner, image())
    assert twice.errors == ["You have claimed this module already, and it is not decided yet"]
    assert twice.fields()["provider"] == ["Elsewhere"]
    address = f"{place}/claims/{own(learner)}"
    manager.post(address, {"decision": "refused", "reason": "Not the same course"})
    words = learner.read(HERE).words
    assert "Refused on 23 November 2026 by Marek Dąb. Reason: Not the same course" in words
    assert not learner.read("/record").soup.select('a[href^="/certificates/"]')


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"module": ""}, "Choose a module"), ({"provider": " "}, "Enter who provided the learning"),
     ({"learned_on": "24/11/2026"}, "The day must be today or earlier"),
     ({"learned_on": "1/1/2019"}, "That was so long ago that it would have expired by today"),
     ({"learned_on": "30/2/2026"}, "Enter a real date, such as 27/3/2026")],
)  # fmt: skip
def test_a_claim_that_cannot_be_is_refused_in_words(
    app: Flask, learner: Visitor, changes: dict[str, str], words: str
) -> None:
    before, kept = snapshot(app), files(app)
    page = claim(learner, pdf(), **({"module": "child-a"} | changes))
    assert (page.status, page.errors) == (422, [words])
    assert (snapshot(app), files(app)) == (before, kept)


def test_scripts_and_large_files_are_refused_by_the_page(app: Flask, learner: Visitor) -> None:
    before, kept = snapshot(app), files(app)
    assert "scripts" in claim(learner, pdf(script)).errors[0]
    assert large(learner, LARGEST + 1).errors == [
        "The file is larger than 4 MB, or has more than 40 million pixels"
    ]
    assert large(learner, 50_000_000).status == 413
    assert learner.post(HERE, {"module": "listening"}).status == 422
    assert (snapshot(app), files(app)) == (before, kept)


@pytest.mark.parametrize("name", ["colleague", "facilitator", "auditor", "neighbour", "outsider"])
def test_another_s_evidence_is_not_found(
    app: Flask, people: dict[str, int], learner: Visitor, place: str, name: str
) -> None:
    claim(learner, pdf())
    key = own(learner)
    other = Visitor(app).become(people[name])
    for address in (
        f"{HERE}/{key}/evidence",
        f"{place}/claims/{key}/evidence",
        f"{place}/claims/{key}",
    ):
        assert other.get(address).status == 404
    assert other.post(f"{place}/claims/{key}", {"decision": "granted", "reason": "x"}).status == 404
    assert learner.get(f"{place}/claims/{key}/evidence").status == 404
    assert learner.get(f"/people/{people['colleague']}/claims/{key}/evidence").status == 404


def test_nobody_decides_their_own_claim(
    people: dict[str, int], manager: Visitor, learner: Visitor
) -> None:
    claim(manager, pdf())
    key = own(manager)
    address = f"/people/{people['manager']}/claims/{key}"
    assert manager.get(address).status == 404
    assert manager.post(address, {"decision": "granted", "reason": "Mine"}).status == 404
    assert manager.get(f"{HERE}/{key}/evidence").status == 200
    assert learner.get(f"{HERE}/{key}/evidence").status == 404


def test_evidence_that_is_missing_on_the_disk_is_not_found(
    app: Flask, work: Work, learner: Visitor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim(learner, pdf())
    key = own(learner)
    with work() as site:
        monkeypatch.setattr(evidence.EvidenceStore, "read", lambda _self, _digest: None)
        assert site.evidence.read("0") is None
    assert learner.get(f"{HERE}/{key}/evidence").status == 404
