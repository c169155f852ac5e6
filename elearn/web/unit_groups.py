"""Units to tick, by agency: the parts of each are folded away, as there may be a thousand."""

from dataclasses import dataclass, replace
from itertools import groupby

from wtforms import SelectMultipleField

from elearn.operations.organisation_choices import BETWEEN


@dataclass(frozen=True, slots=True)
class UnitBox:
    """A unit to tick."""

    id: str
    value: int
    label: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class UnitGroup:
    """A unit, and those below it that are folded away unless one is ticked."""

    head: UnitBox
    parts: tuple[UnitBox, ...]

    @property
    def shown(self) -> bool:
        """Tell whether the parts are to be seen at once."""
        return any(part.ticked for part in self.parts)


def unit_groups(field: SelectMultipleField) -> list[UnitGroup]:
    """Return the choices of a field of units by the first unit of their path.

    The first of all has the id of the field, to which the summary of errors leads.
    """
    ticked = set(field.data or ())
    boxes = [
        UnitBox(f"{field.id}-{n}" if n else field.id, value, label, value in ticked)
        for n, (value, label, *_) in enumerate(field.iter_choices())
    ]
    groups = []
    for name, found in groupby(boxes, key=lambda box: box.label.partition(BETWEEN)[0]):
        head, *parts = found
        short = (replace(box, label=box.label.removeprefix(name + BETWEEN)) for box in parts)
        groups.append(UnitGroup(head, tuple(short)))
    return groups
