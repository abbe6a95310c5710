"""Lines of an invoice that is updated: changed by id, added, removed when told, never lost."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xero_component.actions.invoices._patch import Patch, is_same, patch_of
from xero_component.catalogue.records import Invoice
from xero_component.errors import InputError

WORKED_OUT = {"LineAmount", "TaxAmount"}


def line_id(number: int) -> str:
    return f"{number:08d}-0000-4000-8000-000000000000"


def line(number: int, **fields: Any) -> dict[str, Any]:
    return {
        "LineItemID": line_id(number),
        "Description": f"Line {number}",
        "Quantity": Decimal(2),
        "UnitAmount": Decimal("50.0000"),
        "AccountCode": "200",
        "AccountID": "5ec2f302-cd60-4f8b-a915-9229dd45e6fa",
        "TaxType": "OUTPUT",
        "TaxAmount": Decimal("9.99"),
        "LineAmount": Decimal("100.00"),
        "Item": {"Code": "BOOK"},
        "Tracking": [{"Name": "Region", "Option": "North", "TrackingCategoryID": "c"}],
        **fields,
    }


def invoice(*lines: dict[str, Any], **fields: Any) -> Invoice:
    whole: Any = {"InvoiceNumber": "INV-7", "Status": "DRAFT", "LineItems": list(lines), **fields}
    read: Invoice = whole
    return read


def patched(
    current: Invoice,
    lines: list[dict[str, Any]] | None = None,
    removed: list[str] | None = None,
    **head: Any,
) -> Patch:
    return patch_of(current, head, lines or [], removed or [])


def sent_back(number: int) -> dict[str, Any]:
    return {k: v for k, v in line(number).items() if k not in {"AccountID", "Item"}}


def test_lines_that_are_not_mentioned_go_back_whole_with_their_ids():
    body = patched(invoice(line(1), line(2)), [{"Description": "New", "UnitAmount": 5}]).body

    assert body["LineItems"] == [
        sent_back(1),
        sent_back(2),
        {"Description": "New", "UnitAmount": 5},
    ]


def test_a_line_with_its_id_changes_in_what_is_given_and_loses_stale_amounts():
    change = {"LineItemID": line_id(2), "Quantity": Decimal(3)}

    body = patched(invoice(line(1), line(2), line(3)), [change]).body

    expected = {k: v for k, v in sent_back(2).items() if k not in WORKED_OUT}
    assert body["LineItems"] == [sent_back(1), {**expected, "Quantity": Decimal(3)}, sent_back(3)]


@pytest.mark.parametrize(
    "change",
    [
        {"Description": "Other words"},
        {"Tracking": [{"Name": "Region", "Option": "South"}]},
        {"Tracking": None},
    ],
)
def test_words_and_tracking_alone_leave_a_tax_amount_that_was_set_by_hand(change: dict[str, Any]):
    body = patched(invoice(line(1)), [{"LineItemID": line_id(1), **change}]).body

    assert body["LineItems"] == [{**sent_back(1), **change}]


def test_amounts_that_are_given_are_sent():
    change = {"LineItemID": line_id(1), "Quantity": Decimal(3), "TaxAmount": Decimal("9.99")}

    [changed] = patched(invoice(line(1)), [change]).body["LineItems"]

    assert changed["TaxAmount"] == Decimal("9.99")
    assert "LineAmount" not in changed


def test_zero_and_null_are_changes():
    change = {"LineItemID": line_id(1), "UnitAmount": Decimal(0), "ItemCode": None}

    [changed] = patched(invoice(line(1, ItemCode="BOOK")), [change]).body["LineItems"]

    assert (changed["UnitAmount"], changed["ItemCode"]) == (Decimal(0), None)


@pytest.mark.parametrize(
    ("before", "change"),
    [
        ({"DiscountRate": Decimal(5)}, {"DiscountAmount": Decimal(3)}),
        ({"DiscountAmount": Decimal(5)}, {"DiscountRate": Decimal(3)}),
    ],
)
def test_one_kind_of_discount_takes_the_place_of_the_other(
    before: dict[str, Any], change: dict[str, Any]
):
    current = invoice(line(1, **before))

    [changed] = patched(current, [{"LineItemID": line_id(1), **change}]).body["LineItems"]

    assert {k: v for k, v in changed.items() if k.startswith("Discount")} == change


def test_a_line_on_an_account_without_a_code_keeps_its_account_id():
    current = invoice(line(1, AccountCode=None))

    [first, _new] = patched(current, [{"Description": "x"}]).body["LineItems"]

    assert first["AccountID"] == line(1)["AccountID"]


def test_the_head_alone_is_sent_without_lines_which_xero_then_keeps():
    assert patched(invoice(line(1)), Reference="New").body == {"Reference": "New"}


def test_changing_how_amounts_are_meant_leaves_no_stale_tax_on_any_line():
    body = patched(invoice(line(1)), [{"Description": "x"}], None, LineAmountTypes="NoTax").body

    assert "TaxAmount" not in body["LineItems"][0]
    assert body["LineAmountTypes"] == "NoTax"


def test_a_line_goes_only_when_told():
    body = patched(invoice(line(1), line(2)), [], [line_id(1)]).body

    assert body == {"LineItems": [sent_back(2)]}


def test_the_last_line_cannot_go_because_xero_would_keep_it():
    with pytest.raises(InputError, match="INV-7 would be left without a line"):
        patched(invoice(line(1), line(2)), [], [line_id(1), line_id(2)])


@pytest.mark.parametrize(
    ("lines", "removed", "field"),
    [
        ([{"LineItemID": line_id(99), "Quantity": 1}], [], "line_items"),
        ([], [line_id(99)], "remove_line_item_ids"),
    ],
)
def test_an_unknown_line_is_refused_with_the_known_ones(
    lines: list[dict[str, Any]], removed: list[str], field: str
):
    with pytest.raises(InputError) as found:
        patched(invoice(*map(line, range(12))), lines, removed)

    assert f"{field}: Invoice INV-7 has no line {line_id(99)}" in found.value.message
    assert found.value.problems[0].field == field
    assert f"{line_id(1)} (Line 1)" in found.value.message
    assert "and 2 more" in found.value.message


def test_a_known_id_in_capitals_is_the_same_line():
    current = invoice(line(1, LineItemID=line_id(1).upper()))
    change = {"LineItemID": line_id(1), "Quantity": Decimal(3)}

    assert len(patched(current, [change]).body["LineItems"]) == 1


@pytest.mark.parametrize(
    ("present", "asked", "same"),
    [
        (None, "", True), ("", None, True), (None, [], True), (None, 0, False), (0, None, False),
        (False, 0, False), (None, False, False), (True, True, True), (1, True, False),
        (Decimal("1.10"), Decimal("1.1"), True), (1, Decimal(1), True), (1.5, Decimal("1.5"), True),
        ("a", "A", False), ("1", Decimal(1), False),
    ],
)  # fmt: skip
def test_absent_null_and_empty_are_one_thing_and_zero_and_false_are_others(
    present: object, asked: object, same: bool
):
    assert is_same(present, asked) is same


@given(
    count=st.integers(0, 6),
    changing=st.dictionaries(st.integers(0, 5), st.integers(0, 4), max_size=6),
    removing=st.sets(st.integers(0, 5), max_size=6),
    adding=st.lists(st.integers(0, 3), max_size=4),
)
def test_no_line_is_ever_lost_or_doubled(
    count: int, changing: dict[int, int], removing: set[int], adding: list[int]
):
    removed = {n for n in removing if n < count}
    changed = {n: q for n, q in changing.items() if n < count and n not in removed}
    asked = [{"LineItemID": line_id(n), "Quantity": Decimal(q)} for n, q in changed.items()]
    added = [{"Description": f"New {n}"} for n in adding]
    current = invoice(*map(line, range(count)))
    if count and len(removed) == count and not added:
        with pytest.raises(InputError):
            patched(current, asked, [line_id(n) for n in removed])
        return

    patch = patched(current, [*asked, *added], [line_id(n) for n in removed])

    body = patch.body
    kept = [n for n in range(count) if n not in removed]
    touched = bool(removed or added or any(q != 2 for q in changed.values()))
    assert ("LineItems" in body) is touched
    assert patch.is_done is not touched
    if touched:
        lines = body["LineItems"]
        assert [one.get("LineItemID") for one in lines] == [line_id(n) for n in kept] + [
            None
        ] * len(added)
        assert [one["Quantity"] for one in lines[: len(kept)]] == [changed.get(n, 2) for n in kept]


@given(st.lists(st.integers(0, 2), max_size=5), st.lists(st.integers(0, 2), max_size=5))
def test_added_lines_are_there_when_each_has_a_line_of_its_own(
    present: list[int], added: list[int]
):
    current = invoice(*(line(n, Description=f"New {kind}") for n, kind in enumerate(present)))

    patch = patched(current, [{"Description": f"New {kind}"} for kind in added])

    assert patch.is_done is all(present.count(kind) >= added.count(kind) for kind in added)
