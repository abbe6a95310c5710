import pytest

from tests.sandbox.accounting.client import bill, invoice, new_client, payment


def email(xero, identifier):
    return xero.call("POST", f"Invoices/{identifier}/Email", {}, headers={})


@pytest.mark.parametrize("status", ["SUBMITTED", "AUTHORISED", "PAID"])
def test_an_email_answers_204_and_marks_the_invoice_as_sent(xero, status):
    entered = "SUBMITTED" if status == "SUBMITTED" else "AUTHORISED"
    made = xero.create("Invoices", invoice(Status=entered))
    if status == "PAID":
        xero.create("Payments", payment(made["InvoiceID"], "110.00"))
    reply = email(xero, made["InvoiceID"])
    assert (reply.status, reply.response.body) == (204, b"")
    assert xero.one(f"Invoices/{made['InvoiceID']}")["SentToContact"] is True
    (latest, *_) = xero.get(f"Invoices/{made['InvoiceID']}/History").json["HistoryRecords"]
    assert latest["Changes"] == "Invoice sent"


@pytest.mark.parametrize("element", [invoice(Status="DRAFT"), bill()], ids=["draft", "bill"])
def test_drafts_and_bills_cannot_be_emailed(xero, element):
    made = xero.create("Invoices", element)
    reply = email(xero, made["InvoiceID"])
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 10)
    assert xero.one(f"Invoices/{made['InvoiceID']}")["SentToContact"] is False


def test_a_contact_without_an_address_cannot_be_emailed(xero):
    made = xero.create("Invoices", invoice(Contact={"Name": "Petrie McLoud & Partners"}))
    reply = email(xero, made["InvoiceID"])
    assert reply.messages == ["The contact of the invoice has no email address."]


def test_emails_are_limited_per_day_and_refusals_are_not_counted(xero):
    xero.organisation.daily_email_limit = 2
    made = xero.create("Invoices", invoice())["InvoiceID"]
    assert [email(xero, made).status for _ in range(4)] == [204, 204, 400, 400]
    assert "daily limit" in email(xero, made).messages[0]
    xero.pass_time(days=1)
    assert email(xero, made).status == 204


def test_the_demo_company_may_send_twenty_emails_and_others_a_thousand(xero):
    assert xero.organisation.daily_email_limit == 20
    assert new_client(1).organisation.daily_email_limit == 1000


def test_an_approved_sales_invoice_has_an_online_address_of_its_own(xero):
    first, second = (xero.create("Invoices", invoice())["InvoiceID"] for _ in range(2))
    urls = [
        xero.get(f"Invoices/{one}/OnlineInvoice").json["OnlineInvoices"][0]["OnlineInvoiceUrl"]
        for one in (first, second, first)
    ]
    assert urls[0].startswith("https://in.xero.com/")
    assert urls[0] == urls[2] != urls[1]


@pytest.mark.parametrize("element", [invoice(Status="DRAFT"), bill()], ids=["draft", "bill"])
def test_other_documents_have_no_online_address(xero, element):
    made = xero.create("Invoices", element)
    assert xero.get(f"Invoices/{made['InvoiceID']}/OnlineInvoice").status == 400


def test_a_pdf_comes_by_accept_header_and_by_path(xero):
    by_header = xero.call("GET", "Invoices/INV-0002", headers={"accept": "application/pdf"})
    by_path = xero.call("GET", "Invoices/INV-0002/pdf", headers={"accept": "application/pdf"})
    assert by_header.response == by_path.response
    assert by_header.response.media_type == "application/pdf"
    body = by_header.response.body
    assert body.startswith(b"%PDF-1.4")
    assert body.endswith(b"%%EOF\n")
    assert b"INV-0002" in body
    offset = int(body.split(b"startxref\n")[1].split(b"\n")[0])
    assert body[offset:].startswith(b"xref")


def test_a_pdf_survives_any_text(xero):
    name = "Ödön (Kft.) \\ 日本 🍰"
    made = xero.create("Invoices", invoice(Contact={"Name": name}))
    reply = xero.call("GET", f"Invoices/{made['InvoiceID']}/pdf", headers={})
    assert b"\\(Kft.\\) \\\\" in reply.response.body
