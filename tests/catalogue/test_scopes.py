import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.catalogue.scopes import (
    BROAD,
    READ,
    broad,
    missing,
    reading,
    satisfying,
    smallest,
)


@pytest.mark.parametrize(
    ("needed", "held"),
    [
        ("accounting.invoices", "accounting.invoices"),
        ("accounting.invoices", "accounting.transactions"),
        ("accounting.invoices.read", "accounting.invoices.read"),
        ("accounting.invoices.read", "accounting.invoices"),
        ("accounting.invoices.read", "accounting.transactions"),
        ("accounting.invoices.read", "accounting.transactions.read"),
        ("accounting.payments", "accounting.transactions"),
        ("accounting.banktransactions.read", "accounting.transactions.read"),
        ("accounting.manualjournals", "accounting.transactions"),
        ("accounting.contacts.read", "accounting.contacts"),
        ("accounting.settings", "accounting.settings"),
        ("accounting.reports.aged.read", "accounting.reports.read"),
        ("accounting.reports.trialbalance.read", "accounting.reports.read"),
    ],
)
def test_a_scope_is_covered_by_its_write_form_and_by_the_old_broad_one(
    needed: str, held: str
) -> None:
    assert held in satisfying(needed)
    assert missing([needed], [held, "openid"]) == ()


@pytest.mark.parametrize(
    ("needed", "held"),
    [
        ("accounting.invoices", "accounting.invoices.read"),
        ("accounting.invoices", "accounting.transactions.read"),
        ("accounting.invoices", "accounting.payments"),
        ("accounting.contacts", "accounting.transactions"),
        ("accounting.settings.read", "accounting.transactions"),
        ("accounting.reports.aged.read", "accounting.transactions"),
        ("accounting.journals.read", "accounting.manualjournals"),
        ("accounting.invoices", "accounting.invoicesx"),
    ],
)
def test_reading_does_not_cover_writing_nor_one_area_another(needed: str, held: str) -> None:
    assert missing([needed], [held]) == (needed,)


@pytest.mark.parametrize(
    ("scope", "to_read"),
    [
        ("accounting.invoices", "accounting.invoices.read"),
        ("accounting.journals.read", "accounting.journals.read"),
        ("accounting.budgets.read", "accounting.budgets.read"),
        ("paymentservices", "paymentservices"),
    ],
)
def test_reading_asks_for_the_read_form_where_there_is_one(scope: str, to_read: str) -> None:
    assert reading(scope) == to_read
    assert missing([to_read], [scope]) == ()


def test_what_is_missing_comes_once_and_sorted() -> None:
    needed = ["b.read", "a", "b.read", "accounting.contacts"]
    assert missing(needed, ["accounting.contacts"]) == ("a", "b.read")
    assert missing([], []) == ()


@given(st.sets(st.sampled_from([*BROAD, "files", "files.read", "accounting.invoices.read"])))
def test_a_scope_always_covers_itself(scopes: set[str]) -> None:
    assert missing(scopes, scopes) == ()


SCOPES = st.sampled_from(
    [*BROAD, *(name + READ for name in BROAD), "files", "files.read", "accounting.contacts"]
)


def test_the_smallest_set_names_no_read_scope_beside_its_write_scope() -> None:
    needed = ["accounting.invoices.read", "accounting.invoices", "accounting.contacts.read"]
    assert smallest(needed) == ("accounting.contacts.read", "accounting.invoices")


def test_the_old_form_has_one_scope_for_many() -> None:
    needed = ["accounting.invoices", "accounting.payments.read", "accounting.reports.aged.read"]
    assert smallest(needed, legacy=True) == ("accounting.reports.read", "accounting.transactions")
    assert broad("accounting.contacts.read") == "accounting.contacts.read"


@given(st.sets(SCOPES), st.booleans())
def test_the_smallest_set_allows_all_that_was_needed_and_nothing_in_it_can_go(
    needed: set[str], legacy: bool
) -> None:
    chosen = smallest(needed, legacy=legacy)
    assert missing(needed, chosen) == ()
    for scope in chosen:
        assert missing([scope], set(chosen) - {scope}) == (scope,)
