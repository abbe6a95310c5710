import pytest

from tests.sandbox.accounting.client import CONTACT, JSON

UNKNOWN = "11111111-2222-4333-8444-555555555555"


@pytest.mark.parametrize(
    "path",
    [
        "",
        "Nonsense",
        f"Contacts/{UNKNOWN}",
        f"Invoices/{UNKNOWN}",
        "Items/NOPE",
        f"Payments/{UNKNOWN}",
        "Accounts/200",
        f"Contacts/{UNKNOWN}/History",
        f"Contacts/{CONTACT}/Nonsense",
        f"Contacts/{CONTACT}/Email",
        f"Contacts/{CONTACT}/History/1",
        f"Contacts/{CONTACT}/Attachments/a/b",
        "Currencies/AUD",
        "Organisation/Nonsense",
        "Employees",
    ],
)
def test_what_does_not_exist_is_404_in_plain_text(xero, path):
    reply = xero.get(path)
    assert reply.status == 404
    assert reply.response.body == b"The resource you're looking for cannot be found"
    assert reply.response.media_type.startswith("text/")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "Contacts", "GET, POST, PUT"),
        ("DELETE", f"Contacts/{CONTACT}", "GET, POST"),
        ("PUT", f"Contacts/{CONTACT}", "GET, POST"),
        ("DELETE", "Invoices/INV-0001", "GET, POST"),
        ("POST", "Accounts", "GET, PUT"),
        ("PATCH", "Items/BOOK", "DELETE, GET, POST"),
        ("POST", "Organisation", "GET"),
        ("PUT", "TaxRates", "GET"),
        ("GET", "Invoices/INV-0001/Email", "POST"),
        ("POST", "Invoices/INV-0001/OnlineInvoice", "GET"),
    ],
)
def test_a_verb_that_a_path_does_not_have_is_405(xero, method, path, allowed):
    reply = xero.call(method, path, {})
    assert reply.status == 405
    assert reply.response.headers["Allow"] == allowed


@pytest.mark.parametrize("accept", ["application/xml", "text/xml", "", "text/html"])
def test_a_client_that_does_not_take_json_is_refused_before_anything_happens(xero, accept):
    before = xero.snapshot()
    reply = xero.call("PUT", "Contacts", {"Name": "Zed"}, headers={"accept": accept})
    assert reply.status == 406
    assert xero.snapshot() == before
    assert xero.call("GET", "Contacts", headers={}).status == 406


@pytest.mark.parametrize(
    "accept", ["application/json", "*/*", "text/html, application/json;q=0.9", "APPLICATION/JSON"]
)
def test_a_client_that_takes_json_gets_json(xero, accept):
    reply = xero.call("GET", "Contacts", headers={"accept": accept})
    assert reply.status == 200
    assert reply.response.media_type == "application/json; charset=utf-8"


def test_paths_and_verbs_are_read_in_any_capitals(xero):
    assert xero.call("get", "contacts").status == 200
    assert xero.call("get", "INVOICES/inv-0001/HISTORY").status == 200


def test_a_trailing_slash_changes_nothing(xero):
    assert xero.call("GET", "Contacts/", headers=JSON).status == 200
