"""Paging, filters and conditions of the lists of credits and of bank transactions."""

from decimal import Decimal

import pytest

from tests.sandbox.accounting.client import line
from tests.sandbox.accounting.credits import credit_note, overpaid, prepaid, spent

LISTS = {
    "CreditNotes": ("CreditNoteID", "CreditNotes", credit_note),
    "BankTransactions": ("BankTransactionID", "BankTransactions", spent),
    "Prepayments": ("PrepaymentID", "BankTransactions", prepaid),
    "Overpayments": ("OverpaymentID", "BankTransactions", overpaid),
}


@pytest.fixture(params=LISTS)
def listed(request, xero):
    """A list, its key, and the ids of five records a minute apart, latest last."""
    key, endpoint, payload = LISTS[request.param]
    made = []
    for number in range(5):
        xero.pass_time(minutes=1)
        made.append(xero.create(endpoint, payload(Reference=f"no. {number}"))[key])
    return request.param, key, made


def test_a_list_is_paged_and_describes_its_pages(xero, listed):
    plural, key, made = listed
    count = len(xero.all(plural))
    last = -(-count // 2)
    body = xero.get(plural, page=str(last), pageSize="2").json
    assert body["pagination"] == {
        "page": last, "pageSize": 2, "pageCount": last, "itemCount": count,
    }  # fmt: skip
    assert body[plural][-1][key] == made[-1]
    assert body[plural][-1]["LineItems"]
    assert "pagination" not in xero.get(plural).json


def test_lines_come_with_pages_and_single_records_only(xero, listed):
    plural, _, made = listed
    assert {len(one["LineItems"]) for one in xero.all(plural)} == {0}
    assert len(xero.one(f"{plural}/{made[0]}")["LineItems"]) == 1


def test_the_latest_changes_come_last_and_can_be_asked_for_alone(xero, listed):
    plural, key, made = listed
    assert [one[key] for one in xero.all(plural)][-5:] == made
    since = {"accept": "application/json", "if-modified-since": "2026-11-20T01:34:15"}
    recent = xero.call("GET", plural, None, since).json[plural]
    assert [one[key] for one in recent] == made[3:]


def test_a_list_can_be_searched_and_ordered(xero, listed):
    plural, key, made = listed
    found = xero.all(plural, where='Reference=="no. 2" AND Status=="AUTHORISED"')
    assert [one[key] for one in found] == [made[2]]
    ordered = xero.all(plural, order="Reference DESC", where="Reference!=null")
    references = [one["Reference"] for one in ordered]
    assert references == sorted(references, key=str.casefold, reverse=True)
    (one,) = xero.all(plural, where=f'{key}==guid("{made[1]}")')
    assert one["Contact"]["Name"] == "Harbour Lights Events"
    assert xero.get(plural, where="Nonsense==1").status == 400


@pytest.mark.parametrize(("endpoint", "payload"), [LISTS[name][1:] for name in LISTS])
def test_unit_prices_have_two_decimals_or_four(xero, endpoint, payload):
    lines = [line(UnitAmount="1.23456", AccountCode=None if payload is overpaid else "200")]
    rough = xero.create(endpoint, payload(LineItems=lines))
    exact = xero.create(endpoint, payload(LineItems=lines), unitdp="4")
    assert rough["LineItems"][0]["UnitAmount"] == Decimal("1.23")
    assert exact["LineItems"][0]["UnitAmount"] == Decimal("1.2346")
    path = f"{endpoint}/{exact[LISTS[endpoint][0]]}"
    assert xero.one(path)["LineItems"][0]["UnitAmount"] == Decimal("1.23")


def test_the_demo_company_has_credits_and_bank_transactions_that_touch_no_invoice(xero):
    assert {one["Status"] for one in xero.all("CreditNotes")} == {"DRAFT", "AUTHORISED", "VOIDED"}
    assert {one["Type"] for one in xero.all("BankTransactions")} >= {
        "SPEND", "RECEIVE", "RECEIVE-PREPAYMENT", "SPEND-OVERPAYMENT",
    }  # fmt: skip
    assert len(xero.all("Prepayments")) == len(xero.all("Overpayments")) == 1
    assert {one["AmountCredited"] for one in xero.all("Invoices")} == {0}
