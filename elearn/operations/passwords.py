"""Passwords: Argon2id hashes, and what makes a password acceptable."""

from base64 import b64encode

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from argon2.low_level import ARGON2_VERSION

from elearn.domain.errors import DomainError

SHORTEST, LONGEST = 12, 200
DEMO_PASSWORD = "learning-lessons-demo"  # noqa: S105 - public on purpose, refused outside the demo


class WeakPassword(DomainError):
    """A password that is too short, too long, or known to everyone; ``reason`` says which."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"weak password: {reason.replace('_', ' ')}")


class Passwords:
    """Hashes and checks passwords. ``cheap`` is for tests; ``demo`` admits the demo password."""

    def __init__(self, *, demo: bool, cheap: bool = False) -> None:
        cheapest = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=Type.ID)
        self._hasher = cheapest if cheap else PasswordHasher(type=Type.ID)
        self._demo = demo
        self._nobody = hash_of_nothing(self._hasher)

    def hash(self, password: str) -> str:
        """Return the hash to store, or raise WeakPassword."""
        if len(password) < SHORTEST:
            raise WeakPassword("too_short")
        if len(password) > LONGEST:
            raise WeakPassword("too_long")
        if password == DEMO_PASSWORD and not self._demo:
            raise WeakPassword("demo")
        return self._hasher.hash(password)

    def matches(self, stored: str | None, password: str) -> bool:
        """Tell whether a password fits; an unknown account takes as long as a known one."""
        allowed = self._demo or password != DEMO_PASSWORD
        try:
            self._hasher.verify(stored or self._nobody, password[: LONGEST + 1])
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None and allowed


def hash_of_nothing(hasher: PasswordHasher) -> str:
    """Return what no password fits, and what takes as long to find out as a real hash."""
    cost = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    salt, digest = (
        b64encode(bytes(length)).decode("ascii").rstrip("=")
        for length in (hasher.salt_len, hasher.hash_len)
    )
    return f"$argon2id$v={ARGON2_VERSION}${cost}${salt}${digest}"
