"""What the forms share: scopes in one text, and the credentials of the app."""

import re
from typing import Annotated

from pydantic import AfterValidator, SecretStr

OFFLINE_ACCESS = "offline_access"

API_SCOPES = (
    "accounting.settings accounting.contacts accounting.attachments"
    " accounting.invoices accounting.payments"
)
"""What the actions need, in the granular form that apps made since March 2026 must use.

https://developer.xero.com/faq/granular-scopes
"""

_CLIENT_ID = re.compile(r"[!-9;-~]{1,200}")
_SECRET = re.compile(r"[!-~]{1,4000}")
_SCOPE = re.compile(r"[A-Za-z0-9._:/-]{1,100}")


def split_scopes(text: str) -> frozenset[str]:
    """Return the names in a scope text."""
    return frozenset(text.split())


def join_scopes(scopes: frozenset[str]) -> str:
    """Return scopes as one text, always in the same order."""
    return " ".join(sorted(scopes))


def _normalise(text: str) -> str:
    names = list(dict.fromkeys(text.split()))
    if not names:
        raise ValueError("name at least one scope")
    for name in names:
        if not _SCOPE.fullmatch(name):
            raise ValueError(f"{name[:50]!r} is not a scope; separate the names with spaces")
    return " ".join(names)


def _without_offline_access(text: str) -> str:
    if OFFLINE_ACCESS in split_scopes(text):
        raise ValueError(
            f"leave out {OFFLINE_ACCESS}: client credentials have no refresh token,"
            " a new access token is asked for instead"
        )
    return text


ScopeText = Annotated[str, AfterValidator(_normalise)]
"""At least one scope, each once."""

AppScopeText = Annotated[ScopeText, AfterValidator(_without_offline_access)]
"""Scopes of an app that acts for itself."""


def _read_client_id(text: str) -> str:
    text = text.strip()
    if not _CLIENT_ID.fullmatch(text):
        raise ValueError("enter the Client ID as the Xero Developer portal shows it")
    return text


def _read_secret(secret: SecretStr) -> SecretStr:
    text = secret.get_secret_value().strip()
    if not _SECRET.fullmatch(text):
        raise ValueError("enter the secret as it was shown when it was made, without spaces")
    return SecretStr(text)


ClientId = Annotated[str, AfterValidator(_read_client_id)]
"""Printable ASCII without a colon, so that it fits Basic authentication."""

Secret = Annotated[SecretStr, AfterValidator(_read_secret)]
"""Printable ASCII that fits a header."""
