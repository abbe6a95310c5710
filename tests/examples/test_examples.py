from pathlib import Path

from tests.cli.served import ROOT, finished
from xero_component.sandbox import Sandbox

ORDERS = "examples/orders.csv"


def test_every_example_is_executed_here() -> None:
    assert {file.name for file in (ROOT / "examples").glob("*.py")} == {
        "first_invoice.py",
        "invoices_from_csv.py",
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
