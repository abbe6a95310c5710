import json

import pytest

from tests.actions.wire import INVOICE, Run, Wire, assert_authorised
from xero_component.core import Outcome, present
from xero_component.errors import InputError, NotFoundError

REQUIRED = {"object_type": "Invoices", "object_id": INVOICE, "file_name": "terms #1.pdf"}


async def test_a_file_is_read_byte_for_byte(run: Run, wire: Wire):
    wire.answer(content=b"%PDF\x00\xff", headers={"Content-Type": "application/pdf; a=b"})

    file = await run("get_attachment", **REQUIRED)

    assert file == {
        "FileName": "terms #1.pdf",
        "MimeType": "application/pdf",
        "ContentLength": 6,
        "Content": b"%PDF\x00\xff",
    }
    assert json.loads(present(Outcome(file)))["Content"] == "JVBERgD/"
    assert_authorised(wire.one)
    assert wire.one.line == f"GET /Invoices/{INVOICE}/Attachments/terms%20%231.pdf"
    assert wire.one.headers["accept"] == "*/*"


async def test_a_file_that_is_json_stays_bytes(run: Run, wire: Wire):
    wire.answer(content=b'{"a":1}', headers={"Content-Type": "application/json"})

    assert (await run("get_attachment", **REQUIRED))["Content"] == b'{"a":1}'


async def test_an_empty_file_without_a_type_is_a_file(run: Run, wire: Wire):
    wire.answer(content=b"")

    file = await run("get_attachment", **REQUIRED)

    assert (file["Content"], file["ContentLength"]) == (b"", 0)
    assert file["MimeType"] == "application/octet-stream"


@pytest.mark.parametrize("name", ["", "..", ".", "\x00", None, "x" * 256])
async def test_what_cannot_be_a_file_name_is_refused(run: Run, wire: Wire, name: object):
    with pytest.raises(InputError):
        await run("get_attachment", **{**REQUIRED, "file_name": name})

    assert wire.sent == []


async def test_a_file_that_is_not_there_is_an_error_that_says_so(run: Run, wire: Wire):
    wire.answer(status=404, content=b"not found")

    with pytest.raises(NotFoundError):
        await run("get_attachment", **REQUIRED)
