import socket
from contextlib import closing
from pathlib import Path

from tests.cli.served import ROOT, finished, process
from xero_component.sandbox import Sandbox
from xero_component.sandbox.identity.applications import WEBHOOK_KEY

ORDERS = "examples/orders.csv"


def test_every_example_is_executed_here() -> None:
    assert {file.name for file in (ROOT / "examples").glob("*.py")} == {
        "first_invoice.py",
        "invoices_from_csv.py",
        "poll_invoices.py",
        "webhook_endpoint.py",
    }


def test_the_first_invoice_is_made(environment: dict[str, str]) -> None:
    code, out, err = finished("examples/first_invoice.py", env=environment)
    assert code == 0, err
    assert out == "INV-0011 for Harbour Lights Events: 330.00 due\n"


def test_invoices_of_a_file_are_made_once_however_often_it_runs(
    environment: dict[str, str], sandbox: Sandbox
) -> None:
    first = finished("examples/invoices_from_csv.py", ORDERS, env=environment)
    again = finished("examples/invoices_from_csv.py", ORDERS, env=environment)
    assert first[0] == 0, first[2]
    assert first[1] == again[1]
    totals = [line.rpartition(" ")[2] for line in first[1].splitlines()]
    assert totals == ["200.74", "1.17", "96.01", "57.72"]


def test_an_order_that_is_refused_is_named_and_the_others_are_made(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    text = (ROOT / ORDERS).read_text("utf-8")
    file.write_text(text.replace("3,19.99", "three,19.99"), "utf-8")
    code, out, err = finished("examples/invoices_from_csv.py", str(file), env=environment)
    assert code == 1
    assert out.count("INV-") == 3
    assert err.startswith("ORD-1004: ")


def test_an_invoice_is_told_once_after_the_poll_was_switched_on(
    environment: dict[str, str], tmp_path: Path
) -> None:
    file = str(tmp_path / "invoices.state")
    switched_on = finished("examples/poll_invoices.py", file, env=environment)
    finished("examples/first_invoice.py", env=environment)
    told = finished("examples/poll_invoices.py", file, env=environment)
    again = finished("examples/poll_invoices.py", file, env=environment)
    assert switched_on == (0, "", "")
    assert told == (0, "new INV-0011 AUTHORISED 330.00\n", "")
    assert again == (0, "", "")


def test_the_endpoint_prints_what_the_sandbox_posts(
    environment: dict[str, str], sandbox: Sandbox
) -> None:
    port = free_port()
    key = {"XERO_WEBHOOK_KEY": WEBHOOK_KEY, "PYTHONUNBUFFERED": "1"}
    endpoint = process("examples/webhook_endpoint.py", str(port), env={**environment, **key})
    try:
        assert endpoint.stderr is not None
        assert any("running on" in line for line in endpoint.stderr)
        sandbox.webhooks.url = f"http://127.0.0.1:{port}/"
        code, _, err = finished("examples/first_invoice.py", env=environment)
        assert code == 0, err
        assert endpoint.stdout is not None
        assert endpoint.stdout.readline().startswith("CREATE INVOICE ")
    finally:
        sandbox.webhooks.url = None
        endpoint.terminate()
        endpoint.communicate(timeout=20)


def free_port() -> int:
    with closing(socket.socket()) as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
