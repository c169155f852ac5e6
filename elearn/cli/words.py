"""What is wrong, as a sentence for whoever gave the command."""

from elearn.domain.errors import NameFault, NotFound
from elearn.domain.organisation import TreeFault, TreeReason
from elearn.operations.certificates import NotInForce
from elearn.operations.growing.filling import GrownAlready, NotTheDemonstration
from elearn.operations.organisation import AlreadyThere
from elearn.operations.passwords import WeakPassword

_PASSWORDS = {
    "too_short": "The password must have at least 12 characters.",
    "too_long": "The password must have 200 characters or fewer.",
    "demo": "Choose a password that is not the demonstration password.",
}
_NAMES = {
    "empty": "The name is empty.",
    "too_long": "The name must be 120 characters or fewer.",
    "no_letter": "The name must have at least one letter.",
}


def sentence(error: Exception) -> str:
    """Return what is wrong in words; what says it in words already is left as it is."""
    said = str(error)
    match error:
        case NotFound(what=what, name=name):
            said = f"There is no {what} {name!r}."
        case AlreadyThere(what=what, name=name):
            said = f"A {what} {name!r} is there already."
        case TreeFault(reason=TreeReason.SECOND_ROOT, unit=unit):
            said = f"There is a partnership already: name the unit above {unit} with --parent."
        case WeakPassword(reason=reason):
            said = _PASSWORDS[reason]
        case NameFault(reason=reason, characters=characters):
            letters = " ".join(f"{c!r} (U+{ord(c):04X})" for c in characters)
            said = _NAMES.get(reason, f"The name cannot be kept or printed: {letters}.")
        case NotTheDemonstration():
            said = (
                "There are people in this database who are not of the demonstration; nothing was"
                " changed. Set ELEARN_INSTANCE to an empty folder, or ELEARN_DATABASE_URL to an"
                " empty database."
            )
        case GrownAlready():
            said = "The demonstration was grown already; nothing was changed."
        case NotInForce(args=[typed]):
            said = f"Certificate {typed} was replaced or withdrawn already."
    return said
