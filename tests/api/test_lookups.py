"""What a person knows is turned into what Xero wants, with as few calls as that takes."""

from collections.abc import Iterator

import pytest

from tests.api.lookup_book import ACME, BANK, CAFE, INVOICE, NORTH, REGION, LookupBook
from xero_component.api.lookups import Lookups, is_account_code, is_tax_type
from xero_component.core.context import DryRunStop


@pytest.fixture
def book() -> LookupBook:
    return LookupBook()


@pytest.fixture
def find(book: LookupBook) -> Iterator[Lookups]:
    with Lookups(book.step()) as find:
        yield find


async def test_what_xero_takes_as_it_is_costs_no_call(find: Lookups, book: LookupBook) -> None:
    assert await find.contact_id(ACME, "contact_id") == ACME
    assert await find.invoice_id(INVOICE, "invoice_id") == INVOICE
    assert await find.payment_account(BANK, "account_id") == {"AccountID": BANK}
    assert await find.payment_account("090", "account_id") == {"Code": "090"}
    assert await find.account_code("200", "AccountCode") == "200"
    assert await find.tax_type("OUTPUT", "TaxType") == "OUTPUT"
    assert await find.item_code("BOOK") == "BOOK"
    assert await find.tracking([], "Tracking") == []
    assert book.asked == []


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ("Acme Ltd", ACME),
        ("acme LTD", ACME),
        ("Café Zoë 🍰", CAFE),
        ("cafe zoe 🍰", CAFE),
        ('The "Best" \\ Co', "c-4"),
    ],
)
async def test_a_contact_is_found_by_name_in_one_read(
    find: Lookups, book: LookupBook, given: str, found: str
) -> None:
    assert await find.contact_id(given, "contact_id") == found

    [(path, query)] = book.asked
    assert path == "Contacts"
    assert query.pop("where").startswith('Name=="')
    assert query == {
        "page": "1",
        "pageSize": "100",
        "summaryOnly": "true",
        "includeArchived": "true",
    }


async def test_a_contact_is_found_by_number_where_no_name_fits(
    find: Lookups, book: LookupBook
) -> None:
    assert await find.contact_id("c-5", "contact_id") == "c-5"

    assert [query["where"] for _, query in book.asked] == ['Name=="c-5"', 'ContactNumber=="c-5"']


async def test_a_contact_that_is_active_is_found_beside_an_archived_one_of_the_same_name(
    find: Lookups, book: LookupBook
) -> None:
    book.rows["Contacts"].append({"ContactID": "c-6", "Name": "Old Mill"})

    assert await find.contact_id("Old Mill", "contact_id") == "c-6"


async def test_an_invoice_is_found_by_number_in_one_short_read(
    find: Lookups, book: LookupBook
) -> None:
    assert await find.invoice_id("inv-0001", "invoice_id") == INVOICE

    [(path, query)] = book.asked
    assert path == "Invoices"
    assert (query["where"], query["summaryOnly"]) == ('InvoiceNumber=="inv-0001"', "true")


@pytest.mark.parametrize(
    ("given", "code"),
    [("Sales online", "SALES"), ("sales", "SALES"), (BANK, "090"), ("drawings", "880")],
)
async def test_an_account_of_a_line_is_found_by_name_or_id_and_a_code_comes_first(
    find: Lookups, given: str, code: str
) -> None:
    assert await find.account_code(given, "AccountCode") == code


@pytest.mark.parametrize(
    ("given", "found"), [("business bank account", BANK), ("Savings", "a-4"), ("Drawings", "a-5")]
)
async def test_an_account_of_a_payment_is_found_by_name(
    find: Lookups, given: str, found: str
) -> None:
    assert await find.payment_account(given, "account_id") == {"AccountID": found}


@pytest.mark.parametrize(
    ("given", "found"),
    [("GST on Income", "OUTPUT"), ("gst ON expenses", "INPUT"), ("output", "OUTPUT")],
)
async def test_a_tax_type_is_found_by_the_rate_s_name(
    find: Lookups, given: str, found: str
) -> None:
    assert await find.tax_type(given, "TaxType") == found


async def test_an_item_is_found_by_id(find: Lookups, book: LookupBook) -> None:
    assert [await find.item_code(INVOICE), await find.item_code(INVOICE)] == ["BOOK", "BOOK"]
    assert book.paths == [f"Items/{INVOICE}"]


@pytest.mark.parametrize(
    ("category", "option"), [("Region", "North"), ("region", "NORTH"), (REGION, NORTH)]
)
async def test_tracking_is_sent_under_names_and_ids(
    find: Lookups, book: LookupBook, category: str, option: str
) -> None:
    assert await find.tracking([(category, option)], "Tracking") == [
        {
            "TrackingCategoryID": REGION,
            "TrackingOptionID": NORTH,
            "Name": "Region",
            "Option": "North",
        }
    ]
    assert book.asked == [("TrackingCategories", {"includeArchived": "true"})]


async def test_a_list_is_read_once_for_a_thousand_names(find: Lookups, book: LookupBook) -> None:
    for _ in range(500):
        await find.tracking([("Region", "South")], "Tracking")
        await find.account_code("Drawings", "AccountCode")

    assert book.paths == ["TrackingCategories", "Accounts"]


async def test_a_dry_run_stops_before_the_first_lookup(book: LookupBook) -> None:
    with pytest.raises(DryRunStop) as stopped:
        await Lookups(book.step(dry_run=True)).contact_id("Acme Ltd", "contact_id")

    assert "/Contacts?" in stopped.value.request.url
    assert book.asked == []


@pytest.mark.parametrize(
    ("text", "is_code"),
    [
        ("200", True),
        ("090/A", True),
        ("4-1000", True),
        ("1234567890", True),
        ("12345678901", False),
        ("Sales", False),
        ("Sales 2", False),
        ("²", False),
        ("", False),
    ],
)
def test_an_account_code_is_short_has_a_digit_and_no_space(text: str, is_code: bool) -> None:
    assert is_account_code(text) is is_code


@pytest.mark.parametrize(
    ("text", "is_type"),
    [
        ("OUTPUT", True),
        ("TAX001", True),
        ("TXN33INPUTY24", True),
        ("output", False),
        ("GST on Income", False),
        ("20%", False),
        ("", False),
    ],
)
def test_a_tax_type_is_of_capitals_and_digits(text: str, is_type: bool) -> None:
    assert is_tax_type(text) is is_type
