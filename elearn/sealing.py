"""The key that signs certificates, read once at start; the demonstration makes its own."""

from datetime import date
from pathlib import Path

from elearn.config import ConfigurationError, Settings, kept_secret
from elearn.documents.signing import KeyFault, Seal, make_key, read_key


def read_seal(settings: Settings, today: date) -> Seal | None:
    """Return the seal that the settings name, or None where certificates are not signed.

    Raises ConfigurationError with the reason for a key that cannot be used.
    """
    if settings.signing_key is None:
        return _demo_seal(settings, today) if settings.demo else None
    earlier = settings.signing_earlier
    try:
        return read_key(
            _read("ELEARN_SIGNING_KEY", settings.signing_key),
            settings.signing_passphrase,
            _read("ELEARN_SIGNING_EARLIER", earlier) if earlier else b"",
        )
    except KeyFault as fault:
        raise ConfigurationError(f"ELEARN_SIGNING_KEY cannot be used: {fault}.") from None


def _demo_seal(settings: Settings, today: date) -> Seal:
    """Return the demonstration's own seal, made once and kept."""
    name = settings.partnership.name
    kept = kept_secret(
        settings.instance / "demo-signing-key.pem", lambda: make_key(name, today).decode("ascii")
    )
    return read_key(kept.encode("ascii"))


def _read(setting: str, path: Path) -> bytes:
    """Return what a file holds, or raise ConfigurationError."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise ConfigurationError(f"{setting}: cannot read {path}: {fault.strerror}") from None
