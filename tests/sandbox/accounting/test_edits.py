from datetime import timedelta

import pytest

from tests.sandbox.accounting.client import START, bill, invoice, new_client, payment
from xero_component.sandbox.accounting.additions import SKETCHES
from xero_component.sandbox.accounting.rendering import milliseconds
from xero_component.sandbox.accounting.resources import RESOURCES
from xero_component.sandbox.edits import Edit

KEYS = {resource.plural: resource.key for resource in RESOURCES.values()}
WITH_LINES = ("BankTransactions", "CreditNotes", "Invoices", "PurchaseOrders", "Quotes")


def edit(xero, kind, plural, identifier=None, **more):
    return xero.api.edit(Edit(kind=kind, plural=plural, identifier=identifier, **more))


def stored(xero, plural, identifier):
    """The record as the ledger keeps it, whatever a list shows."""
    return dict(RESOURCES[plural.lower()].table(xero.organisation).get(identifier) or {})


@pytest.fixture
def part_paid(xero):
    made = xero.create("Invoices", invoice())
    xero.create("Payments", payment(made["InvoiceID"], "10.00"))
    xero.changes.clear()
    return made["InvoiceID"]


@pytest.mark.parametrize("which", [0, 1], ids=["AU", "GB"])
@pytest.mark.parametrize("plural", sorted(SKETCHES))
def test_somebody_adds_records_of_every_kind(plural, which):
    xero, key = new_client(which), KEYS[plural]
    before = {one[key] for one in xero.all(plural, page="1", pageSize="1000")}
    xero.pass_time(minutes=1)
    struck = edit(xero, "add", plural, count=2)
    after = {one[key] for one in xero.all(plural, page="1", pageSize="1000")}
    assert after - before == set(struck)
    assert len(struck) == 2


def test_the_same_additions_get_the_same_ids(xero):
    first, second = (edit(client, "add", "Invoices", count=3) for client in (xero, new_client()))
    assert first == second


@pytest.mark.parametrize("plural", WITH_LINES)
def test_a_silent_edit_posts_a_line_to_another_account(xero, plural):
    xero.pass_time(minutes=1)
    (struck,) = edit(xero, "silent", plural)
    path = f"{plural}/{struck}"
    first = xero.one(path)
    (again,) = edit(xero, "silent", plural, struck)
    second = xero.one(path)
    assert again == struck
    assert (
        first["UpdatedDateUTC"] == second["UpdatedDateUTC"] != f"/Date({milliseconds(xero.now)})/"
    )
    codes = [one["LineItems"][0]["AccountCode"] for one in (first, second)]
    assert codes[0] != codes[1]
    assert xero.changes == []
    assert second["Total"] == first["Total"]


@pytest.mark.parametrize(("field", "shown"), [("DueDate", "DueDateString"), ("SentToContact",) * 2])
def test_a_part_paid_invoice_changes_silently(xero, part_paid, field, shown):
    before = xero.one(f"Invoices/{part_paid}")
    xero.pass_time(minutes=1)
    assert edit(xero, "silent", "Invoices", part_paid, field=field) == [part_paid]
    after = xero.one(f"Invoices/{part_paid}")
    assert after[shown] != before[shown]
    assert {**after, field: 0, shown: 0} == {**before, field: 0, shown: 0}


def test_a_contact_becomes_a_customer_silently(xero):
    made = xero.create("Contacts", {"Name": "Silent Ltd"})
    xero.pass_time(minutes=1)
    path = f"Contacts/{made['ContactID']}"
    for field in ("IsCustomer", "IsSupplier"):
        edit(xero, "silent", "Contacts", made["ContactID"])
        assert xero.one(path)[field] is True
    assert xero.one(path)["UpdatedDateUTC"] == made["UpdatedDateUTC"]
    with pytest.raises(ValueError, match="already"):
        edit(xero, "silent", "Contacts", made["ContactID"])


def test_a_touch_moves_the_oldest_record_or_the_one_that_is_named(xero):
    oldest, second, *_ = [one["InvoiceID"] for one in xero.all("Invoices")]
    xero.pass_time(minutes=1)
    assert edit(xero, "touch", "Invoices") == [oldest]
    xero.pass_time(minutes=1)
    assert edit(xero, "touch", "Invoices", second) == [second]
    assert [one["InvoiceID"] for one in xero.all("Invoices")][-2:] == [oldest, second]
    assert [change.resource_id for change in xero.changes] == [oldest, second]


def test_somebody_archives_contacts_and_accounts(xero):
    made = xero.create("Contacts", {"Name": "Old Ltd"})["ContactID"]
    xero.pass_time(minutes=1)
    assert edit(xero, "archive", "Contacts", made) == [made]
    assert made not in {one["ContactID"] for one in xero.all("Contacts")}
    archived = xero.one(f"Contacts/{made}")
    assert archived["UpdatedDateUTC"] == f"/Date({milliseconds(xero.now)}+0000)/"
    (account,) = edit(xero, "archive", "Accounts")
    assert xero.one(f"Accounts/{account}")["Status"] == "ARCHIVED"
    with pytest.raises(ValueError, match="no difference"):
        edit(xero, "archive", "Contacts", made)


@pytest.mark.parametrize("plural", ["CreditNotes", "Invoices", "ManualJournals"])
def test_somebody_voids_documents(xero, plural):
    (struck,) = edit(xero, "void", plural)
    assert xero.one(f"{plural}/{struck}")["Status"] == "VOIDED"


