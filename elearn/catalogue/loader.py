"""All content read once, at start: files in, a Catalogue out, or every fault listed."""

import hashlib
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from elearn.catalogue.checks import FOLDERS, Loaded, check_catalogue
from elearn.catalogue.drafts import unwritten_faults
from elearn.catalogue.faults import ContentError, Fault
from elearn.catalogue.files import parse, read_text
from elearn.catalogue.glossary import FILE as GLOSSARY
from elearn.catalogue.glossary import mark_abbreviations, read_glossary
from elearn.catalogue.module_schema import ServicesFile
from elearn.catalogue.modules import ModuleText, read_module
from elearn.catalogue.programmes import FILE as PROGRAMMES
from elearn.catalogue.programmes import read_programmes
from elearn.catalogue.quizzes import read_quiz
from elearn.domain.catalogue import Catalogue, Term
from elearn.domain.content import (
    Kind,
    Module,
    Service,
)
from elearn.domain.programmes import Programme
from elearn.domain.quizzes import Quiz

ARCHIVED = 100  # past versions of quizzes that are kept once they were read


def load_catalogue(root: Path, *, drafts: bool = False) -> Catalogue:
    """Return the catalogue of the content folder ``root``, which holds modules and quizzes.

    Raises ContentError, listing every fault with its file and key, if there is any. Parts that
    are still to be written are faults, unless ``drafts`` are wanted, for their author to see.
    """
    faults: list[Fault] = []
    services = _load_services(root, faults)
    texts: dict[str, str] = {}
    modules = _load_modules(root, services, texts, faults)
    quizzes = _load_quizzes(root, texts, faults)
    named = frozenset(folder.name for kind in Kind for folder in _folders(root, kind))
    tested = frozenset(path.stem for path in _quiz_files(root))
    check_catalogue(Loaded(modules, quizzes, texts, named, tested), faults)
    programmes = _load_programmes(root, named, faults)
    glossary = _load_glossary(root, faults)
    if not drafts:
        hashes = [(file, module.content_hash) for file, module in modules]
        hashes += [(file, quiz.content_hash) for file, quiz in quizzes]
        faults.extend(unwritten_faults((file, texts[digest]) for file, digest in hashes))
    if faults:
        raise ContentError(faults)
    return Catalogue(
        services=services,
        modules={module.slug: _marked(module, glossary) for _, module in modules},
        quizzes={quiz.module: quiz for _, quiz in quizzes},
        programmes=programmes,
        glossary=glossary,
        texts=texts,
        read_quiz=read_archived_quiz,
    )


def hash_of(text: str) -> str:
    """Return the content hash of a text: SHA-256, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


@lru_cache(ARCHIVED)
def read_archived_quiz(text: str) -> Quiz:
    """Return the quiz of an archived text; raises ContentError if it cannot be read."""
    faults: list[Fault] = []
    quiz = read_quiz(text, hash_of(text), "archived quiz", faults)
    if quiz is None:
        raise ContentError(faults)
    return quiz


def _load_services(root: Path, faults: list[Fault]) -> dict[str, Service]:
    file = "modules/services.yaml"
    text = read_text(root / file, file, faults)
    entries = parse(ServicesFile, text, file, faults) if text is not None else None
    if entries is None:
        return {}
    tags = [service.tag for service in entries.services]
    for index, tag in enumerate(tags):
        if tag in tags[:index]:
            faults.append(Fault(file, f"services[{index}].tag", f'duplicate "{tag}"'))
    return {s.tag: Service(s.tag, s.name, s.description) for s in entries.services}


def _load_programmes(
    root: Path, modules: frozenset[str], faults: list[Fault]
) -> dict[str, Programme]:
    if not (root / PROGRAMMES).exists():
        return {}
    text = read_text(root / PROGRAMMES, PROGRAMMES, faults)
    return read_programmes(text, modules, faults) if text is not None else {}


def _load_glossary(root: Path, faults: list[Fault]) -> tuple[Term, ...]:
    if not (root / GLOSSARY).exists():
        return ()
    text = read_text(root / GLOSSARY, GLOSSARY, faults)
    return read_glossary(text, faults) if text is not None else ()


def _marked(module: Module, glossary: tuple[Term, ...]) -> Module:
    sections = tuple(
        replace(section, body_html=mark_abbreviations(section.body_html, glossary))
        for section in module.sections
    )
    return replace(module, sections=sections)


def _folders(root: Path, kind: Kind) -> list[Path]:
    found = (root / "modules" / FOLDERS[kind]).glob("[!.]*")
    return sorted(path for path in found if path.is_dir())


def _quiz_files(root: Path) -> list[Path]:
    return sorted((root / "quizzes").glob("*/[!.]*.yaml"))


def _load_modules(
    root: Path, services: dict[str, Service], texts: dict[str, str], faults: list[Fault]
) -> list[tuple[str, Module]]:
    loaded = []
    for kind in FOLDERS:
        for folder in _folders(root, kind):
            path = folder / "module.md"
            file = path.relative_to(root).as_posix()
            source = _module_text(path, file, faults)
            if source is None:
                continue
            archived = _archived_text(source)
            module = read_module(source, hash_of(archived), services, faults)
            if module is not None:
                texts[module.content_hash] = archived
                _check_place(file, folder.name, kind, module.slug, module.kind, faults)
                loaded.append((file, module))
    if not loaded and not faults:
        faults.append(Fault("modules", "", "there is no module"))
    return loaded


def _module_text(path: Path, file: str, faults: list[Fault]) -> ModuleText | None:
    text = read_text(path, file, faults)
    summary = path.with_name("executive-summary.md")
    if text is None:
        return None
    if not summary.exists():
        return ModuleText(file, text, None)
    summary_file = f"{file.removesuffix(path.name)}{summary.name}"
    summary_text = read_text(summary, summary_file, faults)
    if summary_text is not None and not summary_text.strip():
        faults.append(Fault(summary_file, "", "the file is empty"))
    return ModuleText(file, text, summary_text or "")


def _archived_text(source: ModuleText) -> str:
    return source.text + (
        f"\n<!-- executive summary -->\n{source.summary}" if source.summary else ""
    )


def _check_place(
    file: str, name: str, folder: Kind, slug: str, kind: Kind, faults: list[Fault]
) -> None:
    if name != slug:
        faults.append(Fault(file, "slug", f'"{slug}" differs from its folder "{name}"'))
    if kind is not folder:
        faults.append(Fault(file, "kind", f'"{kind}" is in the folder of kind "{folder}"'))


def _load_quizzes(root: Path, texts: dict[str, str], faults: list[Fault]) -> list[tuple[str, Quiz]]:
    loaded = []
    for path in _quiz_files(root):
        file = path.relative_to(root).as_posix()
        text = read_text(path, file, faults)
        quiz = read_quiz(text, hash_of(text), file, faults) if text is not None else None
        if quiz is not None and text is not None:
            texts[quiz.content_hash] = text
            if path.stem != quiz.module:
                faults.append(Fault(file, "module", f'"{quiz.module}" differs from the file name'))
            loaded.append((file, quiz))
    return loaded
