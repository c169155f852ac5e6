"""Typed settings from the environment, read once; a weak or missing one stops the start."""

import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationError

from elearn.domain.partnership import Contacts, Partnership
from elearn.mail.delivery import MailServer, mail_server

PACKAGE = Path(__file__).parent
WEAK_SECRET_LENGTH = 32
PEM = re.compile(r"-----BEGIN [A-Z ]+-----.+?-----END [A-Z ]+-----", re.DOTALL)
DEMO_PARTNERSHIP = Partnership(
    name="Northdale Safeguarding Children Partnership (demonstration)",
    signatory_name="Dr Amina Okafor",
    signatory_title="Independent Scrutineer",
    contacts=Contacts(safeguarding_lead="Your agency's designated safeguarding lead"),
)


class ConfigurationError(Exception):
    """The settings cannot be used; the message says what to set."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the site. See ``docs/settings.md`` for what each means."""

    demo: bool
    secret_key: str
    database_url: str
    instance: Path
    content: Path
    partnership: Partnership
    public_url: str
    host: str
    port: int
    workers: int
    https: bool
    trusted_proxies: int
    limits_url: str
    mail: MailServer | None = None  # None: messages wait in the outbox
    badge_keys: tuple[str, ...] = ()  # PEM, the first signs; none: no badges
    signing_key: Path | None = None  # PKCS#12 or PEM; None: certificates are not signed
    signing_passphrase: str = ""
    signing_earlier: Path | None = None
    cheap_passwords: bool = False  # tests only: no environment variable sets it


@dataclass(frozen=True, slots=True)
class Setting:
    """One environment variable, for the code and for the table in the documentation."""

    name: str
    default: str
    meaning: str


SETTINGS = {
    setting.name: setting
    for setting in (
        Setting("ELEARN_DEMO", "0", "1 serves the demonstration, whose password is public"),
        Setting("ELEARN_SECRET_KEY", "", "signs cookies; at least 32 characters, kept secret, "
                "needed unless ELEARN_DEMO=1"),
        Setting("ELEARN_PUBLIC_URL", "", "the address people use, such as "
                "https://learning.example.org, printed on certificates; "
                "needed unless ELEARN_DEMO=1"),
        Setting("ELEARN_INSTANCE", "instance", "the folder for the database and partnership.toml"),
        Setting("ELEARN_CONTENT", "", "a folder with modules/ and quizzes/; "
                "empty serves those that come with the package"),
        Setting("ELEARN_DATABASE_URL", "", "a PostgreSQL address, postgresql://…; "
                "empty is SQLite in the instance folder"),
        Setting("HOST", "127.0.0.1", "the address to listen on"),
        Setting("PORT", "8000", "the port to listen on"),
        Setting("ELEARN_WORKERS", "1", "server processes; more than one wants ELEARN_LIMITS_URL"),
        Setting("ELEARN_HTTPS", "1", "1 sends cookies over TLS only; 0 is for a trusted "
                "network without TLS; 0 in the demonstration"),
        Setting("ELEARN_TRUSTED_PROXIES", "0", "how many reverse proxies stand in front and set "
                "X-Forwarded-For"),
        Setting("ELEARN_LIMITS_URL", "memory://", "where sign-in attempts are counted; "
                "redis://… shares them between processes"),
        Setting("ELEARN_MAIL_URL", "", "the mail server, such as "
                "smtp+starttls://user:password@mail.example.org:587; also smtps:// and smtp://; "
                "a character with a meaning in addresses is written as %40 and the like; "
                "empty keeps messages in the outbox"),
        Setting("ELEARN_BADGE_KEY", "", "a PEM file with the P-256 private key that signs Open "
                "Badges, earlier keys below it; empty offers none, but the demonstration makes "
                "its own"),
        Setting("ELEARN_SIGNING_KEY", "", "a PKCS#12 or PEM file with the private key and "
                "certificate that sign certificates (elliptic curve or RSA); empty leaves them "
                "unsigned, but the demonstration makes its own"),
        Setting("ELEARN_SIGNING_PASSPHRASE", "", "opens that file"),
        Setting("ELEARN_SIGNING_EARLIER", "", "a PEM file with the certificates of keys that "
                "signed before, so that what they signed is still known"),
        Setting("ELEARN_MAIL_FROM", "", "the address that e-mail comes from; "
                "needed with ELEARN_MAIL_URL"),
    )
}  # fmt: skip


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings, or raise ConfigurationError naming what to set.

    In the demonstration a random secret is made once and kept in the instance folder.
    """
    demo = _flag(environ, "ELEARN_DEMO")
    instance = Path(_text(environ, "ELEARN_INSTANCE")).resolve()
    port = _number(environ, "PORT")
    host = _text(environ, "HOST")
    content = _text(environ, "ELEARN_CONTENT")
    return Settings(
        demo=demo,
        secret_key=_secret_key(environ, demo, instance),
        database_url=_text(environ, "ELEARN_DATABASE_URL") or f"sqlite:///{instance / 'elearn.db'}",
        instance=instance,
        content=Path(content).resolve() if content else shipped_content(),
        partnership=_partnership(instance / "partnership.toml", demo),
        public_url=_public_url(environ, demo, host, port),
        host=host,
        port=port,
        workers=_number(environ, "ELEARN_WORKERS"),
        https=_flag(environ, "ELEARN_HTTPS") and not (demo and "ELEARN_HTTPS" not in environ),
        trusted_proxies=_number(environ, "ELEARN_TRUSTED_PROXIES"),
        limits_url=_text(environ, "ELEARN_LIMITS_URL"),
        mail=_mail(environ),
        badge_keys=_badge_keys(environ),
        signing_key=_path(environ, "ELEARN_SIGNING_KEY"),
        signing_passphrase=environ.get("ELEARN_SIGNING_PASSPHRASE", ""),
        signing_earlier=_path(environ, "ELEARN_SIGNING_EARLIER"),
    )


def shipped_content() -> Path:
    """Return the folder whose modules and quizzes come with the package."""
    installed = PACKAGE / "shipped"
    return installed if (installed / "modules").is_dir() else PACKAGE.parent


def shipped_templates() -> Path:
    """Return the folder of page templates."""
    return shipped_content() / "templates"


def _text(environ: Mapping[str, str], name: str) -> str:
    return environ.get(name, "").strip() or SETTINGS[name].default


def _path(environ: Mapping[str, str], name: str) -> Path | None:
    value = _text(environ, name)
    return Path(value).resolve() if value else None


def _flag(environ: Mapping[str, str], name: str) -> bool:
    value = _text(environ, name).lower()
    if value not in {"0", "1", "true", "false", "yes", "no"}:
        raise ConfigurationError(f"Set {name} to 0 or 1 (it is {value!r}).")
    return value in {"1", "true", "yes"}


def _number(environ: Mapping[str, str], name: str) -> int:
    value = _text(environ, name)
    limit = 65535 if name == "PORT" else 64
    if not (value.isascii() and value.isdigit() and int(value) <= limit):
        raise ConfigurationError(f"Set {name} to a whole number up to {limit} (it is {value!r}).")
    return int(value)


def _secret_key(environ: Mapping[str, str], demo: bool, instance: Path) -> str:
    secret = environ.get("ELEARN_SECRET_KEY", "")
    if demo and not secret:
        return kept_secret(instance / "demo-secret", lambda: secrets.token_urlsafe(48))
    if len(secret) < WEAK_SECRET_LENGTH or len(set(secret)) < 8:
        raise ConfigurationError(
            "Set ELEARN_SECRET_KEY to a secret of at least 32 characters, for example the output of"
            " `python3 -c 'import secrets; print(secrets.token_urlsafe(48))'`."
            " To try the site with demonstration data instead, set ELEARN_DEMO=1."
        )
    return secret


def kept_secret(path: Path, make: Callable[[], str]) -> str:
    """Return the secret that a file holds, made and kept for its owner alone the first time."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileExistsError):
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as file:
            file.write(make())
    return path.read_text()


