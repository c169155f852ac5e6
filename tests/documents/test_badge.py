"""Open Badges credentials, checked by a library that did not make them."""

import base64
import json
from datetime import date
from typing import Any

import pytest
from openbadgeslib.ob3 import IdentityObject, OB3VerificationError, OB3Verifier

from elearn.documents.badge import BadgeIssuer, UnusableKey, badge_issuer, new_key, sign_badge
from tests.documents.samples import certificate_facts

URL = "https://learning.example.org"
EMAIL = "s.llyr@example.org"
FACTS = certificate_facts(completed_on=date(2026, 3, 4), valid_until=date(2099, 3, 3))
KEY, OLD_KEY = new_key(), new_key()


def issuer(*keys: str, url: str = URL) -> BadgeIssuer:
    return badge_issuer(url, keys or (KEY,))


def verifier(known: BadgeIssuer) -> OB3Verifier:
    """Return a verifier that asks for the issuer's document, and is given what we publish."""

    def download(url: str, *_: Any, **__: Any) -> bytes:
        assert url == f"{URL}/.well-known/did.json"
        return json.dumps(known.document()).encode()

    return OB3Verifier.for_issuer_did(known.did, download=download)


def parts(token: str) -> list[dict[str, Any]]:
    return [json.loads(base64.urlsafe_b64decode(p + "==")) for p in token.split(".")[:2]]


def test_another_library_finds_the_credential_genuine() -> None:
    found = verifier(issuer()).verify(sign_badge(issuer(), FACTS, EMAIL))
    assert found.achievement.name == FACTS.module_title
    assert found.issuer.id == "did:web:learning.example.org"


def test_the_address_is_a_digest_that_its_holder_can_show() -> None:
    token = sign_badge(issuer(), FACTS, EMAIL)
    _, body = parts(token)
    assert EMAIL not in json.dumps(body)
    [identity] = body["credentialSubject"]["identifier"]
    made = IdentityObject.create(EMAIL, salt=identity["salt"])
    assert made.identity_hash == identity["identityHash"]


def test_a_changed_credential_is_refused() -> None:
    head, body, signature = sign_badge(issuer(), FACTS, EMAIL).split(".")
    altered = json.loads(base64.urlsafe_b64decode(body + "=="))
    altered["name"] = "Another module"
    forged = base64.urlsafe_b64encode(json.dumps(altered).encode()).rstrip(b"=").decode()
    with pytest.raises(OB3VerificationError):
        verifier(issuer()).verify(f"{head}.{forged}.{signature}")


def test_another_key_signs_nothing_for_this_issuer() -> None:
    with pytest.raises(OB3VerificationError):
        verifier(issuer()).verify(sign_badge(issuer(OLD_KEY), FACTS, EMAIL))


def test_what_an_earlier_key_signed_still_verifies() -> None:
    before = sign_badge(issuer(OLD_KEY), FACTS, EMAIL)
    found = verifier(issuer(KEY, OLD_KEY)).verify(before)
    assert found.achievement.name == FACTS.module_title


def test_an_expired_credential_is_refused() -> None:
    past = certificate_facts(completed_on=date(2020, 1, 1), valid_until=date(2021, 1, 1))
    with pytest.raises(OB3VerificationError):
        verifier(issuer()).verify(sign_badge(issuer(), past, EMAIL))


def test_without_https_the_key_itself_names_the_issuer() -> None:
    local = issuer(url="http://127.0.0.1:8000")
    head, body = parts(sign_badge(local, FACTS, EMAIL))
    assert local.did.startswith("did:jwk:")
    assert head["kid"] == f"{local.did}#0"
    named = json.loads(base64.urlsafe_b64decode(local.did.removeprefix("did:jwk:") + "=="))
    assert "d" not in named
    pem = local.keys[0].as_pem(private=False)
    found = OB3Verifier(pem).verify(sign_badge(local, FACTS, EMAIL))
    assert found.issuer.id == local.did
    assert body["iss"] == local.did


def test_no_private_part_is_published() -> None:
    published = json.dumps(issuer(KEY, OLD_KEY).document())
    assert '"d"' not in published
    assert published.count('"x"') == 2


@pytest.mark.parametrize("pem", ["", "-----BEGIN PRIVATE KEY-----", "not a key"])
def test_what_is_no_key_is_refused(pem: str) -> None:
    with pytest.raises(UnusableKey):
        badge_issuer(URL, (pem,))
    with pytest.raises(UnusableKey):
        badge_issuer(URL, ())
