"""From what a person types to an input's value: text, JSON with exact numbers, or a file."""

import json
import sys
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from xero_component.errors import FieldProblem, InputError

Reading = Callable[[str, str], Any]
"""Takes the flag's name and its text; raises `InputError`."""


def reading_of(kind: str, schema: Mapping[str, Any]) -> Reading:
    """Return how the text of an input is read, by its type in the manifest and its schema."""
    match kind:
        case "file":
            return _file
        case "files":
            return _files
        case "json" if takes_text(schema):
            return _body
        case "json":
            return _json
        case "list":
            return _list
    return _text


def takes_text(schema: Mapping[str, Any]) -> bool:
    """Tell whether an input takes any JSON, or text beside it."""
    options = schema.get("anyOf", [schema])
    return any("$ref" not in o and ("type" not in o or o["type"] == "string") for o in options)


def read_input_option(text: str) -> dict[str, Any]:
    """Read `--input`: a JSON object, `@file.json`, or `-` for standard input.

    Raises `InputError`.
    """
    given = _json("--input", sys.stdin.read() if text == "-" else text)
    if not isinstance(given, dict):
        raise _wrong("--input", "must be a JSON object of named values")
    return given


def _text(_option: str, text: str) -> str:
    return text


def _file(option: str, text: str) -> Any:
    return _read(option, text[1:]) if text.startswith("@") else text


def _files(option: str, text: str) -> Any:
    named = _json(option, text)
    if not isinstance(named, dict):
        raise _wrong(option, 'must be a JSON object such as {"field": "@path"}')
    return {
        name: _file(option, value) if isinstance(value, str) else value
        for name, value in named.items()
    }


def _body(option: str, text: str) -> Any:
    """Read text that is sent as it is, JSON or not, or a file's text or bytes."""
    content = _file(option, text)
    if isinstance(content, bytes):
        try:
            return content.decode()
        except UnicodeDecodeError:
            return content
    return content


def _list(option: str, text: str) -> Any:
    if text.lstrip().startswith(("[", "@")):
        return _json(option, text)
    return [part.strip() for part in text.split(",") if part.strip()]


def _json(option: str, text: str) -> Any:
    if text.startswith("@"):
        try:
            text = _read(option, text[1:]).decode("utf-8-sig")
        except UnicodeDecodeError:
            raise _wrong(option, "the file is not text in UTF-8") from None
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise _wrong(option, f"is not JSON ({error.msg}: {place})") from None
    except (ValueError, RecursionError) as error:
        raise _wrong(option, f"is not JSON that can be used ({type(error).__name__})") from None


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _read(option: str, path: str) -> bytes:
    try:
        return Path(path).expanduser().read_bytes()
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "not a path"
        raise _wrong(option, f"the file {path!r} cannot be read ({reason})") from None


def _wrong(option: str, message: str) -> InputError:
    field = option.removeprefix("--").replace("-", "_")
    return InputError(f"{option}: {message}.", problems=[FieldProblem(field, message)])
