"""The body of an answer, of a size that a process can hold, however well it was compressed."""

import httpx

LARGEST_BODY = 100 * 2**20
"""Bytes after decompression. A page of a thousand invoices is 1.4 MB, an attachment at most 25."""


class OversizedReplyError(Exception):
    """An answer that is larger than any of Xero's."""


async def read_body(response: httpx.Response) -> None:
    """Read the body of an answer that was sent for with `stream=True`, for `response.content`.

    Raises `OversizedReplyError` as soon as there is more than LARGEST_BODY.
    """
    parts: list[bytes] = []
    size = 0
    try:
        async for part in response.aiter_bytes():
            parts.append(part)
            size += len(part)
            if size > LARGEST_BODY:
                raise OversizedReplyError(f"Xero's answer is over {LARGEST_BODY >> 20} MB")
    finally:
        await response.aclose()
    response._content = b"".join(parts)  # noqa: SLF001 - as `aread` does, which has no bound
