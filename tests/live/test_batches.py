"""Batches: the order of an answer, a refusal of the whole, and looking for what was lost."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.live.demo_company import DemoCompany
from tests.live.settling import settles
from tests.live.test_scenario import run
from xero_component.catalogue.records import Contact
from xero_component.errors import FixInputError


@pytest.fixture(scope="module")
def created() -> list[Contact]:
    """What the latest batch has created."""
    return []


@settles("A-127", "The elements of an answer come in the order in which they were sent.")
async def test_answer_keeps_the_order(demo: DemoCompany, created: list[Contact]) -> None:
    taken = (await demo.customer())["Name"]
    names = [demo.named("batch c"), demo.named("batch a"), taken, demo.named("batch b")]
    done = await run(demo, "create_contacts", records=[{"name": name} for name in names])
    rows = {row["index"]: row["record"] for row in done["results"] if row["outcome"] == "created"}
    created.extend(demo.noted_contact(record) for record in rows.values())
    made = {index: record["Name"] for index, record in rows.items()}
    assert made == {index: name for index, name in enumerate(names) if name != taken}


@settles("A-129", "A created record shows up at once under If-Modified-Since.")
async def test_new_record_is_found_at_once(demo: DemoCompany, created: list[Contact]) -> None:
    made = created[-1] if created else await demo.contact("found at once")
    lost = {
        "index": 0,
        "outcome": "unknown",
        "unknown_since": datetime.now(UTC) - timedelta(minutes=2),
    }
    done = await run(demo, "create_contacts", records=[{"name": made["Name"]}], previous=[lost])
    [result] = done["results"]
    assert result["outcome"] == "created", result
    assert result["record"]["ContactID"] == made["ContactID"]


@settles("A-128", "A batch that is refused as a whole has saved nothing.")
async def test_refused_batch_saves_nothing(demo: DemoCompany) -> None:
    name = demo.named("beside the unreadable")
    unreadable = {"Name": demo.named("unreadable"), "Addresses": "none"}
    with pytest.raises(FixInputError) as refused:
        await demo.envelope(
            "PUT",
            "/Contacts",
            {"Contacts": [{"Name": name}, unreadable]},
            query={"summarizeErrors": "false"},
        )
    saved = [demo.noted_contact(row)["Name"] for row in await demo.contacts(f'Name=="{name}"')]
    assert (refused.value.status, saved) == (400, [])