def test_an_invoice_with_a_payment_is_not_voided(xero, part_paid):
    with pytest.raises(ValueError, match="payment"):
        edit(xero, "void", "Invoices", part_paid)


@pytest.mark.parametrize(
    "plural",
    ["BankTransactions", "BankTransfers", "BatchPayments", "Invoices", "Payments",
     "PurchaseOrders", "Quotes"],
)  # fmt: skip
def test_somebody_deletes_what_stays_as_deleted(xero, plural):
    (struck,) = edit(xero, "delete", plural)
    assert stored(xero, plural, struck)["Status"] == "DELETED"


def test_somebody_deletes_an_item_for_good(xero):
    (struck,) = edit(xero, "delete", "Items")
    assert struck not in {one["ItemID"] for one in xero.all("Items")}


def test_deleting_a_payment_moves_its_invoice_as_well(xero, part_paid):
    made = xero.one(f"Invoices/{part_paid}")["Payments"][0]["PaymentID"]
    edit(xero, "delete", "Payments", made)
    assert xero.one(f"Invoices/{part_paid}")["AmountPaid"] == 0


def moments(xero, plural="Invoices"):
    return [one["UpdatedDateUTC"] for one in xero.all(plural)]


def test_times_become_equal_to_the_millisecond(xero):
    xero.pass_time(minutes=1)
    assert len(edit(xero, "equal-times", "Invoices")) == len(moments(xero))
    assert set(moments(xero)) == {f"/Date({milliseconds(xero.now)}+0000)/"}


def test_times_of_a_few_records_become_equal(xero):
    oldest = [one["InvoiceID"] for one in xero.all("Invoices")][:3]
    xero.pass_time(minutes=1)
    assert edit(xero, "equal-times", "Invoices", count=3) == oldest
    now = f"/Date({milliseconds(xero.now)}+0000)/"
    assert [moment == now for moment in moments(xero)[-4:]] == [False, True, True, True]


def test_times_lie_within_one_second(xero):
    before = [one["InvoiceID"] for one in xero.all("Invoices")]
    xero.pass_time(minutes=1)
    edit(xero, "same-second", "Invoices")
    now = xero.now
    expected = [now - timedelta(milliseconds=back) for back in reversed(range(len(before)))]
    assert moments(xero) == [f"/Date({milliseconds(moment)}+0000)/" for moment in expected]
    assert [one["InvoiceID"] for one in xero.all("Invoices")] == before


def test_times_never_leave_the_second_that_runs_now(xero):
    xero.now = START.replace(microsecond=2000) + timedelta(hours=1)
    edit(xero, "same-second", "Invoices")
    begin = milliseconds(xero.now.replace(microsecond=0))
    assert sorted(set(moments(xero))) == [f"/Date({begin + more}+0000)/" for more in range(3)]


def test_a_seed_picks_the_same_records_again(xero):
    first = edit(xero, "touch", "Invoices", seed=7, count=4)
    assert edit(new_client(), "touch", "Invoices", seed=7, count=4) == first
    assert edit(xero, "touch", "Invoices", seed=7, count=4) == first
    assert edit(xero, "touch", "Invoices", seed=8, count=4) != first
    assert len(set(first)) == 4


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"kind": "burn", "plural": "Invoices"}, "no edit 'burn'"),
        ({"kind": "touch", "plural": "Invoices", "count": 0}, "at least one"),
        ({"kind": "touch", "plural": "Invoices", "field": "DueDate"}, "silent edit only"),
        ({"kind": "add", "plural": "Invoices", "identifier": "x"}, "that is there"),
        ({"kind": "equal-times", "plural": "Invoices", "identifier": "x"}, "that is there"),
        ({"kind": "touch", "plural": "Invoices", "identifier": "x", "count": 2}, "that is there"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_at_once(given, message):
    with pytest.raises(ValueError, match=message):
        Edit(**given)


@pytest.mark.parametrize(
    ("kind", "plural", "more"),
    [
        ("touch", "Unicorns", {}),
        ("touch", "Invoices", {"identifier": "INV-9999"}),
        ("touch", "Currencies", {}),
        ("touch", "Journals", {}),
        ("touch", "BankTransfers", {}),
        ("equal-times", "BankTransfers", {}),
        ("add", "Currencies", {}),
        ("add", "Journals", {}),
        ("void", "Contacts", {}),
        ("void", "Prepayments", {}),
        ("archive", "Invoices", {}),
        ("delete", "Contacts", {}),
        ("silent", "Payments", {}),
        ("silent", "Invoices", {"field": "Total"}),
        ("silent", "Quotes", {"field": "DueDate"}),
        ("silent", "Contacts", {"field": "AccountCode"}),
    ],
)
def test_an_edit_that_no_record_allows_says_so_and_changes_nothing(xero, kind, plural, more):
    before = xero.snapshot()
    with pytest.raises(ValueError, match=plural):
        edit(xero, kind, plural, **more)
    assert xero.snapshot() == before
    assert xero.changes == []


def test_a_bill_can_be_edited_by_its_number(xero):
    made = xero.create("Invoices", bill(InvoiceNumber="B-77"))
    assert edit(xero, "void", "invoices", "b-77") == [made["InvoiceID"]]
