"""Contacts, accounts, tax rates and tracking of an invoice, given by what a person knows."""

from typing import Any

import pytest

from tests.actions.wire import CONTACT, INVOICE, Held, Run, Wire
from xero_component.core import StepContext
from xero_component.errors import InputError, ScopeError

SAVED = {"Invoices": [{"InvoiceID": INVOICE}]}
BY_NAME = {"invoice_type": "ACCREC", "contact_id": "Acme Ltd"}
BY_ID = {"invoice_type": "ACCREC", "contact_id": CONTACT}
CONTACTS = {"Contacts": [{"ContactID": CONTACT, "Name": "Acme Ltd", "ContactStatus": "ACTIVE"}]}
TRACKING = {
    "TrackingCategories": [
        {
            "TrackingCategoryID": "351953c4-8127-4009-88c3-f9cd8c9cbe9f",
            "Name": "Region",
            "Status": "ACTIVE",
            "Options": [
                {
                    "TrackingOptionID": "ce205173-7387-4651-9726-2cf4c5405ba2",
                    "Name": "North",
                    "Status": "ACTIVE",
                }
            ],
        }
    ]
}
ACCOUNTS = {"Accounts": [{"AccountID": "a-1", "Code": "200", "Name": "Sales"}]}
TAX_RATES = {"TaxRates": [{"TaxType": "OUTPUT", "Name": "GST on Income", "Status": "ACTIVE"}]}


def tracked(name: str = "Region", option: str = "North") -> dict[str, Any]:
    return {"Description": "Work", "Tracking": [{"Name": name, "Option": option}]}


async def test_plain_codes_and_an_id_take_exactly_one_call(run: Run, wire: Wire):
    wire.answer(SAVED)
    line = {"ItemCode": "BOOK", "AccountCode": "200", "TaxType": "OUTPUT", "UnitAmount": "1"}

    await run("create_invoice", **BY_ID, line_items=[line] * 50)

    assert wire.one.line == "PUT /Invoices"


async def test_what_a_person_knows_is_sent_as_ids_and_codes(run: Run, wire: Wire):
    for answer in (CONTACTS, ACCOUNTS, TAX_RATES, TRACKING, SAVED):
        wire.answer(answer)
    line = {**tracked("region", "NORTH"), "AccountCode": "Sales", "TaxType": "gst on income"}

    await run("create_invoice", **BY_NAME, line_items=[line, line])

    assert [sent.line for sent in wire.sent] == [
        "GET /Contacts",
        "GET /Accounts",
        "GET /TaxRates",
        "GET /TrackingCategories",
        "PUT /Invoices",
    ]
    sent = {
        "Description": "Work",
        "AccountCode": "200",
        "TaxType": "OUTPUT",
        "Tracking": [
            {
                "TrackingCategoryID": "351953c4-8127-4009-88c3-f9cd8c9cbe9f",
                "TrackingOptionID": "ce205173-7387-4651-9726-2cf4c5405ba2",
                "Name": "Region",
                "Option": "North",
            }
        ],
    }
    assert wire.sent[4].element == {
        "Type": "ACCREC",
        "Contact": {"ContactID": CONTACT},
        "LineItems": [sent, sent],
    }


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        (tracked("Regon"), "line_items.0.Tracking.0.Name: .* did you mean Region"),
        (tracked("Region", "Nrth"), "line_items.0.Tracking.0.Option: .* did you mean North"),
    ],
)
async def test_unknown_tracking_is_an_error_and_never_silently_dropped(
    run: Run, wire: Wire, line: dict[str, Any], problem: str
):
    wire.answer(TRACKING)

    with pytest.raises(InputError, match=problem):
        await run("create_invoice", **BY_ID, line_items=[line])

    assert wire.one.line == "GET /TrackingCategories"


async def test_only_the_contact_s_id_is_sent_so_that_no_contact_is_made_or_changed(
    run: Run, wire: Wire
):
    wire.answer({"Contacts": []})
    wire.answer({"Contacts": []})
    wire.answer(CONTACTS)

    with pytest.raises(InputError, match="contact_id: there is no contact 'Acme Lts'; did you"):
        await run("create_invoice", invoice_type="ACCREC", contact_id="Acme Lts")

    assert {sent.method for sent in wire.sent} == {"GET"}


async def test_a_step_that_runs_again_sends_the_same_body_and_key_without_another_lookup(
    run: Run, wire: Wire
):
    for answer in (CONTACTS, TRACKING, SAVED, SAVED):
        wire.answer(answer)

    for attempt in (1, 2):
        context = StepContext(run_id="run", step_id="step", attempt=attempt)
        await run("create_invoice", context, **BY_NAME, line_items=[tracked()])

    first, again = (sent for sent in wire.sent if sent.method == "PUT")
    assert first.content == again.content
    assert first.headers["idempotency-key"] == again.headers["idempotency-key"]
    assert len(wire.sent) == 4


async def test_a_dry_run_shows_the_first_request_that_it_would_send(run: Run, wire: Wire):
    planned = await run("create_invoice", StepContext(dry_run=True), **BY_NAME)

    assert planned.method == "GET"
    assert "/Contacts?" in planned.url
    assert wire.sent == []


async def test_an_invoice_that_contradicts_itself_looks_nothing_up(run: Run, wire: Wire):
    with pytest.raises(InputError, match="Additional Fields repeats Contact"):
        await run("create_invoice", **BY_NAME, additional_fields={"Contact": {}})

    assert wire.sent == []


async def test_a_name_that_the_token_may_not_look_up_names_the_scope(
    run: Run, wire: Wire, held: Held
):
    held.scopes = frozenset({"accounting.invoices"})

    with pytest.raises(ScopeError) as found:
        await run("create_invoice", **BY_NAME)

    assert found.value.missing == ("accounting.contacts.read",)
    assert wire.sent == []


async def test_an_id_needs_no_scope_but_that_of_invoices(run: Run, wire: Wire, held: Held):
    held.scopes = frozenset({"accounting.invoices"})
    wire.answer(SAVED)

    await run("create_invoice", **BY_ID)

    assert wire.one.line == "PUT /Invoices"
