import pytest

from tests.sandbox.accounting.client import CONTACT, JSON
from xero_component.sandbox.wire import ApiRequest

PDF = b"%PDF-1.4 \x00\xff raw bytes"


@pytest.fixture(params=["Accounts", "Contacts", "Invoices"])
def parent(request, xero):
    record = xero.all(request.param, page="1")[-1]
    key = {"Accounts": "AccountID", "Contacts": "ContactID", "Invoices": "InvoiceID"}
    return f"{request.param}/{record[key[request.param]]}"


def attach(xero, parent, name, content=PDF, kind="application/pdf", method="PUT", **query):
    return xero.call(
        method, f"{parent}/Attachments/{name}", content, {**JSON, "content-type": kind}, **query
    )


def listed(xero, parent):
    return xero.get(f"{parent}/Attachments").json["Attachments"]


def test_a_file_comes_back_byte_for_byte_by_name_and_by_id(xero, parent):
    (made,) = attach(xero, parent, "scan 1.pdf").json["Attachments"]
    assert (made["FileName"], made["MimeType"]) == ("scan 1.pdf", "application/pdf")
    assert (made["ContentLength"], made["IncludeOnline"]) == (len(PDF), False)
    assert made["Url"] == f"https://api.xero.com/api.xro/2.0/{parent}/Attachments/scan%201.pdf"
    for reference in ("scan 1.pdf", made["AttachmentID"], made["AttachmentID"].upper()):
        reply = xero.call("GET", f"{parent}/Attachments/{reference}", headers={})
        assert (reply.status, reply.response.body) == (200, PDF)
        assert reply.response.media_type == "application/pdf"


def test_the_parent_says_that_it_has_attachments(xero, parent):
    assert xero.one(parent)["HasAttachments"] is False
    assert listed(xero, parent) == []
    attach(xero, parent, "a.txt")
    assert xero.one(parent)["HasAttachments"] is True
    assert [one["FileName"] for one in listed(xero, parent)] == ["a.txt"]


def test_an_invoice_lists_its_attachments(xero):
    attach(xero, "Invoices/INV-0001", "a.txt")
    assert [one["FileName"] for one in xero.one("Invoices/INV-0001")["Attachments"]] == ["a.txt"]


@pytest.mark.parametrize("method", ["PUT", "POST"])
def test_the_same_name_replaces_the_file_under_the_same_id(xero, parent, method):
    (first,) = attach(xero, parent, "a.txt", b"one", "text/plain").json["Attachments"]
    (second,) = attach(xero, parent, "A.TXT", b"two", "text/csv", method).json["Attachments"]
    assert second["AttachmentID"] == first["AttachmentID"]
    assert len(listed(xero, parent)) == 1
    assert xero.get(f"{parent}/Attachments/a.txt").response.body == b"two"


def test_the_eleventh_file_is_refused_but_a_replacement_is_not(xero, parent):
    for number in range(10):
        assert attach(xero, parent, f"{number}.txt").status == 200
    reply = attach(xero, parent, "10.txt")
    assert reply.messages == ["A document can have at most 10 attachments."]
    assert attach(xero, parent, "9.txt", b"new").status == 200


@pytest.mark.parametrize("character", list('<>:"\\|?*\0+'))
def test_forbidden_characters_in_a_name_are_refused(xero, character):
    reply = attach(xero, f"Contacts/{CONTACT}", f"a{character}b.txt")
    assert reply.status == 400
    assert reply.json["ErrorNumber"] == 10
    assert listed(xero, f"Contacts/{CONTACT}") == []


def test_a_slash_in_a_name_is_refused(xero):
    segments = ("Contacts", CONTACT, "Attachments", "a/b.txt")
    assert xero.api.handle(ApiRequest("PUT", segments, {}, JSON, b"x")).status == 400


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"", "The attached file is empty."),
        ("a.txt", bytes(25 * 1024 * 1024 + 1), "The attached file is larger than 25 MB."),
        ("a" * 252 + ".txt", b"x", "The file name must be 255 characters or fewer."),
        ("  ", b"x", "The file name is empty"),
    ],
    ids=["empty", "too large", "long name", "blank name"],
)
def test_files_that_cannot_be_attached_are_refused(xero, name, content, message):
    reply = attach(xero, f"Contacts/{CONTACT}", name, content)
    assert reply.status == 400
    assert message in reply.messages[0]


def test_a_file_of_25_mb_is_taken(xero):
    content = bytes(25 * 1024 * 1024)
    assert attach(xero, f"Contacts/{CONTACT}", "big.bin", content).status == 200


def test_the_type_is_guessed_from_the_name_when_none_is_declared(xero):
    made = attach(xero, f"Contacts/{CONTACT}", "a.png", kind="application/octet-stream")
    assert made.json["Attachments"][0]["MimeType"] == "image/png"
    plain = attach(xero, f"Contacts/{CONTACT}", "b.unknown", kind="")
    assert plain.json["Attachments"][0]["MimeType"] == "application/octet-stream"


def test_a_file_can_be_shown_with_the_online_invoice(xero):
    made = attach(xero, "Invoices/INV-0001", "a.pdf", IncludeOnline="true")
    assert made.json["Attachments"][0]["IncludeOnline"] is True


def test_names_may_hold_any_other_character(xero):
    name = "Überweisung – 領収書 🧾.pdf"
    attach(xero, f"Contacts/{CONTACT}", name)
    assert xero.get(f"Contacts/{CONTACT}/Attachments/{name}").response.body == PDF


def test_what_is_not_there_is_404_and_what_is_not_offered_is_405(xero):
    path = f"Contacts/{CONTACT}/Attachments"
    assert xero.get(f"{path}/none.txt").status == 404
    assert xero.call("DELETE", f"{path}/none.txt").status == 405
    assert xero.post(path, b"x").status == 405
    payment = xero.all("Payments")[0]["PaymentID"]
    assert xero.get(f"Payments/{payment}/Attachments").status == 404
