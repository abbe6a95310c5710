import threading
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.cli.served import finished
from xero_component.cli.demo import selling
from xero_component.cli.demo.browser import read_form
from xero_component.cli.demo.narrator import ClaimFailedError, Narrator
from xero_component.cli.demo.orders import Order, demo_orders, orders_file, read_orders
from xero_component.cli.demo.story import STEPS


def xero_threads() -> set[str]:
    names = {thread.name for thread in threading.enumerate()}
    return {name for name in names if name.startswith("xero-")}


def test_it_runs_to_the_end_and_leaves_nothing(cli: Cli, own_store: Path) -> None:
    before = xero_threads()
    done = cli("demo")
    assert done.exit_code == 0, done.output
    assert f"{len(STEPS)}. The ledger at the end" in done.output
    for shown in ("200.74", "is answered 401", "sent 2 times", "same 288 bytes", "PAID"):
        assert shown in done.output
    assert "Bearer" not in done.output
    assert "sandbox-client-secret" not in done.output
    assert xero_threads() == before
    assert not own_store.exists()


def test_a_claim_that_is_not_so_ends_it_with_1_and_says_what_was_expected(
    cli: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong() -> list[Order]:
        lines = orders_file().read_text("utf-8")
        return read_orders(lines.replace("182.49,18.25,200.74", "182.49,18.24,200.73").split("\n"))

    monkeypatch.setattr(selling, "demo_orders", wrong)
    before = xero_threads()
    done = cli("demo")
    assert done.exit_code == 1
    assert "ORD-1001 comes to 200.73" in done.output
    assert "expected: (Decimal('182.49'), Decimal('18.24')" in done.output
    assert "found:" in done.output
    assert "Traceback" not in done.output
    assert xero_threads() == before


def test_it_ends_by_itself_as_a_process_whatever_address_is_set_around_it() -> None:
    around = {
        "XERO_COMPONENT_BASE_URL": "http://127.0.0.1:9",
        "HTTP_PROXY": "http://127.0.0.1:9",
        "ALL_PROXY": "http://127.0.0.1:9",
    }
    code, out, err = finished("-m", "xero_component", "demo", env=around)
    assert (code, err) == (0, ""), out
    assert "claims were checked" in out


def test_the_totals_of_the_orders_hold_by_an_arithmetic_of_its_own() -> None:
    cent = Decimal("0.01")
    for order in demo_orders():
        subtotal = tax = Decimal(0)
        for line in order.lines:
            share = 1 - line.get("discount_rate", Decimal(0)) / 100
            exact = line["quantity"] * line["unit_amount"] * share
            amount = exact.quantize(cent, ROUND_HALF_UP)
            rate = Decimal("0.1") if line["tax_type"] == "OUTPUT" else Decimal(0)
            subtotal += amount
            tax += (amount * rate).quantize(cent, ROUND_HALF_UP)
        assert (order.subtotal, order.tax, order.total) == (subtotal, tax, subtotal + tax)


def test_the_orders_hold_the_traps_that_floats_fall_into() -> None:
    lines = [line for order in demo_orders() for line in order.lines]
    assert any(round(float(x["quantity"]) * float(x["unit_amount"]), 2) == 1.0 for x in lines)
    assert any(line["quantity"] % 1 for line in lines)
    assert any("discount_rate" in line for line in lines)
    assert {line["tax_type"] for line in lines} == {"OUTPUT", "EXEMPTOUTPUT"}


def test_a_claim_is_counted_only_when_it_holds() -> None:
    narrator = Narrator()
    narrator.claim("so", 1, 1)
    with pytest.raises(ClaimFailedError, match="not so: expected 1, found 2"):
        narrator.claim("not so", 1, 2)
    assert narrator.claims == 1


def test_the_form_of_a_consent_page_is_read() -> None:
    form = read_form(
        '<form action="/a?b=1&amp;c=2"><input name="tenant" value="id-1"> A &amp; B</form>'
    )
    assert form.action == "/a?b=1&c=2"
    assert form.tenants