def _public_url(environ: Mapping[str, str], demo: bool, host: str, port: int) -> str:
    address = environ.get("ELEARN_PUBLIC_URL", "").strip().rstrip("/")
    if not address and demo:
        return f"http://{host}:{port}"
    if not address.startswith(("https://", "http://")):
        raise ConfigurationError(
            "Set ELEARN_PUBLIC_URL to the address people use, such as https://learning.example.org."
            " It is printed on certificates."
        )
    return address


def _mail(environ: Mapping[str, str]) -> MailServer | None:
    url, sender = _text(environ, "ELEARN_MAIL_URL"), _text(environ, "ELEARN_MAIL_FROM")
    if not url:
        return None
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender):
        raise ConfigurationError("Set ELEARN_MAIL_FROM to the address that e-mail comes from.")
    try:
        return mail_server(url, sender)
    except ValueError as fault:  # the address itself may hold a password
        raise ConfigurationError(f"ELEARN_MAIL_URL cannot be used: {fault}.") from None


def _badge_keys(environ: Mapping[str, str]) -> tuple[str, ...]:
    path = _text(environ, "ELEARN_BADGE_KEY")
    if not path:
        return ()
    try:
        held = Path(path).read_text(encoding="ascii")
    except (OSError, UnicodeDecodeError) as fault:
        raise ConfigurationError(f"ELEARN_BADGE_KEY: cannot read {path}: {fault}") from None
    return tuple(PEM.findall(held)) or ("",)


Words = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]


class _ContactsFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    referral_name: Words | None = None
    referral_phone: Words | None = None
    referral_out_of_hours_phone: Words | None = None
    referral_url: Annotated[str, StringConstraints(pattern=r"^https?://\S+$")] | None = None
    safeguarding_lead: Words | None = None
    support_name: Words | None = None
    support_phone: Words | None = None


class _PartnershipFile(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: Words
    signatory_name: Words
    signatory_title: Words
    certificate_design: Literal["classic-1", "plain-1"] = "classic-1"
    transcript_scores: bool = False
    contacts: _ContactsFile = _ContactsFile()


def _partnership(path: Path, demo: bool) -> Partnership:
    try:
        entry = _PartnershipFile.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        if demo:
            return DEMO_PARTNERSHIP
        raise ConfigurationError(
            f"Write {path} with your partnership's name, signatory and contacts:"
            " `elearn init` makes one for you to fill in."
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path} is not TOML: {error}") from None
    except ValidationError as error:
        lines = (f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
        raise ConfigurationError(f"{path}: " + "; ".join(lines)) from None
    contacts = Contacts(**entry.contacts.model_dump())
    return Partnership(
        entry.name, entry.signatory_name, entry.signatory_title, contacts,
        entry.certificate_design, entry.transcript_scores,
    )  # fmt: skip
