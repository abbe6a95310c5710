"""Xero's filter language, on contacts of this run."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.live.demo_company import DemoCompany
from tests.live.settling import settles
from xero_component.api.where import all_of, clause
from xero_component.catalogue.records import Contact
from xero_component.errors import BadRequestError


@pytest.fixture(scope="module")
async def cafe(demo: DemoCompany) -> Contact:
    """A contact whose name has capitals, an accent, quotation marks and a backslash."""
    return await demo.contact('Café "Zoë" \\ Sons', AccountNumber=demo.named("Acc"))


async def found(demo: DemoCompany, where: str, **query: Any) -> list[str]:
    return [row["ContactID"] for row in await demo.contacts(where, **query)]


@settles("A-040", "== on Name ignores capitals and accents.")
async def test_equal_names_ignore_capitals_and_accents(demo: DemoCompany, cafe: Contact) -> None:
    name = cafe["Name"].upper().replace("É", "E").replace("Ë", "E")
    assert await found(demo, clause("Name", "==", name)) == [cafe["ContactID"]]


@settles("A-041", "Contains, StartsWith and EndsWith respect capitals.")
async def test_parts_of_a_text_respect_capitals(demo: DemoCompany, cafe: Contact) -> None:
    assert await found(demo, f'{demo.mine} AND Name.Contains("Sons")') == [cafe["ContactID"]]
    assert await found(demo, f'{demo.mine} AND Name.Contains("SONS")') == []
    assert await found(demo, f'{demo.mine} AND Name.EndsWith("sons")') == []


@settles("A-038", r"In a text, \" is a quotation mark and \\ a backslash.")
async def test_quotation_marks_and_backslashes_are_escaped(
    demo: DemoCompany, cafe: Contact
) -> None:
    assert await found(demo, clause("Name", "==", cafe["Name"])) == [cafe["ContactID"]]


@settles("A-039", 'In a text, "" is a quotation mark as well.')
async def test_doubled_quotation_mark_is_one(demo: DemoCompany, cafe: Contact) -> None:
    name = cafe["Name"].replace("\\", "\\\\").replace('"', '""')
    assert await found(demo, f'Name=="{name}"') == [cafe["ContactID"]]


@settles("A-042", "A method on a field without a value is false, not an error.")
async def test_method_on_an_empty_field_is_false(demo: DemoCompany, cafe: Contact) -> None:
    where = f'{demo.mine} AND ContactNumber.StartsWith("A")'
    assert await found(demo, where) == []


@settles("A-043", "A field without a value comes first in an ascending order.")
async def test_empty_fields_come_first(demo: DemoCompany, cafe: Contact) -> None:
    numbered = await demo.contact("numbered", ContactNumber=demo.named("no. 1"))
    listed = await found(demo, demo.mine, order="ContactNumber ASC")
    assert listed.index(cafe["ContactID"]) < listed.index(numbered["ContactID"])


@settles("A-044", "A blank filter filters nothing.")
async def test_blank_filter_is_none(demo: DemoCompany, cafe: Contact) -> None:
    parameters = {"IDs": cafe["ContactID"]}
    assert await found(demo, " ", parameters=parameters) == [cafe["ContactID"]]


@settles("A-046", "Comparing a text with a number is refused with 400.")
async def test_comparing_unlike_types_is_refused(demo: DemoCompany, cafe: Contact) -> None:
    with pytest.raises(BadRequestError) as refused:
        await demo.contacts("Name==5")
    assert refused.value.status == 400


@settles("A-045", "DateTime takes hours, minutes and seconds as well, and they are UTC.")
async def test_date_time_goes_down_to_the_second(demo: DemoCompany) -> None:
    fresh = await demo.contact("this moment")
    updated = datetime.fromisoformat(fresh["UpdatedDateUTC"])
    for minutes, listed in ((-1, [fresh["ContactID"]]), (1, [])):
        since = clause("UpdatedDateUTC", ">=", updated + timedelta(minutes=minutes))
        same = clause("Name", "==", fresh["Name"])
        assert await found(demo, all_of(same, since)) == listed
