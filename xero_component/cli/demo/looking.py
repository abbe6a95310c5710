"""Steps 9 to 11: an error as a person sees it, the raw request, and the ledger at the end."""

from decimal import Decimal

from xero_component.cli.demo.orders import demo_orders
from xero_component.cli.demo.paying import PAID
from xero_component.cli.demo.stage import ORGANISATION, Stage
from xero_component.cli.reporting import paragraph_of
from xero_component.errors import InputError, ValidationError, XeroComponentError


def show_errors(stage: Stage) -> None:
    """Make two mistakes: one is refused here, the other one by Xero."""
    stage.narrator.step("Errors that say what to do")
    before = len(stage.sandbox.requests.listing())
    error = _failure(stage, {"name": "", "emial_address": "zoe@sunrise.example"})
    stage.narrator.say(paragraph_of(error))
    stage.narrator.claim(
        "Wrong input is refused before anything is sent, and every field is named.",
        (InputError, before),
        (type(error), len(stage.sandbox.requests.listing())),
    )
    name = "Bayside Club"
    error = _failure(stage, {"name": name})
    stage.narrator.say(paragraph_of(error))
    stage.narrator.claim(
        "What Xero refuses comes with Xero's own words.", ValidationError, type(error)
    )


def send_raw(stage: Stage) -> None:
    """Ask an endpoint that no action is for."""
    stage.narrator.step("Any other endpoint: the raw request")
    reply = stage.run("raw_request", {"url": "/Organisation", "method": "GET"})
    organisation = reply["data"]["Organisations"][0]
    stage.narrator.claim(
        f"GET /Organisation answers 200: {organisation['Name']}, {organisation['BaseCurrency']}.",
        (200, ORGANISATION),
        (reply["status"], organisation["Name"]),
    )


def show_ledger(stage: Stage) -> None:
    """List every invoice that the demonstration made, and add them up."""
    narrator = stage.narrator
    narrator.step("The ledger at the end")
    ids = [invoice["InvoiceID"] for invoice in stage.invoices.values()]
    invoices = stage.run("list_invoices", {"ids": ids, "order": "InvoiceNumber ASC"})["records"]
    narrator.table(
        ["Invoice", "Reference", "Customer", "Status", " Total", " Paid", " Due"],
        [
            (
                one["InvoiceNumber"],
                one["Reference"],
                one["Contact"]["Name"],
                one["Status"],
                one["Total"],
                one["AmountPaid"],
                one["AmountDue"],
            )
            for one in invoices
        ],
    )
    orders = demo_orders()
    expected = sum((order.total for order in orders), Decimal(220))
    paid = next(order.total for order in orders if order.number == PAID)
    narrator.claim(
        f"{len(ids)} invoices of {expected} in all; {paid} is paid, {expected - paid} is due.",
        (len(ids), expected, paid, expected - paid),
        (
            len(invoices),
            sum(one["Total"] for one in invoices),
            sum(one["AmountPaid"] for one in invoices),
            sum(one["AmountDue"] for one in invoices),
        ),
    )


def _failure(stage: Stage, inputs: dict[str, str]) -> XeroComponentError:
    try:
        stage.run("create_contact", inputs)
    except XeroComponentError as error:
        return error
    return XeroComponentError("No error came.")
