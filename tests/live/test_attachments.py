"""Files on a record."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.live.demo_company import DemoCompany
from tests.live.settling import settles
from xero_component.api.wire import Call, Reply, decode_json, path_of
from xero_component.catalogue.objects import INVOICES
from xero_component.catalogue.records import Invoice

LARGE = 11 * 1024 * 1024


@pytest.fixture(scope="module")
async def invoice(demo: DemoCompany) -> Invoice:
    return await demo.invoice()


async def send(
    demo: DemoCompany,
    method: str,
    invoice: Invoice,
    name: str = "",
    content: bytes | None = None,
    headers: Mapping[str, str] | None = None,
) -> Reply:
    path = path_of("Invoices", invoice["InvoiceID"], "Attachments", *([name] if name else []))
    call = Call(method=method, path=path, body=content, headers=headers or {}, timeout=100)
    return await demo.xero.send(call, lambda reply: reply)


async def attach(demo: DemoCompany, invoice: Invoice, name: str, content: bytes = b"x") -> Any:
    reply = await send(demo, "PUT", invoice, name, content, {"Content-Type": "text/plain"})
    return decode_json(reply.content)["Attachments"][0]


async def names(demo: DemoCompany, invoice: Invoice) -> list[str]:
    reply = await send(demo, "GET", invoice)
    return [file["FileName"] for file in decode_json(reply.content)["Attachments"]]


@settles("A-078", "A file of the same name replaces the one that is there.")
async def test_same_name_replaces_the_file(demo: DemoCompany, invoice: Invoice) -> None:
    for content in (b"first", b"second"):
        await attach(demo, invoice, "same.txt", content)
    assert (await names(demo, invoice)).count("same.txt") == 1
    reply = await send(demo, "GET", invoice, "same.txt", headers={"Accept": "*/*"})
    assert reply.content == b"second"


@settles("A-083", "Names of files that differ in capitals alone are the same file.")
async def test_names_differ_by_more_than_capitals(demo: DemoCompany, invoice: Invoice) -> None:
    await attach(demo, invoice, "capitals.txt")
    await attach(demo, invoice, "CAPITALS.TXT")
    found = [name.lower() for name in await names(demo, invoice)]
    assert found.count("capitals.txt") == 1


@settles("A-080", "Accept: */* on a file gives its bytes with its own content type.")
async def test_download_is_the_raw_bytes(demo: DemoCompany, invoice: Invoice) -> None:
    content = b'{"not": "an envelope"}\x00\xff'
    await attach(demo, invoice, "raw.txt", content)
    reply = await send(demo, "GET", invoice, "raw.txt", headers={"Accept": "*/*"})
    assert (reply.content, reply.media_type) == (content, "text/plain")


@settles("A-081", "A percent-encoded name arrives as it was: blank, #, &, % and letters of any.")
async def test_awkward_name_arrives_as_it_was(demo: DemoCompany, invoice: Invoice) -> None:
    name = "Größe #1 & 50% (draft).txt"
    assert (await attach(demo, invoice, name))["FileName"] == name
    assert name in await names(demo, invoice)


@settles("A-082", "A file is found by its AttachmentID as by its name.")
async def test_file_is_found_by_its_id(demo: DemoCompany, invoice: Invoice) -> None:
    file = await attach(demo, invoice, "by id.txt", b"by id")
    reply = await send(demo, "GET", invoice, file["AttachmentID"], headers={"Accept": "*/*"})
    assert reply.content == b"by id"


@settles("A-079", "A file of more than 10 MB is accepted, up to 25 MB.")
async def test_file_of_eleven_megabytes_is_accepted(demo: DemoCompany, invoice: Invoice) -> None:
    file = await attach(demo, invoice, "large.bin", bytes(LARGE))
    assert file["ContentLength"] == LARGE


@settles("A-084", "Attaching a file sets HasAttachments and leaves UpdatedDateUTC as it was.")
async def test_attaching_does_not_touch_the_record(demo: DemoCompany) -> None:
    made = await demo.invoice()
    await attach(demo, made, "quiet.txt")
    now = await demo.xero.get(INVOICES, made["InvoiceID"])
    assert now["HasAttachments"] is True
    assert now["UpdatedDateUTC"] == made["UpdatedDateUTC"]
