"""What the steps of the demonstration share: sandbox, connection, and what came of them."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limits
from xero_component.cli.demo.narrator import Narrator
from xero_component.cli.demo.receiver import Inbox, receiving
from xero_component.connections import MemoryTokenStore
from xero_component.runtimes.local import LocalRuntime
from xero_component.sandbox import Sandbox

CONNECTION = "demo"
ORGANISATION = "Demo Company (AU)"


@dataclass(slots=True)
class Stage:
    """One run of the demonstration."""

    narrator: Narrator
    sandbox: Sandbox
    base_url: str
    inbox: Inbox
    opened: ExitStack = field(repr=False)
    store: MemoryTokenStore = field(default_factory=MemoryTokenStore)
    contacts: dict[str, str] = field(default_factory=dict)
    """Ids by name."""
    invoices: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Invoices by reference, as Xero returned them first."""
    _runtime: LocalRuntime | None = None

    @property
    def endpoints(self) -> Endpoints:
        """Where the sandbox is."""
        return Endpoints.at(self.base_url)

    def open_runtime(self) -> None:
        """Open the connection that was stored, with budgets of its own."""
        runtime = LocalRuntime(
            CONNECTION, store=self.store, endpoints=self.endpoints, limits=Limits()
        )
        self._runtime = self.opened.enter_context(runtime)

    def run(self, action: str, inputs: Mapping[str, Any] | None = None, **step: Any) -> Any:
        """Run an action and return its output."""
        if self._runtime is None:
            raise RuntimeError("not connected yet")
        return self._runtime.run(action, inputs, **step).output

    def sent(self, method: str, path: str) -> list[dict[str, object]]:
        """Return what the sandbox was sent to a path of its accounting API so far."""
        return [
            request
            for request in self.sandbox.requests.listing()
            if request["method"] == method and str(request["path"]).endswith(path)
        ]


@contextmanager
def stage(narrator: Narrator) -> Iterator[Stage]:
    """Start a webhook endpoint and a sandbox that sends to it; both end with the block."""
    with ExitStack() as opened:
        inbox = opened.enter_context(receiving())
        sandbox = Sandbox(webhook_url=inbox.url)
        base_url = opened.enter_context(sandbox.serve())
        runtimes = opened.enter_context(ExitStack())
        yield Stage(narrator, sandbox, base_url, inbox, runtimes)
