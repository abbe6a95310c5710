"""History and notes."""

from typing import Any

from tests.live.demo_company import DemoCompany
from tests.live.settling import settles
from xero_component.catalogue.objects import CONTACTS, INVOICES


async def history(demo: DemoCompany, contact_id: str) -> list[Any]:
    reply: Any = await demo.envelope("GET", f"/Contacts/{contact_id}/History")
    rows: list[Any] = reply["HistoryRecords"]
    return rows


@settles("A-085", "The answer to a note holds that note, and nothing else.")
async def test_answer_to_a_note_is_that_note(demo: DemoCompany) -> None:
    made = await demo.contact("noted")
    note = await demo.xero.add_note(CONTACTS, made["ContactID"], "Called back.")
    assert note["Details"] == "Called back."


@settles("A-086", "History lists the latest entry first.")
async def test_latest_entry_comes_first(demo: DemoCompany) -> None:
    made = await demo.contact("two notes")
    for text in ("older", "newer"):
        await demo.xero.add_note(CONTACTS, made["ContactID"], text)
    details = [row.get("Details") for row in await history(demo, made["ContactID"])]
    assert details.index("newer") < details.index("older")


@settles("A-087", "A note leaves UpdatedDateUTC as it was.")
async def test_note_does_not_touch_the_record(demo: DemoCompany) -> None:
    made = await demo.invoice()
    await demo.xero.add_note(INVOICES, made["InvoiceID"], "Quiet.")
    now = await demo.xero.get(INVOICES, made["InvoiceID"])
    assert now["UpdatedDateUTC"] == made["UpdatedDateUTC"]
