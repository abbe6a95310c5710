"""dlt: the whole story of its destinations in short, and one that goes down while it loads."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from dlt.common.runtime import anon_tracker

from tests.postgres import Server
from tests.sync.model import Model, ModelClient, guid
from tests.sync.running import EVERYTHING
from tests.sync.sinks.keeping import keep
from tests.sync.sinks.places import DltPostgresqlPlace, Place
from xero_component.catalogue.objects import INVOICES
from xero_component.errors import WaitError

MID_LOAD = 20_000
"""Bytes to the server after which it is gone: the tables are made, and rows are on their way."""
pytestmark = pytest.mark.filterwarnings("ignore:implicitly coercing SELECT")  # dlt's


async def test_rows_lists_and_new_fields_arrive_exactly_and_change_and_go_with_their_records(
    model: Model, xero: ModelClient, by_dlt: Place
):
    odd, exact = "'; DROP TABLE \" \r\n \\u0000 🧾", Decimal("12345678901234567890.123456789012")
    lines = [{"Description": text, "LineAmount": exact} for text in "abc"]
    model.put(INVOICES, guid(1), Total=exact, Reference=odd, LineItems=lines)
    model.put(INVOICES, guid(2), Reference="a\x00b", LineItems=[{"Description": "other"}])
    await keep(xero, by_dlt, "invoices", EVERYTHING)
    rows = {row["invoice_id"]: row for row in by_dlt.rows("invoices")}
    assert (rows[guid(1)]["total"], rows[guid(1)]["reference"]) == (exact, odd)
    amounts = {row["description"]: row["line_amount"] for row in list_rows(by_dlt)}
    assert amounts == {"a": exact, "b": exact, "c": exact, "other": None}
    model.pass_time(1000)
    model.put(INVOICES, guid(1), LineItems=[], Brand=Decimal("1.5"))
    model.remove(INVOICES, guid(2))
    await keep(xero, by_dlt, "invoices", EVERYTHING)
    assert [row["InvoiceID"] for row in by_dlt.live("invoices")] == [guid(1)]
    assert {row["description"] for row in list_rows(by_dlt)} <= {"other"}
    model.pass_time(1000)
    model.put(INVOICES, guid(2), Brand="text", LineItems=[{"Description": "back"}])

    report = await keep(xero, by_dlt, "invoices", EVERYTHING)

    rows = {row["invoice_id"]: row for row in by_dlt.rows("invoices")}
    assert [rows[guid(n)]["brand"] for n in (1, 2)] == [Decimal("1.5"), None]
    assert [rows[guid(n)]["_deleted_at"] for n in (1, 2)] == [None, None]
    assert [row["description"] for row in list_rows(by_dlt)] == ["back"]
    assert {misfit.field for misfit in report.misfits} == {"Brand"}
    assert anon_tracker._ANON_TRACKER_ENDPOINT is None, "dlt tells nobody of its use"


def list_rows(place: Place) -> list[dict[str, Any]]:
    return place.rows("invoices_line_items")


class Road:
    """A way to a server that can be cut."""

    def __init__(self, port: int) -> None:
        self.left: int | None = None
        """Bytes that still reach the server; None for all."""
        self._port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self._listener.accept()
                far = socket.create_connection(("127.0.0.1", self._port))
                for one, other, counted in ((near, far, True), (far, near, False)):
                    threading.Thread(
                        target=self._pass_on, args=(one, other, counted), daemon=True
                    ).start()

    def _pass_on(self, one: socket.socket, other: socket.socket, counted: bool) -> None:
        with suppress(OSError), one, other:
            while data := one.recv(65536):
                if counted and self.left is not None:
                    self.left -= len(data)
                    if self.left <= 0:
                        break
                other.sendall(data)
            other.shutdown(socket.SHUT_RDWR)
            one.shutdown(socket.SHUT_RDWR)


@contextmanager
def road_to(server: Server) -> Iterator[Road]:
    road = Road(int(server.url.rpartition(":")[2].partition("/")[0]))
    try:
        yield road
    finally:
        road.close()


async def test_a_destination_that_goes_down_in_the_middle_of_a_load_loses_nothing(
    model: Model, xero: ModelClient, postgres_server: Server, tmp_path: Path
):
    for number in range(50):
        model.put(INVOICES, guid(number), LineItems=[{"Description": "line"}] * 3)
    with road_to(postgres_server) as road:
        url = postgres_server.url.rpartition(":")[0] + f":{road.port}/postgres"
        place = DltPostgresqlPlace(tmp_path, url)
        road.left = MID_LOAD
        with pytest.raises(WaitError, match="did not take the rows"):
            await keep(xero, place, "invoices")
        assert road.left <= 0
        road.left = None

        report = await keep(xero, place, "invoices")

        assert report.written == len(place.rows("invoices")) == 50
        assert len(place.rows("invoices_line_items")) == 150
