"""The whole demonstration, step by step."""

import socket
import threading
from urllib.parse import urlsplit

from xero_component.cli.demo.connecting import connect, show_sandbox
from xero_component.cli.demo.hearing import hear_webhooks
from xero_component.cli.demo.looking import send_raw, show_errors, show_ledger
from xero_component.cli.demo.narrator import Narrator
from xero_component.cli.demo.papers import note_and_attach
from xero_component.cli.demo.paying import pay
from xero_component.cli.demo.repeating import repeat
from xero_component.cli.demo.selling import create_contacts_and_items, invoice_orders
from xero_component.cli.demo.stage import stage

STEPS = (
    show_sandbox,
    connect,
    create_contacts_and_items,
    invoice_orders,
    hear_webhooks,
    repeat,
    pay,
    note_and_attach,
    show_errors,
    send_raw,
    show_ledger,
)


def tell(narrator: Narrator) -> None:
    """Run every step; raises `ClaimFailedError` at the first thing that is not so."""
    before = set(threading.enumerate())
    with stage(narrator) as set_up:
        for step in STEPS:
            step(set_up)
    _check_nothing_is_left(narrator, before, set_up.base_url, set_up.inbox.url)
    narrator.finished()


def _check_nothing_is_left(
    narrator: Narrator, before: set[threading.Thread], *addresses: str
) -> None:
    begun = set(threading.enumerate()) - before
    ports = [urlsplit(address).port or 0 for address in addresses]
    narrator.step("Cleaning up")
    narrator.claim(
        "Sandbox and webhook endpoint have ended, and their ports are free again.",
        ([], []),
        (
            [port for port in ports if _answers(port)],
            [thread.name for thread in begun if thread.name.startswith("xero-")],
        ),
    )


def _answers(port: int) -> bool:
    with socket.socket() as probe:
        probe.settimeout(1.0)
        return probe.connect_ex(("127.0.0.1", port)) == 0
