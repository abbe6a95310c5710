"""The body of a raw request: JSON, text, bytes, or a multipart form."""

import hashlib
from typing import Any

import httpx

from xero_component.api.wire import JSON, decode_json, encode_json
from xero_component.catalogue.inputs import json_value


def body_data(value: Any) -> Any:
    """Return what a body can be made of: bytes, or a JSON value; raise `ValueError` otherwise."""
    return value if isinstance(value, bytes) else json_value(value)


def encoded(
    data: Any,
    form_data: dict[str, str],
    file_data: dict[str, bytes],
    file_names: dict[str, str],
) -> tuple[bytes | None, str | None]:
    """Return the body's bytes and its content type."""
    if form_data or file_data:
        parts: list[tuple[str, tuple[str | None, bytes]]] = [
            *((name, (None, value.encode())) for name, value in form_data.items()),
            *((name, (file_names.get(name, name), file)) for name, file in file_data.items()),
        ]
        content_type = f"multipart/form-data; boundary={_boundary(parts)}"
        form = httpx.Request(
            "POST", "http://form", files=parts, headers={"Content-Type": content_type}
        )
        return form.read(), content_type
    if data is None:
        return None, None
    if isinstance(data, bytes):
        return data, "application/octet-stream"
    if isinstance(data, str):
        return data.encode(), JSON if _is_json(data) else "text/plain; charset=utf-8"
    return encode_json(data), JSON


def _boundary(parts: object) -> str:
    """Return a boundary that follows from the content, so that equal requests are equal bytes."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:40]


def _is_json(text: str) -> bool:
    try:
        decode_json(text.encode())
    except ValueError:
        return False
    return True
