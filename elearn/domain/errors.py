"""What can be wrong, in the words of the product; no HTTP."""


class DomainError(Exception):
    """Something a rule forbids; carries facts, not wording for a screen."""


class NotFound(DomainError):
    """There is no such thing, or this person may not know that there is."""

    def __init__(self, what: str, name: object) -> None:
        self.what = what
        self.name = name
        super().__init__(f"no {what} {name!r}")


class ChangedSince(DomainError):
    """Something newer was saved since the moment that a form shows; it was left as it is."""


class NameFault(DomainError):
    """A name that cannot be kept; ``reason`` is a code of ``names.NameReason``."""

    def __init__(self, reason: str, characters: str = "") -> None:
        self.reason = reason
        self.characters = characters
        super().__init__(f"{reason}: {characters!r}" if characters else reason)


class SnapshotFault(DomainError):
    """Facts of a certificate or transcript that contradict each other or cannot be read back."""

    def __init__(self, key: str, problem: str) -> None:
        self.key = key
        self.problem = problem
        super().__init__(f"snapshot: {key}: {problem}")


class Unusable(DomainError):
    """Something filled in that cannot be; ``field`` and ``reason`` say where and why."""

    def __init__(self, field: str, reason: str) -> None:
        self.field = field
        self.reason = reason
        super().__init__(f"{field}: {reason}")
