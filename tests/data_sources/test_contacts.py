import pytest
from pydantic import ValidationError

from tests.actions.wire import Wire
from xero_component.api.client import XeroClient
from xero_component.core import Choice, ChoiceQuery
from xero_component.data_sources.contacts import contacts

PAGING = {"page": 1, "pageSize": 50, "pageCount": 3, "itemCount": 120}
ROW = {
    "ContactID": "c-1",
    "Name": "Acme",
    "ContactNumber": "C-1",
    "EmailAddress": "a@acme.example",
}


async def test_the_first_contacts_are_offered_by_name(xero: XeroClient, wire: Wire):
    wire.answer({"pagination": PAGING, "Contacts": [ROW]})

    choices = await contacts(xero, ChoiceQuery())

    assert choices.items == (Choice("Acme", "c-1", "C-1 · a@acme.example"),)
    assert choices.has_more
    assert wire.one.line == "GET /Contacts"
    assert wire.one.query == {
        "page": "1",
        "pageSize": "50",
        "order": "Name ASC",
        "summaryOnly": "true",
    }


async def test_the_search_runs_at_xero(xero: XeroClient, wire: Wire):
    wire.answer({"pagination": {**PAGING, "page": 3}, "Contacts": []})

    choices = await contacts(xero, ChoiceQuery(search='O"Brien & 🍰', page=3, page_size=10))

    assert (choices.items, choices.has_more) == ((), False)
    assert wire.one.query["searchTerm"] == 'O"Brien & 🍰'
    assert (wire.one.query["page"], wire.one.query["pageSize"]) == ("3", "10")


async def test_a_contact_with_nothing_but_an_id_is_offered(xero: XeroClient, wire: Wire):
    bare = {"ContactID": "c-1", "Name": None, "EmailAddress": None}
    wire.answer({"Contacts": [{"ContactID": "c-2"}, bare]})

    choices = await contacts(xero, ChoiceQuery())

    assert choices.items == (Choice("c-2", "c-2", ""), Choice("c-1", "c-1", ""))
    assert not choices.has_more


@pytest.mark.parametrize("raw", [{"page": 0}, {"page_size": 101}, {"page_size": 0}, {"q": "x"}])
def test_a_query_that_cannot_be_right_is_refused(raw: dict[str, object]):
    with pytest.raises(ValidationError):
        ChoiceQuery.model_validate(raw)
