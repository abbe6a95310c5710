"""The life of an invoice in the sandbox, told event by event."""

from decimal import Decimal

import msgspec
import pytest

from tests.triggers.business.flows import Books, changes

ZERO, FORTY, HUNDRED = Decimal(0), Decimal("40.00"), Decimal("100.00")


def test_it_is_told_event_by_event_with_the_values_before_and_after(books: Books):
    flows = {
        key: books.flow(key)
        for key in (
            "invoice_approved",
            "invoice_sent",
            "invoice_part_paid",
            "invoice_paid",
            "invoice_voided",
            "payment_received",
            "payment_reversed",
        )
    }

    def told() -> dict[str, list[dict[str, tuple[object, object]]]]:
        found = {key: list(flow.poll()) for key, flow in flows.items()}
        return {key: [changes(one) for one in events] for key, events in found.items() if events}

    invoice = books.invoice(Status="DRAFT")
    assert told() == {}

    books.change_invoice(invoice, Status="AUTHORISED")
    assert told() == {"invoice_approved": [{"Status": ("DRAFT", "AUTHORISED")}]}

    books.change_invoice(invoice, SentToContact=True)
    assert told() == {"invoice_sent": [{"SentToContact": (False, True)}]}

    books.change_invoice(invoice, Reference="nothing that matters")
    assert told() == {}

    books.pay(invoice, "40.00")
    assert told() == {
        "invoice_part_paid": [
            {"AmountPaid": (ZERO, FORTY), "AmountDue": (HUNDRED, Decimal("60.00"))}
        ],
        "payment_received": [{"Status": (None, "AUTHORISED")}],
    }

    rest = books.pay(invoice, "60.00")
    assert told() == {
        "invoice_paid": [
            {
                "Status": ("AUTHORISED", "PAID"),
                "AmountPaid": (FORTY, HUNDRED),
                "AmountDue": (Decimal("60.00"), ZERO),
            }
        ],
        "payment_received": [{"Status": (None, "AUTHORISED")}],
    }

    books.reverse(rest)
    assert told() == {"payment_reversed": [{"Status": ("AUTHORISED", "DELETED")}]}

    books.pay(invoice, "60.00")
    assert told()["invoice_paid"][0]["Status"] == ("AUTHORISED", "PAID")


def test_one_that_is_paid_again_after_a_reversal_is_another_event(books: Books):
    flow = books.flow("invoice_paid")
    invoice = books.invoice()
    payment = books.pay(invoice, "100.00")
    (first,) = flow.poll()
    books.reverse(payment)
    assert flow.poll() == []
    books.pay(invoice, "100.00")
    (second,) = flow.poll()

    assert first["record_id"] == second["record_id"] == invoice["InvoiceID"]
    assert first["id"] != second["id"]


def test_one_created_approved_and_paid_between_two_looks_tells_each_once(books: Books):
    approved, paid = books.flow("invoice_approved"), books.flow("invoice_paid")
    invoice = books.invoice(Status="DRAFT")
    books.change_invoice(invoice, Status="AUTHORISED")
    books.pay(invoice, "100.00")

    (first,), (second,) = approved.poll(), paid.poll()
    assert changes(first) == {"Status": (None, "PAID")}
    assert changes(second)["Status"] == (None, "PAID")
    assert changes(second)["AmountPaid"] == (None, HUNDRED)
    assert approved.poll() == paid.poll() == []


def test_what_came_and_went_between_two_looks_is_not_told(books: Books):
    paid = books.flow("invoice_paid")
    invoice = books.invoice()
    books.reverse(books.pay(invoice, "100.00"))

    assert paid.poll() == []


def test_one_voided_before_it_was_seen_is_told_as_voided_alone(books: Books):
    approved, voided = books.flow("invoice_approved"), books.flow("invoice_voided")
    invoice = books.invoice()
    books.change_invoice(invoice, Status="VOIDED")

    assert approved.poll() == []
    assert [changes(one) for one in voided.poll()] == [{"Status": (None, "VOIDED")}]


