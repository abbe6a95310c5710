"""A ledger of next to nothing, to watch what the shell does with one."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from xero_component.sandbox.clock import SandboxClock
from xero_component.sandbox.edits import Edit
from xero_component.sandbox.gateway import Book
from xero_component.sandbox.identity.applications import Tenant
from xero_component.sandbox.wire import ApiRequest, ApiResponse, Change

DEMO = Tenant("11111111-1111-4111-8111-111111111111", "Demo Company (NZ)")
OTHER = Tenant("22222222-2222-4222-8222-222222222222", 'Fish & <b>"Chips"</b>')


def change(number: int = 1, **data: str) -> Change:
    """Make what the ledger reports when an invoice was changed."""
    path = f"/api.xro/2.0/Invoices/{number}"
    return Change(DEMO.id, "INVOICE", "UPDATE", str(number), path, data)


@dataclass
class FakeApi:
    """Answers every call with its own echo, and reports every write as a change."""

    tenant: Tenant
    on_change: Callable[[Change], None]
    calls: list[ApiRequest] = field(default_factory=list)
    drifts: int = 0
    edits: list[Edit] = field(default_factory=list)
    gate: threading.Event | None = None
    """Holds calls back until it is set."""
    started: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def handle(self, request: ApiRequest) -> ApiResponse:
        self.started.release()
        if self.gate is not None:
            assert self.gate.wait(10)
        self.calls.append(request)
        if request.segments == ("Broken",):
            return ApiResponse(400, b'{"ErrorNumber":10}')
        if request.method != "GET":
            self.on_change(
                Change(self.tenant.id, "INVOICE", "CREATE", "id-1", "/api.xro/2.0/Invoices/id-1")
            )
        body = {"call": len(self.calls), "segments": request.segments, "query": request.query}
        return ApiResponse(200, json.dumps(body).encode())

    def wait_for_call(self) -> None:
        """Wait in this thread until one more call has begun."""
        assert self.started.acquire(timeout=10)

    def drift(self) -> None:
        self.drifts += 1

    def edit(self, edit: Edit) -> list[str]:
        self.edits.append(edit)
        return [edit.identifier or "oldest"]


class FakeLedger:
    """Opens the fake books, and keeps hold of them."""

    def __init__(self) -> None:
        self.opened: list[list[FakeApi]] = []

    def __call__(self, clock: SandboxClock, on_change: Callable[[Change], None]) -> list[Book]:
        self.opened.append([FakeApi(tenant, on_change) for tenant in (DEMO, OTHER)])
        return [Book(api.tenant, api) for api in self.opened[-1]]

    @property
    def demo(self) -> FakeApi:
        return self.opened[-1][0]
