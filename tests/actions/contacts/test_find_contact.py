from typing import Any

import pytest

from tests.actions.wire import CONTACT, Run, Wire, assert_authorised
from tests.conformance.world import World
from xero_component.errors import FixInputError, InputError, NotFoundError

ACME = {"ContactID": CONTACT, "Name": "Acme"}
ONE = {"Contacts": [ACME]}


async def test_one_contact_is_found_by_its_name(run: Run, wire: Wire):
    wire.answer(ONE)

    found = await run("find_contact", name="Acme")

    assert found == {"found": "one", "record": ACME, "records": [ACME], "count": 1}
    assert_authorised(wire.one)
    assert wire.one.line == "GET /Contacts"
    assert wire.one.query == {"where": '(Name=="Acme")', "page": "1", "pageSize": "100"}


@pytest.mark.parametrize(
    ("raw", "query"),
    [
        ({"contact_number": "C-1"}, {"where": '(ContactNumber=="C-1")'}),
        ({"email_address": "a@b.example"}, {"where": '(EmailAddress=="a@b.example")'}),
        ({"search_term": "O'Brien & Co"}, {"searchTerm": "O'Brien & Co"}),
        (
            {"name": "A", "email_address": "e", "search_term": "s"},
            {"where": '(Name=="A") AND (EmailAddress=="e")', "searchTerm": "s"},
        ),
        (
            {"name": "A", "include_archived": True},
            {"where": '(Name=="A")', "includeArchived": "true"},
        ),
        ({"name": "A", "contact_number": None, "search_term": None}, {"where": '(Name=="A")'}),
    ],
)
async def test_all_that_is_given_must_match(
    run: Run, wire: Wire, raw: dict[str, Any], query: dict[str, str]
):
    wire.answer(ONE)

    await run("find_contact", **raw)

    assert wire.one.query == {"page": "1", "pageSize": "100", **query}


@pytest.mark.parametrize("name", ['Ltd "X"', "a\\", '") OR (Name!="', "👩‍👩‍👧"])
async def test_a_name_stays_a_value_whatever_is_in_it(run: Run, wire: Wire, name: str):
    wire.answer(ONE)

    await run("find_contact", name=name)

    quoted = name.replace("\\", "\\\\").replace('"', '\\"')
    assert wire.one.query["where"] == f'(Name=="{quoted}")'


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ({}, "give name, contact_number, email_address or search_term"),
        ({"name": None}, "give name, contact_number, email_address or search_term"),
        ({"include_archived": True}, "give name, contact_number, email_address or search_term"),
        ({"name": " "}, "name: must not be empty"),
        ({"search_term": ""}, "search_term: must not be empty"),
        ({"name": "x" * 256}, "name: must have at most 255 characters"),
        ({"name": 5}, "name: must be text"),
        ({"name": "A", "if_none": "create"}, "if_none: must be 'return' or 'error'"),
    ],
)
async def test_input_that_cannot_be_right_is_refused(
    run: Run, wire: Wire, raw: dict[str, Any], problem: str
):
    with pytest.raises(InputError, match=problem):
        await run("find_contact", **raw)

    assert wire.sent == []


@pytest.mark.parametrize(
    ("raw", "outcome", "count"),
    [
        ({"name": "CAFE ZOE 🍰"}, "one", 1),
        ({"contact_number": "C-0001"}, "one", 1),
        ({"email_address": "Info@RexMedia.example"}, "one", 1),
        ({"search_term": "baysideclub"}, "one", 1),
        ({"name": "Harbour Lights"}, "none", 0),
        ({"name": "Old Mill Bakery"}, "none", 0),
        ({"name": "Old Mill Bakery", "include_archived": True}, "one", 1),
        ({"search_term": "info@"}, "several", 2),
        ({"search_term": "info@", "name": "City Agency"}, "one", 1),
    ],
)
async def test_in_the_sandbox_none_one_and_several_are_told_apart(
    world: World, raw: dict[str, Any], outcome: str, count: int
):
    found = await world.perform("find_contact", **raw)

    assert (found["found"], found["count"], len(found["records"])) == (outcome, count, count)
    assert found["record"] == (found["records"][0] if outcome == "one" else None)


async def test_in_the_sandbox_none_and_several_can_be_errors(world: World):
    with pytest.raises(NotFoundError, match=r"No contact matches name 'Nobody'\."):
        await world.perform("find_contact", name="Nobody", if_none="error")
    with pytest.raises(FixInputError, match="2 contacts match search term 'info@': ") as found:
        await world.perform("find_contact", search_term="info@", if_several="error")

    assert "City Agency" in found.value.message
    assert "Rex Media Group" in found.value.message
