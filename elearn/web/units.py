"""Administrators keep the tree of units and who holds which appointment over them."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response

from elearn.domain.access import Action, Role
from elearn.domain.errors import NotFound
from elearn.domain.organisation import TreeFault, TreeReason
from elearn.operations import appointments, units
from elearn.operations.administration import administered, open_units
from elearn.operations.appointments import AppointmentFault, AppointmentReason
from elearn.operations.organisation import AlreadyThere
from elearn.operations.units import ListedUnit
from elearn.web.context import commit, now, session, today, viewer
from elearn.web.guards import appointed
from elearn.web.organisation_forms import (
    ROLE_NAMES,
    AppointForm,
    ConfirmForm,
    DeputyForm,
    EndAppointmentForm,
    NewUnitForm,
    UnitNameForm,
    UnitPlaceForm,
)
from elearn.web.recomputing import work_off_soon
from elearn.web.wording import gettext

blueprint = Blueprint("units", __name__)
Answered = Response | str | tuple[str, int]
TREE_FAULTS = {
    TreeReason.SECOND_ROOT: _("There is one partnership only"),
    TreeReason.NOT_BELOW_ITSELF: _("A unit cannot stand below itself or below its own parts"),
    TreeReason.ROOT_STAYS: _("The partnership stays at the top and stays open"),
    TreeReason.CLOSED_ABOVE: _("%(unit)s is closed: nothing can be open below it"),
    TreeReason.NOT_EMPTY: _(
        "People belong to %(unit)s, or units below it are open. Move or close those first"
    ),
}
APPOINTMENT_FAULTS = {
    AppointmentReason.NOBODY: _("Nobody among the people you administer has this address"),
    AppointmentReason.NOT_ACTIVE: _("This person has left or has not begun yet"),
    AppointmentReason.CLOSED: _("This unit is closed"),
    AppointmentReason.OF_NOTHING: _(
        "Nobody works in this unit or below it, so there is nothing to manage. Add people first"
    ),
    AppointmentReason.HELD_ALREADY: _("They hold this appointment already in these days"),
    AppointmentReason.ENDS_BEFORE: _("The last day must not be before the first"),
    AppointmentReason.OUTSIDE: _("The appointment does not hold on these days"),
    AppointmentReason.OWN_DEPUTY: _("Nobody is their own deputy"),
    AppointmentReason.LAST_ADMINISTRATOR: _(
        "Nobody else administers the partnership then. Appoint someone first"
    ),
}


@blueprint.get("/admin/units")
@appointed(Action.ADMINISTER)
def tree() -> str:
    """Show the units one administers as a tree."""
    parts: dict[int | None, list[ListedUnit]] = {}
    for one in units.unit_tree(session(), _over()):
        parts.setdefault(one.parent_id if one.depth else None, []).append(one)
    return render_template("admin/units.html", parts=parts)


@blueprint.get("/admin/units/<unit>")
@appointed(Action.ADMINISTER)
def unit(unit: str) -> str:
    """Show one unit with what is below it and who is appointed over it."""
    seen = _unit(unit)
    parts = [u for u in units.unit_tree(session(), frozenset({seen.id})) if u.depth == 1]
    held = appointments.appointments_over(session(), seen.id, today())
    return render_template(
        "admin/unit.html", unit=seen, parts=parts, appointments=held, role_names=ROLE_NAMES,
        may_move=_stands_inside(seen),
    )  # fmt: skip


@blueprint.route("/admin/units/<unit>/add", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def add(unit: str) -> Answered:
    """Add a unit below this one."""
    above, form = _unit(unit), NewUnitForm()

    def store() -> None:
        code, name = (form.code.data or "").strip(), (form.name.data or "").strip()
        units.add_unit_below(session(), above, code, name, form.kind.data, now(), viewer().id)

    title = gettext("Add a unit below %(unit)s", unit=above.name)
    return _asked(form, form.code, title, above, store, gettext("The unit is added"))


@blueprint.route("/admin/units/<unit>/rename", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def rename(unit: str) -> Answered:
    """Give a unit another name."""
    seen = _unit(unit)
    form = UnitNameForm(data={"name": seen.name})

    def store() -> None:
        name = (form.name.data or "").strip()
        units.rename_unit(session(), seen, name, now(), viewer().id)

    title = gettext("Rename %(unit)s", unit=seen.name)
    return _asked(form, form.name, title, seen, store, gettext("The name is saved"))


@blueprint.route("/admin/units/<unit>/move", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def move(unit: str) -> Answered:
    """Let a unit stand below another."""
    seen = _movable(unit)
    form = UnitPlaceForm(open_units(session(), _over()))
    if not form.is_submitted():
        form.above.data = seen.parent_id

    def store() -> None:
        tree = units.unit_tree(session(), _over())
        above = next(one for one in tree if one.id == form.above.data)
        units.move_unit(session(), seen, above, now(), viewer().id)

    title = gettext("Move %(unit)s", unit=seen.name)
    says = gettext("Everyone in it and below it moves with it, and so do the appointments over it.")
    return _asked(form, form.above, title, seen, store, gettext("The unit is moved"), says)


@blueprint.route("/admin/units/<unit>/close", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def close(unit: str) -> Answered:
    """Close a unit that nobody is in any more, or open it again."""
    seen = _movable(unit)
    change = units.reopen_unit if seen.closed_on else units.close_unit
    again = bool(seen.closed_on)
    form = ConfirmForm(gettext("Open the unit again") if again else gettext("Close the unit"))

    def store() -> None:
        change(session(), seen, now(), viewer().id)

    title = gettext("Open %(unit)s again", unit=seen.name) if again else gettext(
        "Close %(unit)s", unit=seen.name)  # fmt: skip
    says = "" if again else gettext("What happened in it stays. Appointments over it end today.")
    done = gettext("The unit is open again") if again else gettext("The unit is closed")
    return _asked(form, form.submit, title, seen, store, done, says)


@blueprint.route("/admin/units/<unit>/appointments", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def appoint(unit: str) -> Answered:
    """Appoint someone over a unit and all below it."""
    seen, form = _unit(unit), AppointForm()

    def store() -> None:
        appointments.give_appointment(
            session(), _over(), form.email.data or "", Role(form.role.data), seen, form.date,
            form.ends_on, now(), viewer().id,
        )  # fmt: skip

    title = gettext("Appoint someone over %(unit)s", unit=seen.name)
    return _asked(form, form.email, title, seen, store, gettext("The appointment is saved"))


@blueprint.route("/admin/appointments/<int:appointment_id>/deputies", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def deputise(appointment_id: int) -> Answered:
    """Appoint a deputy beside someone, from one day to another."""
    held, form = _appointment(appointment_id), DeputyForm()
    seen = _unit(held.unit_code)

    def store() -> None:
        appointments.give_appointment(
            session(), _over(), form.email.data or "", held.role, seen, form.date, form.ends_on,
            now(), viewer().id, held,
        )  # fmt: skip

    title = gettext("Appoint a deputy for %(name)s", name=held.person)
    return _asked(form, form.email, title, seen, store, gettext("The deputy is appointed"))


@blueprint.route("/admin/appointments/<int:appointment_id>/end", methods=["GET", "POST"])
@appointed(Action.ADMINISTER)
def end(appointment_id: int) -> Answered:
    """End an appointment from a day on."""
    held, form = _appointment(appointment_id), EndAppointmentForm()
    seen = _unit(held.unit_code)

    def store() -> None:
        appointments.end_appointment(session(), held, form.date, now(), viewer().id)

    names = {"name": held.person, "role": ROLE_NAMES[held.role], "unit": held.unit}
    says = gettext("%(name)s, %(role)s over %(unit)s. Deputies end with it.", **names)
    done = gettext("The appointment ends")
    return _asked(form, form.day, gettext("End an appointment"), seen, store, done, says)


def _asked(
    form: FlaskForm,
    field: Any,
    title: str,
    seen: ListedUnit,
    store: Callable[[], None],
    done: str,
    says: str = "",
) -> Answered:
    """Show a form about a unit, or do what it asks; what is refused stands at its field."""
    if form.validate_on_submit():
        try:
            store()
        except (TreeFault, AppointmentFault, AlreadyThere) as fault:
            field.errors = [_refusal(fault)]
        else:
            commit()
            work_off_soon()
            flash(done)
            return redirect(url_for("units.unit", unit=seen.code), 303)
    page = render_template(
        "admin/form.html", form=form, title=title, says=says, back=seen.name,
        back_to=url_for("units.unit", unit=seen.code),
    )  # fmt: skip
    return page, 422 if form.errors else 200


def _refusal(fault: TreeFault | AppointmentFault | AlreadyThere) -> str:
    if isinstance(fault, AppointmentFault):
        return str(APPOINTMENT_FAULTS[fault.reason])
    if isinstance(fault, TreeFault):
        return str(TREE_FAULTS[fault.reason] % {"unit": fault.unit})
    return str(gettext("A unit with this code is there already"))


def _over() -> frozenset[int]:
    return administered(viewer().appointments)


def _unit(code: str) -> ListedUnit:
    return units.unit_in(session(), _over(), code)


def _appointment(appointment_id: int) -> appointments.HeldOver:
    return appointments.appointment_in(session(), _over(), appointment_id)


def _stands_inside(seen: ListedUnit) -> bool:
    """Tell whether the unit above is administered too, without which a unit stays where it is."""
    return any(one.id == seen.parent_id for one in units.unit_tree(session(), _over()))


def _movable(code: str) -> ListedUnit:
    seen = _unit(code)
    if seen.parent_id is not None and not _stands_inside(seen):
        raise NotFound("unit", code)
    return seen
