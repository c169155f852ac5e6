"""A form for each type of question, built from the content and the order that was shown."""

from collections.abc import Callable, Iterable
from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from govuk_frontend_wtf.wtforms_widgets import GovCharacterCount, GovSelect, GovTextInput
from markupsafe import Markup
from werkzeug.datastructures import MultiDict
from wtforms import (
    Field,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import InputRequired, Length, StopValidation

from elearn.domain.marking import MAX_ANSWER, Answer
from elearn.domain.quizzes import (
    Matching,
    MultipleChoice,
    Numeric,
    Option,
    Ordering,
    Question,
    ReflectionPrompt,
    ShortAnswer,
    SingleChoice,
)
from elearn.operations.attempts import Sitting
from elearn.operations.identifying import Fragment
from elearn.operations.reflections import LONGEST_REFLECTION
from elearn.web.widgets import Checkboxes, Radios

FAULTS = {
    "missing": _("Answer the question"),
    "unknown": _("Choose from the answers shown"),
    "repeated": _("Use each one only once"),
    "not_a_number": _("Enter a number, such as 3 or 2.5"),
    "too_long": _("Your answer is too long"),
}


class QuestionForm(FlaskForm):  # type: ignore[misc]
    """A form that gives one answer. ``doubt`` is what in it looks as if it identifies someone."""

    doubt: tuple[Fragment, ...] = ()

    def given(self) -> Answer:
        """Return what was given, in the shape that marking takes: here, of one field."""
        return self["answer"].data or ""

    def is_given(self) -> bool:
        """Tell whether anything at all was sent as the answer."""
        return any(any(field.raw_data or ()) for field in self.answer_fields())

    def refuse(self, reason: str) -> None:
        """Put an error on the first field of the answer."""
        first = next(iter(self.answer_fields()))
        first.errors = [FAULTS[reason]]

    def answer_fields(self) -> Iterable[Field]:
        """Return the fields that make up the answer, in order."""
        return [field for field in self if field.name != "csrf_token"]


def given_in(sent: MultiDict[str, str], question: Question, prefix: str = "") -> object:
    """Return the answer in what a question's form sent, unchecked, in the shape marking takes.

    ``prefix`` begins the name of each of its fields where a form asks several questions.
    """
    match question:
        case MultipleChoice():
            return sent.getlist(f"{prefix}answer")
        case Ordering(options=options):
            return [sent.get(f"{prefix}place-{n}", "") for n in range(1, len(options) + 1)]
        case Matching(pairs=pairs):
            return {pair.id: sent.get(f"{prefix}pair-{pair.id}", "") for pair in pairs}
        case _:
            return sent.get(f"{prefix}answer", "")


def form_for(here: Sitting, asked: Question | ReflectionPrompt) -> QuestionForm:
    """Return the form of a step, filled with the answer saved so far."""
    match asked:
        case SingleChoice():
            return _single(here, asked)
        case MultipleChoice():
            return _multiple(here, asked)
        case Ordering():
            return _ordering(here, asked)
        case Matching():
            return _matching(here, asked)
        case Numeric() | ShortAnswer():
            return _typed(here, asked)
        case ReflectionPrompt():
            return _reflection(here, asked)


def _single(here: Sitting, question: SingleChoice) -> QuestionForm:
    class Form(QuestionForm):
        answer = RadioField(
            question.stem_text,
            [InputRequired(_("Select an answer"))],
            choices=_choices(here, question, question.options),
            widget=Radios(),
        )

    return Form(data={"answer": here.answers.get(question.id)})


def _multiple(here: Sitting, question: MultipleChoice) -> QuestionForm:
    class Form(QuestionForm):
        answer = SelectMultipleField(
            question.stem_text,
            [InputRequired(_("Select at least one answer"))],
            choices=_choices(here, question, question.options),
            widget=Checkboxes(),
            option_widget=None,
        )

    return Form(data={"answer": here.answers.get(question.id)})


def _ordering(here: Sitting, question: Ordering) -> QuestionForm:
    saved = here.answers.get(question.id) or [""] * len(question.options)
    names = [f"place-{number}" for number in range(1, len(question.options) + 1)]

    class Form(QuestionForm):
        def given(self) -> Answer:
            return [self[name].data for name in names]

    for number, name in enumerate(names, start=1):
        label = _("Place %(number)s", number=number)
        setattr(Form, name, _select(label, _choices(here, question, question.options)))
    return Form(data=dict(zip(names, saved, strict=True)))


def _matching(here: Sitting, question: Matching) -> QuestionForm:
    saved = here.answers.get(question.id) or {}
    names = {f"pair-{pair.id}": pair for pair in question.pairs}

    class Form(QuestionForm):
        def given(self) -> Answer:
            return {pair.id: self[name].data for name, pair in names.items()}

    for name, pair in names.items():
        choices = _choices(here, question, question.options)
        setattr(Form, name, _select(Markup(pair.prompt_html).striptags(), choices))  # noqa: S704
    return Form(data={n: saved.get(p.id, "") for n, p in names.items()} if isinstance(saved, dict)
                else {})  # fmt: skip


def _typed(here: Sitting, question: Numeric | ShortAnswer) -> QuestionForm:
    class Form(QuestionForm):
        answer = StringField(
            question.stem_text,
            [InputRequired(FAULTS["missing"]), Length(max=MAX_ANSWER, message=FAULTS["too_long"])],
            widget=GovTextInput(),
        )

    return Form(data={"answer": here.answers.get(question.id)})


def _reflection(here: Sitting, prompt: ReflectionPrompt) -> QuestionForm:
    too_long = _("Your reflection must be %(limit)s characters or fewer", limit=LONGEST_REFLECTION)

    class Form(QuestionForm):
        answer = TextAreaField(
            prompt.prompt,
            [_fits(too_long)],
            description=prompt.guidance,
            widget=GovCharacterCount(),
        )

    return Form(data={"answer": here.reflections.get(prompt.id, "")})


def _fits(message: Any) -> Callable[[Any, Field], None]:
    def check(_form: Any, field: Field) -> None:
        text = (field.data or "").replace("\r\n", "\n").strip()
        if len(text) > LONGEST_REFLECTION:
            raise StopValidation(message)

    return check


def _select(label: Any, choices: list[SelectChoice]) -> SelectField:
    first = SelectChoice("", _("Choose"))
    return SelectField(
        label,
        [InputRequired(_("Choose an answer: %(label)s", label=label))],
        choices=[first, *(SelectChoice(c.value, Markup(c.label).striptags()) for c in choices)],  # noqa: S704
        widget=GovSelect(),
    )


def _choices(here: Sitting, question: Question, options: tuple[Option, ...]) -> list[SelectChoice]:
    """Return the options in the order in which this attempt shows them."""
    shown = here.options_shown(question)
    by_id = {option.id: option for option in options}
    return [SelectChoice(name, Markup(by_id[name].text_html)) for name in shown]  # noqa: S704
