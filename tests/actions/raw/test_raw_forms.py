"""Forms and files on the wire, read back by a parser that is not ours."""

from email import message_from_bytes
from email.message import Message
from typing import Any

import pytest

from tests.actions.wire import Run, Sent, Wire
from xero_component.core import StepContext
from xero_component.errors import InputError


def parts_of(sent: Sent) -> list[Message]:
    kind = sent.headers["content-type"].encode()
    message = message_from_bytes(b"Content-Type: " + kind + b"\r\n\r\n" + sent.content)
    parts = message.get_payload()
    assert isinstance(parts, list)
    assert all(isinstance(part, Message) for part in parts)
    return [part for part in parts if isinstance(part, Message)]


def named(part: Message) -> tuple[Any, Any, Any]:
    name = part.get_param("name", header="content-disposition")
    return name, part.get_filename(), part.get_payload(decode=True)


async def test_fields_files_and_file_names_are_sent_as_a_form(run: Run, wire: Wire):
    wire.answer({})

    await run(
        "raw_request",
        api="files",
        url="/Files",
        method="POST",
        form_data={"name": "Zoë", "empty": ""},
        file_data={"upload": "aGVsbG8=", "bare": b"\x00\xff\r\n--"},
        file_data_file_names={"upload": "receipt #1.pdf"},
    )

    assert [named(part) for part in parts_of(wire.one)] == [
        ("name", None, "Zoë".encode()),
        ("empty", None, b""),
        ("upload", "receipt #1.pdf", b"hello"),
        ("bare", "bare", b"\x00\xff\r\n--"),
    ]
    assert parts_of(wire.one)[2].get_content_type() == "application/pdf"
    assert int(wire.one.headers["content-length"]) == len(wire.one.content)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ('a"b.pdf', "a%22b.pdf"),
        ("a\r\nX-Evil: 1", "a%0D%0AX-Evil: 1"),
        ("a\\", "a\\\\"),
        ("../x", "../x"),
    ],
)
async def test_a_file_name_cannot_leave_its_place(run: Run, wire: Wire, name: str, shown: str):
    wire.answer({})

    await run(
        "raw_request",
        url="/X",
        method="POST",
        file_data={"f": b"1"},
        file_data_file_names={"f": name},
    )

    [part] = parts_of(wire.one)
    assert set(part.keys()) <= {"Content-Disposition", "Content-Type"}
    assert f'filename="{shown}"' in part["content-disposition"]


async def test_equal_forms_are_equal_bytes_under_one_key(run: Run, wire: Wire):
    form = {
        "url": "/X",
        "method": "POST",
        "form_data": {"a": "1", "b": "2"},
        "file_data": {"f": b"bytes"},
    }
    for attempt in (1, 2):
        wire.answer({})
        await run("raw_request", StepContext(run_id="r", step_id="s", attempt=attempt), **form)
    wire.answer({})
    other = {**form, "form_data": {"a": "1", "b": "3"}}
    await run("raw_request", StepContext(run_id="r", step_id="s"), **other)

    first, second, third = wire.sent
    assert first.content == second.content
    assert first.headers["content-type"] == second.headers["content-type"]
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert first.headers["idempotency-key"] != third.headers["idempotency-key"]


async def test_the_boundary_does_not_occur_in_the_form(run: Run, wire: Wire):
    wire.answer({})
    await run("raw_request", url="/X", method="POST", form_data={"a": "1"})
    boundary = wire.one.headers["content-type"].partition("boundary=")[2]

    wire.answer({})
    await run("raw_request", url="/X", method="POST", form_data={"a": f"1\r\n--{boundary}--"})

    assert len(parts_of(wire.sent[1])) == 1
    assert boundary not in wire.sent[1].headers["content-type"]


@pytest.mark.parametrize("name", ["Content-Type", "content-type", "CONTENT-TYPE"])
async def test_a_form_keeps_its_own_content_type(run: Run, wire: Wire, name: str):
    with pytest.raises(InputError, match="a form has a Content-Type of its own"):
        await run(
            "raw_request",
            url="/X",
            method="POST",
            form_data={"a": "1"},
            header={name: "multipart/form-data"},
        )

    assert wire.sent == []
