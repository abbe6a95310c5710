"""Why a handler failed, in words that can be stored and shown."""

import re

LONGEST = 500
_SECRETS = (
    re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"),
    re.compile(r"\bwhsec_[\w+/=-]+"),
    re.compile(r"\beyJ[\w-]+\.[\w-]+(\.[\w-]*)?"),
    re.compile(r"(?i)(?<=://)[^\s/@]+(?=@)"),
    re.compile(
        r"(?i)\b[\w-]*(token|secret|password|passwd|api[_-]?key|webhook[_-]?key|signature)"
        r"[\"']?\s*[=:]\s*[\"']?[^\s&\"',;]+"
    ),
)
"""What looks like a secret in a message that somebody else's code made."""


def reason_of(error: BaseException) -> str:
    """Return type and message of an error, cut short, without what looks like a secret."""
    text = " ".join(str(error).split())
    for pattern in _SECRETS:
        text = pattern.sub("…", text)
    return stored(f"{type(error).__name__}: {text}" if text else type(error).__name__)


def stored(text: str) -> str:
    """Return text as the database takes it: without control codes, and not too long."""
    clean = "".join(char if char.isprintable() else "\ufffd" for char in text)
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - 1]}…"
