from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.sandbox.accounting.client import CONTACT, LedgerClient, line, new_client
from xero_component.sandbox.accounting.quotes import NEXT, STATUSES

UNKNOWN = "00000000-0000-4000-8000-000000000000"
WAYS = {
    "DRAFT": [],
    "SENT": ["SENT"],
    "DECLINED": ["SENT", "DECLINED"],
    "ACCEPTED": ["SENT", "ACCEPTED"],
    "INVOICED": ["SENT", "INVOICED"],
    "DELETED": ["DELETED"],
}


def quote(**fields):
    """A draft quote of 110.00 unless told otherwise."""
    return {
        "Contact": {"ContactID": CONTACT},
        "Date": "2026-11-01",
        "LineItems": [line()],
        **fields,
    }


@pytest.fixture
def made(xero):
    return xero.create("Quotes", quote(Title="Offer", Terms="30 days", ExpiryDate="2026-12-01"))


def path(made):
    return f"Quotes/{made['QuoteID']}"


def brought_to(xero, status):
    made = xero.create("Quotes", quote())
    for step in WAYS[status]:
        made = xero.update(path(made), {"Status": step})
    return made


def test_a_quote_is_a_draft_with_the_next_number(xero, made):
    assert (made["Status"], made["QuoteNumber"]) == ("DRAFT", "QU-0005")
    assert (made["Total"], made["LineAmountTypes"]) == (Decimal("110.00"), "EXCLUSIVE")
    assert (made["Title"], made["Terms"], made["Summary"]) == ("Offer", "30 days", "")
    assert made["ExpiryDateString"] == "2026-12-01T00:00:00"
    assert set(made["Contact"]) == {
        "ContactID", "Name", "EmailAddress", "FirstName", "LastName",
    }  # fmt: skip
    assert xero.one(path(made)) == made
    assert xero.changes == []


def test_a_quote_is_found_by_its_id_only(xero, made):
    assert xero.get(f"Quotes/{made['QuoteNumber']}").status == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"LineItems": []},
        {"Status": "ACCEPTED"},
        {"Status": "AUTHORISED"},
        {"QuoteNumber": "qu-0001"},
        {"Title": "x" * 101},
        {"Summary": "x" * 3001},
        {"Terms": "x" * 4001},
        {"LineAmountTypes": "Exclusive"},
        {"ExpiryDate": "2026-10-31"},
        {"CurrencyCode": "JPY"},
        {"Contact": None},
    ],
)
def test_a_wrong_quote_is_refused(xero, wrong):
    before = xero.all("Quotes")
    assert xero.put("Quotes", quote(**wrong)).status == 400
    assert xero.all("Quotes") == before


@pytest.mark.parametrize("current", STATUSES)
@pytest.mark.parametrize("following", STATUSES)
def test_statuses_follow_on_each_other(xero, current, following):
    made = brought_to(xero, current)
    allowed = following in NEXT[current] or (following == current != "DELETED")
    reply = xero.post(path(made), {"Status": following})
    assert (reply.status == 200) is allowed
    assert xero.one(path(made))["Status"] == (following if allowed else current)


def test_neither_a_draft_nor_an_accepted_quote_can_be_declined(xero):
    for status in ("DRAFT", "ACCEPTED"):
        refused = xero.post(path(brought_to(xero, status)), {"Status": "DECLINED"})
        assert refused.messages == ["Quote not of valid status for modification"]


def test_an_update_clears_the_texts_it_leaves_out_and_keeps_the_lines(xero, made):
    xero.pass_time(minutes=1)
    changed = xero.update(path(made), {"Reference": "R-1", "Title": "Offer"})
    assert (changed["Reference"], changed["Title"], changed["Terms"]) == ("R-1", "Offer", "")
    assert changed["ExpiryDate"] == made["ExpiryDate"]
    assert changed["LineItems"] == made["LineItems"]
    assert changed["UpdatedDateUTC"] != made["UpdatedDateUTC"]
    xero.pass_time(minutes=1)
    assert xero.update(path(made), {"Reference": "R-1", "Title": "Offer"}) == changed


def test_an_accepted_quote_keeps_its_content(xero):
    made = brought_to(xero, "ACCEPTED")
    for content in ({"Title": "New"}, {"LineItems": [line(Quantity=9)]}, {"Date": "2026-11-02"}):
        assert xero.post(path(made), content).status == 400


