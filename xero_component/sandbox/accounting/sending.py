"""What an invoice is sent as: an email, an online invoice, a PDF.

https://developer.xero.com/documentation/api/accounting/invoices
"""

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.problems import refused_with
from xero_component.sandbox.accounting.tables import Record

_CAN_BE_EMAILED = frozenset({"SUBMITTED", "AUTHORISED", "PAID"})
_CAN_BE_ONLINE = frozenset({"AUTHORISED", "PAID"})


def email_invoice(ledger: Ledger, invoice: Record) -> None:
    """Note that an invoice was emailed to its contact; raises RequestRefusedError (400)."""
    organisation = ledger.organisation
    if invoice["Type"] != "ACCREC" or invoice["Status"] not in _CAN_BE_EMAILED:
        raise refused_with(
            "Only sales invoices that are SUBMITTED, AUTHORISED or PAID can be emailed."
        )
    contact = organisation.contacts.get(invoice["ContactID"]) or {}
    address = contact.get("EmailAddress")
    if not address:
        raise refused_with("The contact of the invoice has no email address.")
    sent_today = ledger.count(f"emails {ledger.today.isoformat()}")
    if sent_today > organisation.daily_email_limit:
        raise refused_with("The daily limit of emails for this organisation has been reached.")
    ledger.amend(organisation.invoices, invoice, SentToContact=True, UpdatedDateUTC=ledger.now)
    ledger.record_history(
        invoice["InvoiceID"], "Invoice sent", f"This invoice has been sent to {address}"
    )
    ledger.report("Invoices", invoice["InvoiceID"])


def online_invoice_url(ledger: Ledger, invoice: Record) -> str:
    """Give the address at which a customer sees an invoice; raises RequestRefusedError (400)."""
    if invoice["Type"] != "ACCREC" or invoice["Status"] not in _CAN_BE_ONLINE:
        raise refused_with("Only approved sales invoices have an online invoice.")
    token = (ledger.organisation.tenant_id + invoice["InvoiceID"]).replace("-", "")
    return f"https://in.xero.com/{token[:40]}"


def invoice_pdf(ledger: Ledger, invoice: Record) -> bytes:
    """Draw an invoice as a PDF of one page."""
    contact = ledger.organisation.contacts.get(invoice["ContactID"]) or {}
    lines = [
        ledger.organisation.name,
        f"{'Invoice' if invoice['Type'] == 'ACCREC' else 'Bill'} {invoice['InvoiceNumber'] or ''}",
        f"To: {contact.get('Name') or ''}",
        f"Date: {invoice['Date']}   Due: {invoice['DueDate'] or '-'}",
        *(
            f"{line.get('Description') or ''}   {line['LineAmount']}"
            for line in invoice["LineItems"][:40]
        ),
        f"Total {invoice['CurrencyCode']} {invoice['Total']}",
    ]
    return draw_pdf(lines)


def draw_pdf(lines: list[str]) -> bytes:
    """Draw lines of text as a PDF of one page."""
    text = b"".join(b"(%s) Tj T*\n" % _pdf_text(line) for line in lines)
    drawing = b"BT /F1 11 Tf 15 TL 50 790 Td\n%sET" % text
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawing), drawing),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    document = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(document))
        document += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return document + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\n"
        b"startxref\n%d\n%%%%EOF\n" % (len(objects) + 1, table, len(objects) + 1, len(document))
    )


def _pdf_text(line: str) -> bytes:
    plain = line.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    printable = "".join(character for character in plain if character.isprintable())
    return printable.encode("cp1252", "replace")
