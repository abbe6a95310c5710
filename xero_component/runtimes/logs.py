"""The log of a server: one line for each thing that happened, for people or for machines.

A line holds its own words, the fields of the step (`xero_component.core.log_fields`), and of an
error its classes and places in the code. What an error says, what other libraries put into their
messages, and whatever looks like a secret stays out, as it may quote a token or the ledger.
"""

import json
import logging
import re
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from typing import TextIO

from xero_component.core.log_fields import FIELDS, bound_fields

OURS = "xero_component"
LONGEST = 1000
"""Characters of one field; a stack may have ten times as many."""
HIDDEN = "********"

_SECRETS = (
    re.compile(r"(?i)\b(?:bearer|basic)\s+[\w.~+/=-]+"),
    re.compile(r"\bxck_[\w-]+"),
    re.compile(r"\bwhsec_[\w+/=-]+"),
    re.compile(r"\beyJ[\w-]+\.[\w-]+(?:\.[\w-]*)?"),
    re.compile(r"\bgAAAAA[\w=-]+"),
    re.compile(r"(?<=://)[^\s/@]+(?=@)"),
    re.compile(
        r"(?i)\b[\w-]*(?:token|secret|password|passwd|api[_-]?key|webhook[_-]?key|signature)"
        r"[\"']?\s*[=:]\s*[\"']?[^\s&\"',;]+"
    ),
)
"""Authorization headers, API keys, webhook keys, JSON web tokens, encrypted texts, passwords in
addresses, and what is named as a secret."""
_BARE = re.compile(r"[\w.:/@+,-]+")

Line = dict[str, str | int | float]


class LogFormat(StrEnum):
    """The form of a line."""

    AUTO = "auto"
    """Text on a terminal, JSON elsewhere."""
    TEXT = "text"
    JSON = "json"
    LOGFMT = "logfmt"


class LogLevel(StrEnum):
    """From which weight on a line is written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@contextmanager
def writing_logs(
    form: LogFormat = LogFormat.AUTO,
    level: LogLevel = LogLevel.INFO,
    stream: TextIO | None = None,
) -> Iterator[None]:
    """Write the log of this process to a stream, else to standard error, while the block runs.

    The component's own lines are written from `level` on, those of other libraries from WARNING.
    """
    stream = sys.stderr if stream is None else stream
    handler = logging.StreamHandler(stream)
    handler.setFormatter(_formatter(form, is_terminal=stream.isatty()))
    root, ours = logging.getLogger(), logging.getLogger(OURS)
    before = root.level, ours.level
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    ours.setLevel(level.upper())
    try:
        yield
    finally:
        root.setLevel(before[0])
        ours.setLevel(before[1])
        root.removeHandler(handler)


def _formatter(form: LogFormat, *, is_terminal: bool) -> logging.Formatter:
    if form is LogFormat.AUTO:
        form = LogFormat.TEXT if is_terminal else LogFormat.JSON
    match form:
        case LogFormat.JSON:
            return JsonFormatter()
        case LogFormat.LOGFMT:
            return LogfmtFormatter()
    return TextFormatter()


class JsonFormatter(logging.Formatter):
    """Writes a line as a JSON object, in ASCII."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return json.dumps(line_of(record))


class LogfmtFormatter(logging.Formatter):
    """Writes a line as `name=value` pairs, with quotes where they are needed."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        return " ".join(_pairs(line_of(record)))


class TextFormatter(logging.Formatter):
    """Writes a line for a person; the places of an error follow on lines of their own."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        line = line_of(record)
        stack = str(line.pop("stack", ""))
        time = str(line.pop("time"))[11:23]
        head = f"{time} {line.pop('level'):<7} {_plain(str(line.pop('message')))}"
        line.pop("logger")
        text = "  ".join((head, *_pairs(line)))
        return "\n    ".join((text, *stack.splitlines()))


def line_of(record: logging.LogRecord) -> Line:
    """Return what is written of a record, by name."""
    time = datetime.fromtimestamp(record.created, UTC)
    line: Line = {
        "time": time.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "level": record.levelname.lower(),
        "logger": record.name,
        "message": _clean(_message(record)),
    }
    given = {**bound_fields(), **_extra(record)}
    for name in FIELDS:
        value = given.get(name)
        if value is not None:
            line[name] = value if isinstance(value, int | float) else _clean(str(value))
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        line["error"] = " from ".join(type(one).__name__ for one in _chain(error))
        line["stack"] = _clean(_places(error), 10 * LONGEST)
    return line


def _message(record: logging.LogRecord) -> str:
    """Return our own message whole; of others, the part that stands in their code."""
    if record.name == OURS or record.name.startswith(f"{OURS}."):
        return record.getMessage()
    return str(record.msg).partition("\n")[0]


def _extra(record: logging.LogRecord) -> Mapping[str, object]:
    return {name: value for name, value in vars(record).items() if name in FIELDS}


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and what it was raised from, however long and even if in a circle."""
    seen: set[int] = set()
    found: BaseException | None = error
    while found is not None and id(found) not in seen and len(seen) < 10:
        yield found
        seen.add(id(found))
        found = found.__cause__ or (None if found.__suppress_context__ else found.__context__)


def _places(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    return "\n".join(f"{frame.filename}:{frame.lineno} in {frame.name}" for frame in frames)


def _clean(text: str, longest: int = LONGEST) -> str:
    """Return text without what looks like a secret, and not too long."""
    text = text[: 2 * longest]
    for pattern in _SECRETS:
        text = pattern.sub(HIDDEN, text)
    return text if len(text) <= longest else f"{text[:longest]}…"


def _pairs(line: Mapping[str, str | int | float]) -> Iterator[str]:
    for name, value in line.items():
        text = str(value)
        yield f"{name}={text if _BARE.fullmatch(text) else json.dumps(text)}"


def _plain(text: str) -> str:
    """Return text on one line that cannot steer a terminal."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in text)
