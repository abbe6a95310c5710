from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.accounting.client import CONTACT, LedgerClient, line, new_client

UNKNOWN = "00000000-0000-4000-8000-000000000000"


def order(**fields):
    """A draft purchase order of 110.00 unless told otherwise."""
    return {
        "Contact": {"ContactID": CONTACT},
        "Date": "2026-11-01",
        "LineItems": [line(AccountCode="310")],
        **fields,
    }


@pytest.fixture
def made(xero):
    return xero.create("PurchaseOrders", order())


def path(made):
    return f"PurchaseOrders/{made['PurchaseOrderID']}"


def test_a_purchase_order_is_a_draft_with_the_next_number(xero):
    made = xero.create("PurchaseOrders", order(DeliveryInstructions="Back door"))
    assert (made["Status"], made["PurchaseOrderNumber"]) == ("DRAFT", "PO-0005")
    assert (made["SubTotal"], made["TotalTax"], made["Total"]) == (
        Decimal("100.00"), Decimal("10.00"), Decimal("110.00"),
    )  # fmt: skip
    assert made["DateString"] == "2026-11-01T00:00:00"
    assert made["DeliveryInstructions"] == "Back door"
    assert made["Contact"]["Name"] == "Harbour Lights Events"
    assert xero.one(path(made)) == made
    assert xero.one("PurchaseOrders/po-0005") == made


def test_no_event_tells_of_a_purchase_order(xero, made):
    assert xero.changes == []


def test_the_contact_has_to_be_there_already(xero):
    for contact in ({}, {"Name": "Somebody New"}, {"ContactID": UNKNOWN}):
        assert xero.put("PurchaseOrders", order(Contact=contact)).status == 400
    assert xero.create("PurchaseOrders", order(Contact={"ContactNumber": "C-0002"}))
    archived = xero.all("Contacts", where='ContactStatus=="ARCHIVED"', includeArchived="true")[0]
    refused = xero.put("PurchaseOrders", order(Contact={"ContactID": archived["ContactID"]}))
    assert refused.messages == ["The contact of the purchase order has been archived."]


@pytest.mark.parametrize(
    "wrong",
    [
        {"LineItems": []},
        {"LineItems": None},
        {"Status": "BILLED"},
        {"Status": "DELETED"},
        {"Status": "PAID"},
        {"PurchaseOrderNumber": "po-0001"},
        {"CurrencyCode": "JPY"},
        {"BrandingThemeID": UNKNOWN},
        {"DeliveryInstructions": "x" * 501},
        {"Date": "soon"},
        {"PurchaseOrderID": 7},
    ],
)
def test_a_wrong_purchase_order_is_refused(xero, wrong):
    before = xero.all("PurchaseOrders")
    assert xero.put("PurchaseOrders", order(**wrong)).status == 400
    assert xero.all("PurchaseOrders") == before


def test_unit_prices_keep_four_decimals_without_being_asked(xero):
    made = xero.create(
        "PurchaseOrders", order(LineItems=[line(Quantity="3", UnitAmount="1.23456")])
    )
    assert made["LineItems"][0]["UnitAmount"] == Decimal("1.2346")
    assert made["SubTotal"] == Decimal("3.70")
    assert xero.all("PurchaseOrders")[-1]["LineItems"][0]["UnitAmount"] == Decimal("1.2346")


@pytest.mark.parametrize(
    ("statuses", "allowed"),
    [
        (["SUBMITTED", "DRAFT", "AUTHORISED", "BILLED", "AUTHORISED", "DELETED"], True),
        (["BILLED", "DELETED"], True),
        (["SUBMITTED", "BILLED"], True),
        (["AUTHORISED", "DRAFT"], False),
        (["BILLED", "DRAFT"], False),
        (["DELETED", "DRAFT"], False),
        (["DELETED", "DELETED"], False),
    ],
)
def test_statuses_follow_on_each_other(xero, made, statuses, allowed):
    *first, last = statuses
    for status in first:
        assert xero.update(path(made), {"Status": status})["Status"] == status
    assert (xero.post(path(made), {"Status": last}).status == 200) is allowed


def test_an_update_moves_the_time_of_change_and_keeps_what_it_leaves_out(xero, made):
    xero.pass_time(minutes=1)
    changed = xero.update(path(made), {"Reference": "R-1", "Contact": {}, "LineItems": []})
    assert changed["Reference"] == "R-1"
    assert changed["LineItems"] == made["LineItems"]
    assert changed["UpdatedDateUTC"] != made["UpdatedDateUTC"]
    xero.pass_time(minutes=1)
    assert xero.update(path(made), {"Reference": "R-1"}) == changed
    history = xero.get(f"{path(made)}/History").json["HistoryRecords"]
    assert [entry["Changes"] for entry in history] == ["Updated", "Created"]


def test_a_billed_order_can_only_be_marked_as_sent(xero, made):
    warned = xero.update(path(made), {"SentToContact": True})
    assert warned["SentToContact"] is False
    assert "AUTHORISED and BILLED" in warned["Warnings"][0]["Message"]
    xero.update(path(made), {"Status": "BILLED"})
    assert xero.update(path(made), {"SentToContact": True})["SentToContact"] is True
    assert xero.post(path(made), {"Reference": "late"}).status == 400


