"""What can be wrong, in the words of the product; no HTTP."""


class DomainError(Exception):
    """Something a rule forbids; carries facts, not wording for a screen."""


class NotFound(DomainError):
    """There is no such thing, or this person may not know that there is."""

    def __init__(self, what: str, name: object) -> None:
        self.what = what
        self.name = name
        super().__init__(f"no {what} {name!r}")
