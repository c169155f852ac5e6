"""Checks between content files: ids, references, links and citations."""

from collections import Counter
from collections.abc import Iterable

from elearn.catalogue.faults import Fault
from elearn.catalogue.markdown import module_links
from elearn.domain.content import Module, Question, Quiz

Modules = list[tuple[str, Module]]
Quizzes = list[tuple[str, Quiz]]


def check_catalogue(modules: Modules, quizzes: Quizzes, faults: list[Fault]) -> None:
    """Note every fault that shows only when the files are seen together."""
    known = {module.slug: module for _, module in modules}
    _note_repeated(((file, m.slug) for file, m in modules), "slug", faults)
    for file, module in modules:
        faults.extend(_module_faults(file, module, known))
    tested = {quiz.module for _, quiz in quizzes}
    for file, module in modules:
        if module.completion.quiz and module.slug not in tested:
            faults.append(Fault(file, "completion.quiz", "there is no quiz for this module"))
    for file, quiz in quizzes:
        faults.extend(_quiz_faults(file, quiz, known.get(quiz.module)))


def _module_faults(file: str, module: Module, known: dict[str, Module]) -> Iterable[Fault]:
    yield from _repeated_ids(file, module)
    sections = {section.id for section in module.sections}
    for outcome in module.outcomes:
        for missing in sorted(set(outcome.sections) - sections):
            yield Fault(file, f"outcomes.{outcome.id}", f'unknown section "{missing}"')
    themes = [("themes", theme) for theme in module.themes]
    points = [(f"learning_points.{p.id}.theme", p.theme) for p in module.learning_points if p.theme]
    for key, theme in themes + points:
        if theme not in known and not _is_planned(theme):
            yield Fault(file, key, f'unknown theme "{theme}"')
    yield from _source_faults(file, module)
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


def _is_planned(theme: str) -> bool:
    return theme in PRECIS_THEMES


def _source_faults(file: str, module: Module) -> Iterable[Fault]:
    listed = {source.id for source in module.sources}
    used = {source for section in module.sections for source in section.cites}
    if module.executive_summary:
        used |= set(module.executive_summary.cites)
    for source in sorted(used - listed):
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


def _quiz_faults(file: str, quiz: Quiz, module: Module | None) -> Iterable[Fault]:
    if module is None:
        yield Fault(file, "module", f'unknown module "{quiz.module}"')
        return
    ids = [question.id for question in quiz.questions]
    prompts = [reflection.id for reflection in quiz.reflections]
    for index, name in enumerate(ids):
        if name in ids[:index]:
            yield Fault(file, f"questions[{index}].id", f'duplicate "{name}"')
    for name in _repeats(prompts) + sorted(set(ids) & set(prompts)):
        yield Fault(file, "reflections", f'duplicate "{name}"')
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
    options = [option.id for option in getattr(question, "options", ())]
    pairs = [pair.id for pair in getattr(question, "pairs", ())]
    for name in _repeats(options) + _repeats(pairs):
        yield Fault(file, f"{key}.options", f'duplicate "{name}"')


def _repeats(ids: list[str]) -> list[str]:
    return sorted(name for name, times in Counter(ids).items() if times > 1)


def _note_repeated(named: Iterable[tuple[str, str]], key: str, faults: list[Fault]) -> None:
    first: dict[str, str] = {}
    for file, name in named:
        if name in first:
            faults.append(Fault(file, key, f'"{name}" is already used by {first[name]}'))
        first.setdefault(name, file)


def check_links(modules: Modules, texts: dict[str, str], faults: list[Fault]) -> None:
    """Note every ``module:`` link that leads to no module or section."""
    sections = {m.slug: {section.id for section in m.sections} for _, m in modules}
    for file, module in modules:
        for slug, section in module_links(texts[module.content_hash]):
            if slug not in sections or (section and section not in sections[slug]):
                link = f"module:{slug}" + (f"#{section}" if section else "")
                faults.append(Fault(file, "body", f'the link "{link}" leads nowhere'))
