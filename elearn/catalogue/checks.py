"""Checks between content files: ids, references, links and citations."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from elearn.catalogue.faults import Fault
from elearn.catalogue.markdown import cited, module_links
from elearn.domain.content import (
    Kind,
    Module,
)
from elearn.domain.quizzes import (
    Question,
    Quiz,
)

FOLDERS = {Kind.OVERVIEW: "overview", Kind.CASE: "cases", Kind.THEME: "themes"}

Modules = list[tuple[str, Module]]
Quizzes = list[tuple[str, Quiz]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """All that was read, each with its file, and the texts by content hash.

    A file that could not be read has its own faults; ``named_modules`` and ``named_quizzes``,
    the slugs of all files that are there, keep it from being called missing as well.
    """

    modules: Modules
    quizzes: Quizzes
    texts: Mapping[str, str]
    named_modules: frozenset[str]
    named_quizzes: frozenset[str]


def check_catalogue(loaded: Loaded, faults: list[Fault]) -> None:
    """Note every fault that shows only when the files are seen together."""
    known = {module.slug: module for _, module in loaded.modules}
    _note_repeated(((file, m.slug) for file, m in loaded.modules), "slug", faults)
    _note_repeated(((file, q.module) for file, q in loaded.quizzes), "module", faults)
    for file, module in loaded.modules:
        faults.extend(_module_faults(file, module, loaded))
        faults.extend(_link_faults(file, module.content_hash, loaded))
    for file, quiz in loaded.quizzes:
        faults.extend(_repeated_in_quiz(file, quiz))
        faults.extend(_link_faults(file, quiz.content_hash, loaded))
        if quiz.module in known:
            faults.extend(_quiz_faults(file, quiz, known[quiz.module], loaded))
        elif quiz.module not in loaded.named_modules:
            faults.append(Fault(file, "module", f'unknown module "{quiz.module}"'))


def _module_faults(file: str, module: Module, loaded: Loaded) -> Iterable[Fault]:
    yield from _repeated_ids(file, module)
    tested = loaded.named_quizzes | {quiz.module for _, quiz in loaded.quizzes}
    if module.completion.quiz and module.slug not in tested:
        yield Fault(file, "completion.quiz", "there is no quiz for this module")
    sections = {section.id for section in module.sections}
    for outcome in module.outcomes:
        for missing in sorted(set(outcome.sections) - sections):
            yield Fault(file, f"outcomes.{outcome.id}", f'unknown section "{missing}"')
    themes = [("themes", theme) for theme in module.themes]
    points = [(f"learning_points.{p.id}.theme", p.theme) for p in module.learning_points if p.theme]
    for key, theme in themes + points:
        if theme not in loaded.named_modules and theme not in PRECIS_THEMES:
            yield Fault(file, key, f'unknown theme "{theme}"')
    yield from _source_faults(file, module, loaded.texts[module.content_hash])
    if module.timeline and all(section.shows != "timeline" for section in module.sections):
        yield Fault(file, "timeline", "no section shows the timeline")


# The themes of the précis; a case may point at one whose module is not among these files.
PRECIS_THEMES = frozenset(
    {
        "assessments",
        "children-who-pose-a-risk",
        "domestic-abuse",
        "sharing-information",
        "child-focus",
        "child-in-need",
        "child-protection-procedures",
        "information-about-parents",
        "absent-men",
        "over-optimism",
    }
)


def _source_faults(file: str, module: Module, text: str) -> Iterable[Fault]:
    listed = {source.id for source in module.sources}
    used = {source for section in module.sections for source in section.cites}
    if module.executive_summary:
        used |= set(module.executive_summary.cites)
    for source in sorted(used.union(cited(text)) - listed):
        yield Fault(file, "sources", f"{source} is cited but not listed")
    for source in sorted(listed - used):
        yield Fault(file, "sources", f"{source} is listed but never cited")


def _repeated_ids(file: str, module: Module) -> Iterable[Fault]:
    groups = {
        "sections": [section.id for section in module.sections],
        "outcomes": [outcome.id for outcome in module.outcomes],
        "learning_points": [point.id for point in module.learning_points],
        "sources": [source.id for source in module.sources],
        "services": [applies.service.tag for applies in module.services],
        "response_prompts": [prompt.id for prompt in module.response_prompts],
    }
    for key, ids in groups.items():
        yield from (Fault(file, key, f'duplicate "{name}"') for name in _repeats(ids))


def _repeated_in_quiz(file: str, quiz: Quiz) -> Iterable[Fault]:
    ids = [question.id for question in quiz.questions]
    prompts = [reflection.id for reflection in quiz.reflections]
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield Fault(file, f"questions[{index}].id", f'duplicate "{name}"')
    for name in _repeats(prompts) + sorted(set(ids) & set(prompts)):
        yield Fault(file, "reflections", f'duplicate "{name}"')
    for name in _repeats([scenario.id for scenario in quiz.scenarios]):
        yield Fault(file, "scenarios", f'duplicate "{name}"')
    for index, question in enumerate(quiz.questions):
        options = [option.id for option in getattr(question, "options", ())]
        pairs = [pair.id for pair in getattr(question, "pairs", ())]
        for name in _repeats(options) + _repeats(pairs):
            yield Fault(file, f"questions[{index}].options", f'duplicate "{name}"')


def _quiz_faults(file: str, quiz: Quiz, module: Module, loaded: Loaded) -> Iterable[Fault]:
    place = f"quizzes/{FOLDERS[module.kind]}"
    if not file.startswith(f"{place}/"):
        yield Fault(file, "module", f'the quiz of a module of kind "{module.kind}" is in {place}')
    listed = {source.id for source in module.sources}
    used = set(cited(loaded.texts[quiz.content_hash]))
    for source in sorted(used - listed):
        yield Fault(file, "sources", f"{source} is cited but its module does not list it")
    if used and all((s.id, s.shows) != ("sources", "sources") for s in module.sections):
        yield Fault(file, "sources", 'its module has no section "sources" that shows them')
    scenarios = {scenario.id for scenario in quiz.scenarios}
    for index, question in enumerate(quiz.questions):
        yield from _question_faults(file, f"questions[{index}]", question, module, scenarios)
    for name in sorted(scenarios - {question.scenario for question in quiz.questions}):
        yield Fault(file, f"scenarios.{name}", "no question uses this scenario")


def _question_faults(
    file: str, key: str, question: Question, module: Module, scenarios: set[str]
) -> Iterable[Fault]:
    if question.outcome not in {outcome.id for outcome in module.outcomes}:
        yield Fault(file, f"{key}.outcome", f'unknown outcome "{question.outcome}"')
    points = {point.id for point in module.learning_points}
    for missing in sorted(set(question.learning_points) - points):
        yield Fault(file, f"{key}.learning_points", f'unknown learning point "{missing}"')
    if question.scenario and question.scenario not in scenarios:
        yield Fault(file, f"{key}.scenario", f'unknown scenario "{question.scenario}"')


def _repeats(ids: list[str]) -> list[str]:
    return sorted(name for name, times in Counter(ids).items() if times > 1)


def _note_repeated(named: Iterable[tuple[str, str]], key: str, faults: list[Fault]) -> None:
    first: dict[str, str] = {}
    for file, name in named:
        if name in first:
            faults.append(Fault(file, key, f'"{name}" is already used by {first[name]}'))
        first.setdefault(name, file)


def _link_faults(file: str, content_hash: str, loaded: Loaded) -> Iterable[Fault]:
    sections = {m.slug: {section.id for section in m.sections} for _, m in loaded.modules}
    for slug, section in module_links(loaded.texts[content_hash]):
        dead_section = section and slug in sections and section not in sections[slug]
        if dead_section or slug not in loaded.named_modules.union(sections):
            link = f"module:{slug}" + (f"#{section}" if section else "")
            yield Fault(file, "body", f'the link "{link}" leads nowhere')
