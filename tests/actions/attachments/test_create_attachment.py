import base64
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.actions.wire import INVOICE, Run, Wire, assert_authorised
from xero_component.actions.attachments.create_attachment import LARGEST, CreateAttachmentInput
from xero_component.api.wire import path_of
from xero_component.core.inputs import read_input
from xero_component.errors import InputError

SAVED = {"Attachments": [{"AttachmentID": "a", "FileName": "f", "ContentLength": 3}]}
REQUIRED = {"object_type": "Invoices", "object_id": INVOICE, "file_name": "f.txt"}


async def test_the_bytes_are_put_as_they_are(run: Run, wire: Wire):
    wire.answer(SAVED)

    saved = await run("create_attachment", **REQUIRED, file_data=b"\x00\xff\x10")

    assert saved == SAVED["Attachments"][0]
    sent = wire.one
    assert_authorised(sent)
    assert sent.line == f"PUT /Invoices/{INVOICE}/Attachments/f.txt"
    assert (sent.query, sent.content) == ({}, b"\x00\xff\x10")
    assert sent.headers["content-type"] == "application/octet-stream"
    assert sent.headers["accept"] == "application/json"
    assert sent.headers["idempotency-key"]


async def test_text_is_read_as_base64_and_so_is_a_data_address(run: Run, wire: Wire):
    text = base64.b64encode(b"hello").decode()
    for data in (text, f"data:text/plain;base64,{text}", f" {text}\n"):
        wire.answer(SAVED)
        await run("create_attachment", **REQUIRED, file_data=data)

    assert [sent.content for sent in wire.sent] == [b"hello"] * 3


@pytest.mark.parametrize(
    ("given_value", "sent_value"), [(True, "true"), (False, "false"), (None, None)]
)
async def test_whether_customers_see_it_is_sent_only_when_given(
    run: Run, wire: Wire, given_value: bool | None, sent_value: str | None
):
    wire.answer(SAVED)

    await run("create_attachment", **REQUIRED, file_data=b"a", include_online=given_value)

    assert wire.one.query.get("IncludeOnline") == sent_value


async def test_the_content_type_is_the_file_s(run: Run, wire: Wire):
    wire.answer(SAVED)

    await run("create_attachment", **REQUIRED, file_data=b"a", content_type="application/pdf")

    assert wire.one.headers["content-type"] == "application/pdf"


@pytest.mark.parametrize(
    ("name", "segment"),
    [
        ("terms #1.txt", "terms%20%231.txt"),
        ("50%2F50.pdf", "50%252F50.pdf"),
        ("..pdf", "..pdf"),
        ("it's.pdf", "it%27s.pdf"),
        ("a&b=c;d.pdf", "a%26b%3Dc%3Bd.pdf"),
        ("Rechnung Ä 🍰.pdf", "Rechnung%20%C3%84%20%F0%9F%8D%B0.pdf"),
        ("@evil.example", "%40evil.example"),
    ],
)
async def test_a_file_name_is_one_part_of_the_path(run: Run, wire: Wire, name: str, segment: str):
    wire.answer(SAVED)

    await run("create_attachment", **{**REQUIRED, "file_name": name}, file_data=b"a")

    assert wire.one.path == f"/api.xro/2.0/Invoices/{INVOICE}/Attachments/{segment}"


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({"file_name": "what?.pdf"}, r"file_name: holds \?, which Xero forbids"),
        ({"file_name": "../../x.pdf"}, "file_name: holds /"),
        ({"file_name": "a\\b"}, "file_name: holds "),
        ({"file_name": 'a"b'}, 'file_name: holds "'),
        ({"file_name": "a+b"}, r"file_name: holds \+"),
        ({"file_name": "a\nb"}, r"file_name: holds \\n"),
        ({"file_name": ".."}, "file_name: must be a file name such as receipt.pdf"),
        ({"file_name": ""}, "file_name: must be a file name"),
        ({"file_name": "x" * 256}, "file_name: must have at most 255 characters"),
        ({"file_data": b""}, "file_data: is empty: a file needs content"),
        ({"file_data": "not base64!"}, "file_data: must be Base64 when it is text"),
        ({"file_data": 5}, "file_data: must be bytes, or their Base64 text"),
        ({"file_data": None}, "file_data: must be bytes"),
        ({"content_type": "text"}, "content_type: "),
        ({"content_type": "text/plain\r\nX: y"}, "content_type: "),
        ({"content_type": "text/plain;\r\nX=y"}, "content_type: "),
        ({"content_type": "text/größe"}, "content_type: "),
        ({"object_type": "Employees"}, "object_type: must be 'Accounts', 'BankTransactions'"),
        ({"object_type": "invoices"}, "object_type: must be "),
        ({"object_id": "INV-1"}, "object_id: must be an id"),
        ({"include_online": "perhaps"}, "include_online: must be a valid boolean"),
    ],
)
async def test_input_that_cannot_be_right_is_refused(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("create_attachment", **{**REQUIRED, "file_data": b"a", **raw})

    assert wire.sent == []


def test_a_file_that_xero_does_not_take_is_refused_and_not_echoed():
    raw = {**REQUIRED, "file_data": b"x" * (LARGEST + 1)}

    with pytest.raises(InputError, match=r"has 26,214,401 bytes; Xero takes at most 26,214,400"):
        read_input(CreateAttachmentInput, raw, subject="Create Attachment")


@given(st.text(max_size=40))
def test_any_file_name_is_refused_or_stays_one_part_of_the_path(name: str):
    raw = {**REQUIRED, "file_name": name, "file_data": b"a"}
    try:
        data = read_input(CreateAttachmentInput, raw, subject="Create Attachment")
    except InputError:
        return
    *_, parent, segment = path_of("Invoices", INVOICE, "Attachments", data.file_name).split("/")
    assert (parent, unquote(segment)) == ("Attachments", name)
