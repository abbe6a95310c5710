"""Step 8: a note, and a file that comes back byte for byte."""

from xero_component.cli.demo.stage import Stage

NOTED = "ORD-1003"
FILE_NAME = "delivery note #7.txt"
NOTE = "Left with the neighbour, as agreed by phone. 📦"


def note_and_attach(stage: Stage) -> None:
    """Add a note to an invoice; attach a file to it and get it back."""
    narrator = stage.narrator
    narrator.step("A note and an attachment")
    invoice_id = stage.invoices[NOTED]["InvoiceID"]
    noted = stage.run("add_notes_to_invoice", {"invoice_id": invoice_id, "notes": NOTE})
    narrator.claim(f"The note is in the invoice's history: {NOTE}", NOTE, noted["Details"])
    content = "Delivered: 2000 sachets — ✓\n".encode() + bytes(range(256))
    where = {"object_type": "Invoices", "object_id": invoice_id, "file_name": FILE_NAME}
    attached = stage.run(
        "create_attachment", {**where, "file_data": content, "content_type": "text/plain"}
    )
    narrator.claim(f"{FILE_NAME!r} is attached.", FILE_NAME, attached["FileName"])
    file = stage.run("get_attachment", where)
    narrator.claim(f"It comes back with the same {len(content)} bytes.", content, file["Content"])
