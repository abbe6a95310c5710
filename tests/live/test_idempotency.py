"""What an Idempotency-Key does."""

import uuid
from typing import Any

from tests.live.demo_company import DemoCompany
from tests.live.settling import settles


def contact(demo: DemoCompany, what: str) -> Any:
    return {"Contacts": [{"Name": demo.named(what)}]}


@settles("A-023", "A write repeated with its key and the same request is done once.")
async def test_repeat_with_its_key_is_done_once(demo: DemoCompany) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    body = contact(demo, "once")
    first = await demo.bare("PUT", "/Contacts", body, headers=key)
    again = await demo.bare("PUT", "/Contacts", body, headers=key)
    assert first.status_code == 200, first.text
    made = demo.noted_contact(first.json()["Contacts"][0])
    assert again.status_code == 200, again.text
    assert again.json()["Contacts"][0]["ContactID"] == made["ContactID"]


@settles("A-024", "A key with another request is 400, with a Detail; nothing is done.")
async def test_key_with_another_request_is_refused(demo: DemoCompany) -> None:
    key = {"Idempotency-Key": uuid.uuid4().hex}
    first = await demo.bare("PUT", "/Contacts", contact(demo, "keyed"), headers=key)
    demo.noted_contact(first.json()["Contacts"][0])
    other = await demo.bare("PUT", "/Contacts", contact(demo, "other"), headers=key)
    assert other.status_code == 400, other.status_code
    assert other.json()["Detail"]
    assert await demo.contacts(f'Name=="{demo.named("other")}"') == []


@settles("A-106", "An empty key counts as none: both writes are done.")
async def test_empty_key_counts_as_none(demo: DemoCompany) -> None:
    customer = await demo.customer()
    path = f"/Contacts/{customer['ContactID']}/History"
    for text in ("first", "second"):
        note = {"HistoryRecords": [{"Details": demo.named(text)}]}
        response = await demo.bare("PUT", path, note, headers={"Idempotency-Key": ""})
        assert response.status_code == 200, response.text
