"""The forms in which an administrator designs the certificates."""

from typing import Any

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from govuk_frontend_wtf.wtforms_widgets import (
    GovFileInput,
    GovSelect,
    GovSubmitInput,
    GovTextInput,
)
from wtforms import BooleanField, Field, RadioField, SelectField, StringField, SubmitField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than stubs
from wtforms.validators import InputRequired, Length, ValidationError

from elearn.domain.design import LEAST_CONTRAST, Design, contrast, is_colour
from elearn.pictures import Picture, UnusablePicture, check_picture
from elearn.web.widgets import Checkbox, Radios

FAULTS = {
    "empty": _("The file is empty"),
    "too_large": _("The picture is larger than 1 MB. Save it smaller and choose it again"),
    "too_many_pixels": _("The picture has too many pixels. Save it smaller and choose it again"),
    "svg": _("SVG pictures can carry scripts, so they are not taken. Save it as PNG or JPEG"),
    "not_an_image": _("The file is not a PNG or JPEG picture"),
}
LIKE = _("For example, #0b4a53")
WORDS = Length(max=120, message=_("Use 120 characters or fewer"))
SHORT = Length(max=60, message=_("Use 60 characters or fewer"))


def colour(_form: FlaskForm, field: Field) -> None:
    """Refuse what is no colour, and a colour too faint on white paper."""
    field.data = (field.data or "").strip().lower()
    if not is_colour(field.data):
        raise ValidationError(_("Enter a colour as # and six digits or letters a to f"))
    found = contrast(field.data)
    if found < LEAST_CONTRAST:
        said = _(
            "This colour is too faint on white paper: its contrast is %(found)s to 1, and "
            "4.5 to 1 is needed. Choose a darker one", found=f"{int(found * 10) / 10:g}",
        )  # fmt: skip
        raise ValidationError(said)


def words(label: Any, *also: Any, needed: bool = True) -> StringField:
    """Return a field for a line of words."""
    checks = [InputRequired(_("Enter the words"))] if needed else []
    return StringField(label, [*checks, *(also or (WORDS,))], widget=GovTextInput())


class PictureField(FileField):  # type: ignore[misc]
    """A picture to send in; ``picture`` is what is kept of it, once it was checked."""

    widget = GovFileInput()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.picture: Picture | None = None
        super().__init__(*args, **kwargs)

    def pre_validate(self, _form: FlaskForm) -> None:
        """Refuse what is no picture, saying why."""
        if self.data:
            content = self.data.read()
            self.data.close()
            try:
                self.picture = check_picture(content)
            except UnusablePicture as fault:
                raise ValidationError(FAULTS[fault.reason]) from None


def picture(label: Any) -> PictureField:
    """Return a field for a picture that need not be sent again."""
    return PictureField(label, description=_("PNG or JPEG, up to 1 MB"))


def without(label: Any) -> BooleanField:
    """Return a tick box by which a picture is taken away."""
    return BooleanField(label, widget=Checkbox())


class DesignForm(FlaskForm):  # type: ignore[misc]
    """All of a design but the logos of agencies."""

    design = RadioField(
        _("Design"),
        choices=[
            SelectChoice("classic-1", _("Classic: a woven frame and centred words")),
            SelectChoice("plain-1", _("Plain: a bar of colour and words from the left")),
        ],
        widget=Radios(),
    )
    language = RadioField(
        _("Language"),
        choices=[
            SelectChoice("en", _("English")),
            SelectChoice("both", _("English and Welsh")),
        ],
        widget=Radios(),
    )
    partnership = words(_("Name of the partnership"))
    main = StringField(_("Main colour"), [colour], description=LIKE, widget=GovTextInput())
    accent = StringField(_("Second colour"), [colour], description=LIKE, widget=GovTextInput())
    logo = picture(_("Logo of the partnership"))
    no_logo = without(_("Use no logo of the partnership"))
    name = words(_("Name of who signs"))
    title = words(_("Their title"))
    signature = picture(_("Picture of their signature"))
    no_signature = without(_("Use no picture of their signature"))
    second_name = words(_("Name of who also signs (optional)"), needed=False)
    second_title = words(_("Title of who also signs"), needed=False)
    second_signature = picture(_("Picture of the second signature"))
    no_second_signature = without(_("Use no picture of the second signature"))
    english_title = words(_("Title in English"), SHORT)
    english_certifies = words(_("Words before the name, in English"), SHORT)
    english_completed = words(_("Words after the name, in English"), SHORT)
    welsh_title = words(_("Title in Welsh"), SHORT)
    welsh_certifies = words(_("Words before the name, in Welsh"), SHORT)
    welsh_completed = words(_("Words after the name, in Welsh"), SHORT)

    def validate_second_title(self, field: Field) -> None:
        """Ask for a name beside a title, and for a title beside a name."""
        if bool(field.data) != bool(self.second_name.data):
            raise ValidationError(_("Enter both a name and a title, or neither"))


class AgencyLogoForm(FlaskForm):  # type: ignore[misc]
    """The logo of one agency."""

    agency = SelectField(_("Agency"), widget=GovSelect())
    logo = picture(_("Logo of the agency"))
    no_logo = without(_("Use no logo of this agency"))
    submit = SubmitField(_("Save the logo"), widget=GovSubmitInput())

    def __init__(self, agencies: dict[str, str]) -> None:
        super().__init__()
        self.agency.choices = [SelectChoice(code, name) for code, name in agencies.items()]

    def validate_logo(self, field: Field) -> None:
        """Ask for a picture, unless there is to be none."""
        if not self.no_logo.data:
            FileRequired(_("Choose a picture"))(self, field)


def typed(field: Field) -> str:
    """Return the words in a field, without space around them."""
    return (field.data or "").strip()


def held(design: Design) -> dict[str, Any]:
    """Return what the form of a design shows."""
    look, second = design.look, design.look.second
    return {
        "design": design.design, "language": look.language, "partnership": design.partnership,
        "main": look.main, "accent": look.accent, "name": design.first.name,
        "title": design.first.title, "second_name": second.name if second else "",
        "second_title": second.title if second else "",
        **{f"english_{part}": getattr(look.english, part) for part in PARTS},
        **{f"welsh_{part}": getattr(look.welsh, part) for part in PARTS},
    }  # fmt: skip


PARTS = ("title", "certifies", "completed")
