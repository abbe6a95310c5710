"""A name that is not there, not unique or not usable is an error that helps; nothing is dropped."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.api.lookup_book import LookupBook
from xero_component.api.lookups import Lookups
from xero_component.errors import InputError, NotFoundError

Find = Callable[[Lookups], Awaitable[Any]]


async def refused(find: Find, book: LookupBook | None = None, at: str = "") -> str:
    with pytest.raises(InputError) as found, Lookups((book or LookupBook()).step(), at) as lookups:
        await find(lookups)
    return found.value.message


@pytest.mark.parametrize(
    ("find", "message"),
    [
        (
            lambda find: find.contact_id("Acmee Ltd", "contact_id"),
            "contact_id: there is no contact 'Acmee Ltd'; did you mean Acme Ltd or Acme Pty.",
        ),
        (
            lambda find: find.contact_id("zzz 🍰", "contact_id"),
            "contact_id: there is no contact 'zzz 🍰'.",
        ),
        (
            lambda find: find.contact_id("old mill", "contact_id"),
            "contact_id: the contact 'Old Mill' is archived.",
        ),
        (
            lambda find: find.invoice_id("INV-0003", "invoice_id"),
            "invoice_id: there is no invoice 'INV-0003'; did you mean INV-0001.",
        ),
        (
            lambda find: find.invoice_id("INV-0002", "invoice_id"),
            "invoice_id: the invoice 'INV-0002' is voided.",
        ),
        (
            lambda find: find.invoice_id("RPT-1", "invoice_id"),
            (
                "invoice_id: more than one invoice is called 'RPT-1'; give the id of the one that"
                " is meant: i-3 (Acme Ltd), i-4."
            ),
        ),
        (
            lambda find: find.account_code("Salse", "line_items.0.AccountCode"),
            "line_items.0.AccountCode: there is no account 'Salse'; did you mean Sales or Savings.",
        ),
        (
            lambda find: find.account_code("Savings", "AccountCode"),
            "AccountCode: the account 'Savings' has no code, which a line needs.",
        ),
        (
            lambda find: find.payment_account("Old Bank", "account_id"),
            "account_id: the account 'Old Bank' is archived.",
        ),
        (
            lambda find: find.payment_account("Sales online", "account_id"),
            "account_id: 'Sales online' is neither a bank account nor enabled for payments.",
        ),
        (
            lambda find: find.payment_account("Saving", "account_id"),
            "account_id: there is no account 'Saving'; did you mean Savings or Drawings.",
        ),
        (
            lambda find: find.tax_type("GST on Incomes", "TaxType"),
            (
                "TaxType: there is no tax rate 'GST on Incomes'; did you mean GST on Income or"
                " GST on Expenses."
            ),
        ),
        (
            lambda find: find.tax_type("Old levy", "TaxType"),
            "TaxType: the tax rate 'Old levy' is deleted.",
        ),
        (
            lambda find: find.tracking([("Regon", "North")], "Tracking"),
            "Tracking.0.Name: there is no tracking category 'Regon'; did you mean Region.",
        ),
        (
            lambda find: find.tracking([("Staff", "Ann")], "Tracking"),
            "Tracking.0.Name: the tracking category 'Staff' is archived.",
        ),
        (
            lambda find: find.tracking([("Region", "Nort")], "Tracking"),
            "Tracking.0.Option: there is no option of Region 'Nort'; did you mean North.",
        ),
        (
            lambda find: find.tracking([("Region", "moon")], "Tracking"),
            "Tracking.0.Option: the option of Region 'Moon' is archived.",
        ),
        (
            lambda find: find.tracking([("Region", "North"), ("region", "South")], "Tracking"),
            "Tracking.1.Name: the line has an option of Region already.",
        ),
    ],
)
async def test_the_error_names_the_field_and_the_nearest_names(find: Find, message: str) -> None:
    assert await refused(find) == message


async def test_several_contacts_of_one_name_are_listed() -> None:
    book = LookupBook()
    book.rows["Contacts"] = [{"ContactID": f"c-{n}", "Name": "Twin"} for n in range(7)]

    message = await refused(lambda find: find.contact_id("Twin", "contact_id"), book)

    assert message == (
        "contact_id: more than one contact is called 'Twin'; give the id of the one that is meant:"
        " c-0, c-1, c-2, c-3, c-4 and 2 more."
    )


async def test_every_wrong_name_of_a_record_is_told_at_once_with_its_place_in_a_batch() -> None:
    async def both(find: Lookups) -> None:
        await find.tax_type("levy", "line_items.0.TaxType")
        await find.tracking([("Region", "Centre"), ("Colour", "Red")], "line_items.1.Tracking")

    with pytest.raises(InputError) as found, Lookups(LookupBook().step(), "records.7") as find:
        await both(find)

    assert [problem.field for problem in found.value.problems] == [
        "records.7.line_items.0.TaxType",
        "records.7.line_items.1.Tracking.0.Option",
        "records.7.line_items.1.Tracking.1.Name",
    ]


async def test_of_a_thousand_wrong_lines_a_hundred_are_found_in_one_read_and_ten_told() -> None:
    book = LookupBook()

    async def wrong(find: Lookups) -> None:
        for number in range(1000):
            await find.tax_type("levy", f"line_items.{number}.TaxType")

    assert "(and 90 more)" in await refused(wrong, book)
    assert book.paths == ["TaxRates"]


async def test_long_names_are_cut_in_the_message() -> None:
    book = LookupBook()
    book.rows["Contacts"].append({"ContactID": "c-9", "Name": f"{'x' * 253}yy"})

    message = await refused(lambda find: find.contact_id("x" * 255, "contact_id"), book)

    assert "; did you mean xxx" in message
    assert len(message) < 250


async def test_the_advice_says_that_nothing_was_saved_for_something_was_read() -> None:
    with pytest.raises(InputError) as found, Lookups(LookupBook().step()) as find:
        await find.tax_type("levy", "TaxType")

    assert found.value.advice.startswith("Nothing was saved")


async def test_a_contact_that_is_not_there_costs_three_reads_of_one_page_at_most() -> None:
    book = LookupBook()

    async def twice(find: Lookups) -> None:
        await find.contact_id("Nobody & Sons", "contact_id")
        await find.contact_id("Nobody & Sons", "contact_id")

    await refused(twice, book)

    assert [query.get("where") or query["searchTerm"] for _, query in book.asked] == [
        'Name=="Nobody & Sons"',
        'ContactNumber=="Nobody & Sons"',
        "Nobo",
    ]


async def test_an_item_id_that_is_not_there_says_so() -> None:
    book = LookupBook()
    book.rows["Items"] = []

    with pytest.raises(NotFoundError):
        await Lookups(book.step()).item_code("297c2dc5-cc47-4afd-8ec8-74990b8761e9")


async def test_another_error_is_not_hidden_behind_a_wrong_name() -> None:
    async def interrupted(find: Lookups) -> None:
        await find.tax_type("levy", "TaxType")
        raise KeyError

    with pytest.raises(KeyError), Lookups(LookupBook().step()) as find:
        await interrupted(find)