def test_the_first_payment_of_an_old_invoice_is_told_with_what_it_was_before(books: Books):
    invoice = books.invoice()
    books.wait(days=40)
    flow = books.flow("invoice_part_paid")
    books.pay(invoice, "40.00")

    (event,) = flow.poll()
    assert changes(event)["AmountPaid"] == (ZERO, FORTY)


def test_its_event_tells_the_amounts_and_whose_it_is_in_exact_digits(books: Books):
    flow = books.flow("invoice_part_paid")
    invoice = books.invoice("100.10")
    books.pay(invoice, "40.07")

    (event,) = flow.poll()
    assert event["event"] == "invoice_part_paid"
    assert event["tenant_id"] == books.world.xero.tenant_id
    assert event["number"] == invoice["InvoiceNumber"]
    assert event["contact_name"] == invoice["Contact"]["Name"]
    assert (event["amount_paid"], event["amount_due"]) == (Decimal("40.07"), Decimal("60.03"))
    assert event["record"]["Status"] == "AUTHORISED"
    assert event["changed_at"] == event["record"]["UpdatedDateUTC"]
    text = msgspec.json.Encoder(decimal_format="number").encode(event)
    assert b'"amount_due":60.03' in text
    assert b'"after":40.07' in text


def test_a_whole_amount_before_is_as_exact_as_the_one_after(books: Books):
    flow = books.flow("invoice_part_paid")
    invoice = books.invoice("100")
    flow.poll()
    books.pay(invoice, "40")

    (event,) = flow.poll()
    values = [value for pair in changes(event).values() for value in pair]
    assert all(isinstance(value, Decimal) for value in values)


@pytest.mark.parametrize("key", ["invoice_approved", "invoice_paid", "invoice_sent"])
def test_bills_are_no_invoices(books: Books, key: str):
    flow, paid, awaiting = (
        books.flow(key), books.flow("bill_paid"), books.flow("bill_awaiting_approval"),
    )  # fmt: skip
    bill = books.invoice(Type="ACCPAY", InvoiceNumber=f"B {key}", Status="SUBMITTED")
    assert [changes(one) for one in awaiting.poll()] == [{"Status": (None, "SUBMITTED")}]
    assert paid.poll() == []
    books.change_invoice(bill, Status="AUTHORISED")
    books.pay(bill, "100.00")

    assert flow.poll() == awaiting.poll() == []
    assert changes(paid.poll()[0])["Status"] == ("SUBMITTED", "PAID")


def test_a_bill_that_is_submitted_again_is_another_event(books: Books):
    flow = books.flow("bill_awaiting_approval")
    bill = books.invoice(Type="ACCPAY", InvoiceNumber="B again", Status="SUBMITTED")
    (first,) = flow.poll()
    books.change_invoice(bill, Status="DRAFT")
    assert flow.poll() == []
    books.change_invoice(bill, Status="SUBMITTED")
    (second,) = flow.poll()

    assert changes(second) == {"Status": ("DRAFT", "SUBMITTED")}
    assert first["id"] != second["id"]


def test_sending_a_part_paid_invoice_which_xero_does_not_date_is_told_by_the_comparison(
    books: Books,
):
    flow = books.flow("invoice_sent", compare_every_hours=1)
    invoice = books.invoice()
    books.pay(invoice, "40.00")
    books.wait(minutes=5)
    books.invoice(Type="ACCPAY", InvoiceNumber="B later")
    assert flow.poll() == []
    books.change_invoice(invoice, SentToContact=True)
    assert flow.poll() == []
    books.wait(hours=2)

    (event,) = flow.poll()
    assert (event["record_id"], event["found_by"]) == (invoice["InvoiceID"], "sweep")
    assert flow.poll() == []


def test_a_filter_lets_only_some_records_start_the_flow(books: Books):
    flow = books.flow("invoice_approved", filter="Total > `500`")
    books.invoice("100")
    large = books.invoice("501")

    assert [event["record_id"] for event in flow.poll()] == [large["InvoiceID"]]
