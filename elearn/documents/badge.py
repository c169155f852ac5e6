"""Open Badges 3.0: a certificate as a signed credential that other systems can check.

The proof is a JSON Web Token over the credential, as section 8.2 of the specification has it. The
holder's e-mail stands in it only as a salted digest, which whoever knows the address can compare.
"""

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any
from urllib.parse import quote, urlsplit

from joserfc import jwt
from joserfc.jwk import ECKey

from elearn.domain.certification import CertificateFacts

CONTEXTS = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
ALGORITHM = "ES256"
MEDIA_TYPE = "application/vc+jwt"


class UnusableKey(ValueError):
    """What was given is no P-256 private key."""


@dataclass(frozen=True, slots=True)
class BadgeIssuer:
    """Who signs credentials. The first key signs; the others verify what was signed before.

    Under https the issuer is known by its address (did:web), where it publishes its keys. Without,
    as in the demonstration, it is known by the key itself (did:jwk).
    """

    url: str
    keys: tuple[ECKey, ...]

    @property
    def did(self) -> str:
        """Return the issuer's decentralised identifier."""
        parts = urlsplit(self.url)
        if parts.scheme == "https":
            path = [quote(part, safe="") for part in parts.path.split("/") if part]
            return ":".join(["did:web", quote(parts.netloc, safe=""), *path])
        return "did:jwk:" + _base64url(json.dumps(_public(self.keys[0]), sort_keys=True).encode())

    @property
    def key_id(self) -> str:
        """Return the name under which the signing key is published."""
        return f"{self.did}#{self._fragment(self.keys[0])}"

    def document(self) -> dict[str, Any]:
        """Return the DID document: which keys sign for this issuer."""
        methods = [
            {
                "id": f"{self.did}#{self._fragment(key)}",
                "type": "JsonWebKey2020",
                "controller": self.did,
                "publicKeyJwk": _public(key),
            }
            for key in self.keys
        ]
        return {
            "@context": [
                "https://www.w3.org/ns/did/v1", "https://w3id.org/security/suites/jws-2020/v1",
            ],
            "id": self.did,
            "verificationMethod": methods,
            "assertionMethod": [method["id"] for method in methods],
        }  # fmt: skip

    def _fragment(self, key: ECKey) -> str:
        return key.thumbprint() if self.did.startswith("did:web:") else "0"


def badge_issuer(url: str, pems: tuple[str, ...]) -> BadgeIssuer:
    """Return the issuer at an address with these private keys, or raise UnusableKey."""
    keys = []
    for pem in pems:
        try:
            key = ECKey.import_key(pem)
        except Exception as fault:
            raise UnusableKey("it holds something that is no private key") from fault
        if key.curve_name != "P-256" or not key.is_private:
            raise UnusableKey("it holds a key that is not a private one on the curve P-256")
        keys.append(key)
    if not keys:
        raise UnusableKey("it holds no key")
    return BadgeIssuer(url, tuple(keys))


def new_key() -> str:
    """Return a new private key as PEM."""
    return ECKey.generate_key("P-256").as_pem(private=True).decode()


def credential(issuer: BadgeIssuer, facts: CertificateFacts, email: str) -> dict[str, Any]:
    """Return what a certificate states as an OpenBadgeCredential."""
    body: dict[str, Any] = {
        "@context": list(CONTEXTS),
        "id": facts.verify_url,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.module_title,
        "issuer": {
            "id": issuer.did, "type": ["Profile"], "name": facts.partnership, "url": issuer.url,
        },
        "validFrom": _instant(facts.issued_on),
        "awardedDate": _instant(facts.completed_on),
        "credentialSubject": {
            "type": ["AchievementSubject"],
            "identifier": [_identity(facts, email)],
            "achievement": _achievement(issuer, facts),
        },
    }  # fmt: skip
    if facts.valid_until:
        body["validUntil"] = datetime.combine(
            facts.valid_until, time(23, 59, 59), tzinfo=UTC
        ).strftime("%Y-%m-%dT%H:%M:%SZ")
    return body


def sign_badge(issuer: BadgeIssuer, facts: CertificateFacts, email: str) -> str:
    """Return the signed credential of a certificate."""
    body = credential(issuer, facts, email)
    claims = body | {"iss": issuer.did, "jti": body["id"], "nbf": _seconds(body["validFrom"])}
    if "validUntil" in body:
        claims["exp"] = _seconds(body["validUntil"])
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": issuer.key_id}
    return jwt.encode(header, claims, issuer.keys[0])


def _identity(facts: CertificateFacts, email: str) -> dict[str, Any]:
    salt = facts.number
    digest = hashlib.sha256((email + salt).encode()).hexdigest()
    return {
        "type": "IdentityObject",
        "hashed": True,
        "identityHash": f"sha256${digest}",
        "identityType": "emailAddress",
        "salt": salt,
    }


def _achievement(issuer: BadgeIssuer, facts: CertificateFacts) -> dict[str, Any]:
    outcomes = "\n".join(f"- {outcome}" for outcome in facts.learning_outcomes)
    return {
        "id": f"{issuer.url}/badges/{facts.content_hash}",
        "type": ["Achievement"],
        "achievementType": "Certificate",
        "name": facts.module_title,
        "description": f"Completed a {facts.module_kind} module on safeguarding children, "
        f"version {facts.module_version}, of {facts.minutes} minutes.",
        "criteria": {"narrative": f"The learner can:\n{outcomes}"},
        "version": facts.module_version,
    }


def _public(key: ECKey) -> dict[str, Any]:
    return {name: value for name, value in key.as_dict(private=False).items() if name != "kid"}


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"


def _seconds(instant: str) -> int:
    return int(datetime.fromisoformat(instant).timestamp())


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
