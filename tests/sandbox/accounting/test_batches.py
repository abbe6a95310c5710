import pytest

from tests.sandbox.accounting.client import invoice, line

GOOD, BAD = {"Name": "Good"}, {"Name": ""}


def statuses(reply, plural):
    return [one["StatusAttributeString"] for one in reply.json[plural]]


@pytest.mark.parametrize("query", [{}, {"summarizeErrors": "true"}, {"summarizeErrors": "maybe"}])
def test_by_default_one_bad_element_refuses_the_request(xero, query):
    before = xero.snapshot()
    reply = xero.put("Contacts", {"Contacts": [GOOD, BAD, {"Name": "Also good"}]}, **query)
    assert reply.status == 400
    body = reply.json
    assert (body["ErrorNumber"], body["Type"]) == (10, "ValidationException")
    assert body["Message"] == "A validation exception occurred"
    assert [one["Name"] for one in body["Elements"]] == [""]
    assert xero.snapshot() == before
    assert xero.changes == []


@pytest.mark.parametrize("name", ["summarizeErrors", "SummarizeErrors", "summarizeerrors"])
@pytest.mark.parametrize("value", ["false", "False", "FALSE"])
def test_without_summary_the_good_ones_are_saved(xero, name, value):
    reply = xero.put("Contacts", {"Contacts": [GOOD, BAD]}, **{name: value})
    assert reply.status == 200
    good, bad = reply.json["Contacts"]
    assert statuses(reply, "Contacts") == ["OK", "ERROR"]
    assert bad["ContactID"] == "00000000-0000-0000-0000-000000000000"
    assert bad["ValidationErrors"] == [
        {"Message": "The Contact Name is required and cannot be empty."}
    ]
    assert xero.one(f"Contacts/{good['ContactID']}")["Name"] == "Good"


def test_successes_carry_no_status_when_errors_are_summarised(xero):
    (made,) = xero.put("Contacts", GOOD).json["Contacts"]
    assert "StatusAttributeString" not in made


def test_a_refused_element_is_echoed_with_its_id_and_its_figures(xero):
    made = xero.create("Invoices", invoice())
    sent = {
        "InvoiceID": made["InvoiceID"],
        "LineItems": [line(UnitAmount="12.3400", LineAmount=1)],
    }
    reply = xero.post("Invoices", sent, summarizeErrors="false")
    (echo,) = reply.json["Invoices"]
    assert echo["InvoiceID"] == made["InvoiceID"]
    assert echo["LineItems"] == sent["LineItems"]


def test_updates_by_id_always_fail_with_400(xero):
    made = xero.create("Invoices", invoice())
    for path, body in (
        (f"Invoices/{made['InvoiceID']}", {"DueDate": None}),
        (f"Contacts/{made['Contact']['ContactID']}", {"Name": ""}),
        ("Items/BOOK", {"Code": ""}),
    ):
        assert xero.post(path, body, summarizeErrors="false").status == 400


def test_an_update_by_id_takes_one_element(xero):
    reply = xero.post("Items/BOOK", {"Items": [{"Name": "a"}, {"Name": "b"}]})
    assert reply.status == 400


def test_elements_see_what_earlier_elements_did(xero):
    reply = xero.post(
        "Contacts", {"Contacts": [{"Name": "Zed"}, {"Name": "Zed", "FirstName": "Z"}]}
    )
    first, second = reply.json["Contacts"]
    assert first["ContactID"] == second["ContactID"]
    assert first["FirstName"] == "Z"


def test_five_hundred_elements_pass_and_more_do_not(xero):
    many = [{"Name": f"Contact {number}"} for number in range(501)]
    assert xero.put("Contacts", many).messages == ["A request may contain at most 500 Contacts"]
    assert len(xero.put("Contacts", many[:500]).json["Contacts"]) == 500


def test_a_type_error_in_one_element_refuses_all_of_them(xero):
    before = xero.snapshot()
    reply = xero.put("Contacts", [GOOD, {"Name": {}}], summarizeErrors="false")
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 14)
    assert xero.snapshot() == before


@pytest.mark.parametrize(
    ("plural", "good", "bad", "key"),
    [
        ("Contacts", {"Name": "Good"}, {"Name": ""}, "ContactID"),
        ("Items", {"Code": "NEW-1"}, {"Code": "BOOK"}, "ItemID"),
        ("Invoices", invoice(), invoice(LineItems=[line(AccountCode="9999")]), "InvoiceID"),
        ("Payments", None, {"Amount": 1}, "PaymentID"),
    ],
)
def test_every_kind_of_record_tells_of_each_element(xero, plural, good, bad, key):
    if good is None:
        made = xero.create("Invoices", invoice(Status="AUTHORISED", DueDate="2026-12-20"))
        bank = next(one for one in xero.all("Accounts") if one["Type"] == "BANK")
        good = {
            "Invoice": {"InvoiceID": made["InvoiceID"]},
            "Account": {"AccountID": bank["AccountID"]},
            "Amount": 1,
        }
    reply = xero.put(plural, {plural: [bad, good, bad]}, summarizeErrors="false")
    assert reply.status == 200
    assert statuses(reply, plural) == ["ERROR", "OK", "ERROR"]
    first, second, third = reply.json[plural]
    assert first["ValidationErrors"]
    assert first["ValidationErrors"] == third["ValidationErrors"]
    assert first[key] == "00000000-0000-0000-0000-000000000000" != second[key]
    assert "ValidationErrors" not in second