@pytest.mark.parametrize(
    ("types", "total"), [("EXCLUSIVE", "110.00"), ("INCLUSIVE", "100.00"), ("NOTAX", "100.00")]
)
def test_tax_is_added_contained_or_left_out(xero, types, total):
    made = xero.create("Quotes", quote(LineAmountTypes=types))
    assert (made["LineAmountTypes"], made["Total"]) == (types, Decimal(total))


def test_a_discount_is_shown_in_the_total(xero):
    made = xero.create("Quotes", quote(LineItems=[line(DiscountRate=10)]))
    assert (made["TotalDiscount"], made["SubTotal"]) == (Decimal("10.00"), Decimal("90.00"))


def test_the_list_comes_in_pages_of_a_hundred_that_do_not_say_how_many(xero):
    for _ in range(2):
        assert xero.put("Quotes", {"Quotes": [quote() for _ in range(50)]}).status == 200
    first = xero.get("Quotes", pageSize="1000").json
    assert len(first["Quotes"]) == 100
    assert "pagination" not in first
    assert len(xero.all("Quotes", page="2")) == 4
    assert xero.all("Quotes", page="3") == []


def test_the_list_has_filters_of_its_own_and_no_where(xero):
    def numbers(**query):
        return [one["QuoteNumber"] for one in xero.all("Quotes", **query)]

    shown = {one["QuoteNumber"]: one for one in xero.all("Quotes")}
    second = shown["QU-0002"]
    day = second["DateString"][:10]
    assert numbers(Status="DECLINED") == ["QU-0002"]
    assert numbers(ContactID=second["Contact"]["ContactID"]) == ["QU-0002"]
    assert numbers(QuoteNumber="qu-0002") == ["QU-0002"]
    assert numbers(DateFrom=day, DateTo=day) == ["QU-0002"]
    assert numbers(ExpiryDateTo="2099-01-01") == ["QU-0001"]
    assert numbers(ExpiryDateFrom="2099-01-01") == []
    assert numbers(where='Status=="SENT"') == numbers()
    assert numbers(order="QuoteNumber DESC")[0] == "QU-0004"
    assert xero.get("Quotes", ExpiryDateTo="31/12/2026").status == 400


def test_if_modified_since_is_read(xero, made):
    headers = {"accept": "application/json", "if-modified-since": xero.now.isoformat()}
    reply = xero.call("GET", "Quotes", headers=headers)
    assert [one["QuoteID"] for one in reply.json["Quotes"]] == [made["QuoteID"]]


def test_a_quote_has_history_files_and_a_pdf(xero, made):
    xero.update(path(made), {"Status": "SENT"})
    history = xero.get(f"{path(made)}/History").json["HistoryRecords"]
    assert [entry["Changes"] for entry in history] == ["Updated", "Created"]
    assert xero.put(f"{path(made)}/Attachments/plan.txt", b"x").status == 200
    assert xero.get(f"{path(made)}/pdf").response.body.startswith(b"%PDF")


def test_users_can_be_read_and_only_read(xero):
    users = xero.all("Users")
    assert {one["OrganisationRole"] for one in users} == {"FINANCIALADVISER", "STANDARD"}
    assert xero.one(f"Users/{users[0]['UserID']}") == users[0]
    later = {"accept": "application/json", "if-modified-since": xero.now.isoformat()}
    assert xero.call("GET", "Users", headers=later).json["Users"] == []
    assert [one["FirstName"] for one in xero.all("Users", where="IsSubscriber==true")] == ["Ada"]
    assert xero.put("Users", {"FirstName": "Eve"}).status == 405
    assert xero.get("Users", order="LastName DESC").json["Users"][0]["LastName"] == "Ito"


SHARED: LedgerClient = new_client()
MONEY = st.decimals("0", "99999", places=4)


@given(MONEY, MONEY, st.sampled_from(["EXCLUSIVE", "INCLUSIVE", "NOTAX"]))
def test_a_quote_adds_up(quantity, price, types):
    made = SHARED.create(
        "Quotes",
        quote(
            LineItems=[line(Quantity=str(quantity), UnitAmount=str(price))], LineAmountTypes=types
        ),
    )
    assert made["SubTotal"] + made["TotalTax"] == made["Total"]
    taxed = made["LineItems"][0]["TaxAmount"]
    assert made["TotalTax"] == (0 if types == "NOTAX" else taxed)