def test_post_to_the_list_updates_by_id_and_never_by_number(xero, made):
    identifier, number = made["PurchaseOrderID"], made["PurchaseOrderNumber"]
    body = {"PurchaseOrderID": identifier, "AttentionTo": "Peter"}
    assert xero.update("PurchaseOrders", body)["AttentionTo"] == "Peter"
    again = xero.post("PurchaseOrders", order(PurchaseOrderNumber=number))
    assert again.messages == ["Order number must be unique"]
    assert xero.post("PurchaseOrders", order(PurchaseOrderID=UNKNOWN)).status == 400
    assert xero.put("PurchaseOrders", order(PurchaseOrderID=identifier)).status == 400


def test_the_number_of_a_deleted_order_is_free(xero, made):
    xero.update(path(made), {"Status": "DELETED"})
    number = made["PurchaseOrderNumber"]
    assert xero.create("PurchaseOrders", order(PurchaseOrderNumber=number))


def test_the_list_comes_in_pages_even_unasked(xero):
    for _ in range(2):
        elements = {"PurchaseOrders": [order() for _ in range(50)]}
        assert xero.put("PurchaseOrders", elements).status == 200
    first = xero.get("PurchaseOrders").json
    assert len(first["PurchaseOrders"]) == 100
    assert first["pagination"] == {"page": 1, "pageSize": 100, "pageCount": 2, "itemCount": 104}
    assert len(xero.all("PurchaseOrders", page="2")) == 4
    assert len(xero.all("PurchaseOrders", pageSize="1000")) == 104


def test_the_list_has_filters_of_its_own_and_no_where(xero):
    def numbers(**query):
        return [one["PurchaseOrderNumber"] for one in xero.all("PurchaseOrders", **query)]

    days = {
        one["PurchaseOrderNumber"]: one["DateString"][:10] for one in xero.all("PurchaseOrders")
    }
    assert numbers(Status="DELETED") == ["PO-0003"]
    assert numbers(DateFrom=days["PO-0002"], DateTo=days["PO-0003"]) == ["PO-0002", "PO-0003"]
    assert numbers(where='Status=="DELETED"') == numbers()
    assert numbers(where="nonsense") == numbers()
    assert numbers(order="PurchaseOrderNumber DESC")[0] == "PO-0004"
    assert xero.get("PurchaseOrders", DateFrom="yesterday").status == 400
    assert xero.get("PurchaseOrders", order="Nonsense").status == 400


def test_if_modified_since_is_read(xero, made):
    headers = {"accept": "application/json", "if-modified-since": xero.now.isoformat()}
    reply = xero.call("GET", "PurchaseOrders", headers=headers)
    assert [one["PurchaseOrderID"] for one in reply.json["PurchaseOrders"]] == [
        made["PurchaseOrderID"]
    ]


def test_a_purchase_order_has_files_and_a_pdf(xero, made):
    assert xero.put(f"{path(made)}/Attachments/plan.txt", b"x").status == 200
    shown = xero.one(path(made))
    assert shown["HasAttachments"] is True
    assert shown["Attachments"][0]["FileName"] == "plan.txt"
    pdf = xero.get(f"{path(made)}/pdf").response
    assert pdf.body.startswith(b"%PDF")
    assert pdf.media_type == "application/pdf"


def test_lines_follow_an_account_that_gets_another_code(xero, made):
    (account,) = xero.all("Accounts", where='Code=="310"')
    xero.pass_time(minutes=1)
    xero.update(f"Accounts/{account['AccountID']}", {"Code": "311"})
    shown = xero.one(path(made))
    assert shown["LineItems"][0]["AccountCode"] == "311"
    assert shown["UpdatedDateUTC"] == made["UpdatedDateUTC"]


SHARED: LedgerClient = new_client()
MONEY = st.decimals("0", "99999", places=4)


@given(st.lists(st.tuples(MONEY, MONEY), min_size=1, max_size=4), st.booleans())
def test_a_purchase_order_adds_up(pairs, inclusive):
    made = SHARED.create(
        "PurchaseOrders",
        order(
            LineItems=[
                line(Quantity=str(quantity), UnitAmount=str(price)) for quantity, price in pairs
            ],
            LineAmountTypes="Inclusive" if inclusive else "Exclusive",
        ),
    )
    amounts = sum(one["LineAmount"] for one in made["LineItems"])
    assert made["SubTotal"] + made["TotalTax"] == made["Total"]
    assert amounts == (made["Total"] if inclusive else made["SubTotal"])
    assert made["TotalTax"] == sum(one["TaxAmount"] for one in made["LineItems"])


@given(st.dates(date(2026, 7, 1), date(2026, 12, 31)), st.integers(0, 60))
def test_days_between_two_are_found_with_both_ends(first, length):
    last = first + timedelta(days=length)
    found = SHARED.all(
        "PurchaseOrders", DateFrom=first.isoformat(), DateTo=last.isoformat(), pageSize="1000"
    )
    everything = SHARED.all("PurchaseOrders", pageSize="1000")
    expected = [
        one for one in everything if first.isoformat() <= one["DateString"][:10] <= last.isoformat()
    ]
    assert found == expected
