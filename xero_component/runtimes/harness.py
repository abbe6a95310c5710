"""A place to try triggers: a sandbox, a flow's host and a clock in one process, with no set-up.

    with TriggerHarness("new_and_updated_records", {"object": "invoices"}) as harness:
        harness.activate()
        harness.run("create_invoice", {...})
        harness.advance(minutes=5)
        [event] = harness.poll()

Needs the extra `server`.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypeVar, cast

import httpx
from anyio.lowlevel import checkpoint

from xero_component.api.client import XeroClient
from xero_component.api.endpoints import Endpoints
from xero_component.api.limits import Limits
from xero_component.connections import (
    ClientCredentialsConnection,
    ClientCredentialsInput,
    MemoryTokenStore,
)
from xero_component.core import (
    Component,
    HttpDelivery,
    Polled,
    PollingTrigger,
    State,
    TriggerReply,
    WebhookTrigger,
    invoke_sync,
    latest,
    poll,
)
from xero_component.core.inputs import read_input
from xero_component.core.invoke import blocking_portal
from xero_component.errors import ConfigurationError, InputError
from xero_component.triggers import WebhookInput, enrich, runs_of

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from xero_component.sandbox import Sandbox, SandboxClock

ResultT = TypeVar("ResultT")

START = datetime(2026, 11, 20, 9, tzinfo=UTC)
"""When the sandbox's time begins, unless the harness is given a sandbox."""
JOURNALS = "accounting.journals.read"
_BASE_URL = "http://localhost"
_UNPACED = 10**9


class TriggerHarness:
    """Drives one trigger as a flow's host would, against a sandbox whose time stands still.

    Use it in a `with` block. A polling trigger is driven by `activate`, `poll` and `crash`, the
    webhook by `activate`, `deliver` and `redeliver`; `run` and `sandbox` make things happen in
    between, and `advance` lets time pass. The webhook's key is the sandbox's unless it is given.
    Raises `InputError` for a trigger or an input that is wrong, and `ConfigurationError` when the
    extra `server` is not installed.
    """

    def __init__(
        self,
        trigger: str,
        inputs: Mapping[str, Any] | None = None,
        *,
        component: Component | None = None,
        sandbox: "Sandbox | None" = None,
    ) -> None:
        self._component = component or _own_component()
        found = self._component.triggers.get(trigger)
        if not isinstance(found, PollingTrigger | WebhookTrigger):
            known = ", ".join(sorted(self._component.triggers))
            raise InputError(f"There is no trigger {trigger!r}. There are: {known}.")
        self.trigger: PollingTrigger[Any, Any, Any] | WebhookTrigger[Any, Any] = found
        self.sandbox = sandbox or _new_sandbox()
        announced: Any = self.sandbox.announcement(_BASE_URL)
        self._inputs = dict(inputs or {})
        if "webhook_key" in found.input.model_fields:
            self._inputs.setdefault("webhook_key", announced["webhook_key"])
        self._data = read_input(found.input, self._inputs, subject=found.title)
        self.state: State | None = None
        """What the host has stored; None before the flow is switched on."""
        self._state_before: State | None = None
        self.notes: list[str] = []
        """What the last poll had to say to a person."""
        self.replies: list[TriggerReply[Any]] = []
        """What the trigger answered to the last deliveries."""
        self._delivered: list[HttpDelivery] = []
        self._opened = ExitStack()
        self.xero = self._client(announced["custom_connection"])
        """A client of the sandbox's first organisation."""

    def activate(self) -> None:
        """Switch the flow on: a polling trigger takes note of what is there.

        A webhook must pass Xero's intent-to-receive check; `ConfigurationError` when it does not.
        """
        if isinstance(self.trigger, PollingTrigger):
            self.state = self._state_before = None
            self._poll_once()
            return
        self._serve()
        self.sandbox.webhooks.forget()
        report: Any = self._call(self.sandbox.webhooks.intent_to_receive)
        self._delivered.clear()
        self.replies.clear()
        if not report["passed"]:
            answers = [attempt["status"] for attempt in report["attempts"]]
            raise ConfigurationError(
                f"The trigger failed Xero's intent-to-receive check: it answered {answers}.",
                advice="Is webhook_key the key of the sandbox?",
            )

    def deactivate(self) -> None:
        """Switch the flow off: what was remembered is forgotten."""
        self.state = self._state_before = None
        self.sandbox.webhooks.url = None

    def test(self) -> list[Any]:
        """Return what a builder's test button shows: payloads made of what is there now."""
        self._require(PollingTrigger, "test")
        key = self.trigger.key
        return list(self._call(lambda: latest(self._component, key, self._inputs, self.xero)))

    def poll(self) -> list[Any]:
        """Look until there is no more, and return what the flow starts for.

        The first look switches the flow on, where `activate` has not.
        """
        self._require(PollingTrigger, "poll")
        self.notes = []
        self._state_before = self.state
        events: list[Any] = []
        while True:
            polled = self._poll_once()
            events += polled.events
            self.notes += polled.notes
            if not polled.more:
                return events

    def crash(self) -> None:
        """Lose what the last poll stored, as a host does that dies before it has written it."""
        self._require(PollingTrigger, "crash")
        self.state = self._state_before

    def deliver(self) -> list[Any]:
        """Let Xero post what happened, signed, and return what the flow receives, run by run."""
        self._require(WebhookTrigger, "deliver")
        if self.sandbox.webhooks.url is None:
            self.activate()
        self._delivered.clear()
        self.replies.clear()
        self._call(self.sandbox.webhooks.retry)
        self._call(self.sandbox.webhooks.flush)
        return self._runs()

    def redeliver(self) -> list[Any]:
        """Let Xero post the same deliveries again, byte for byte, and return what comes of them.

        A host must not run its flow again for them; the `Inbox` recognises them.
        """
        self._require(WebhookTrigger, "redeliver")
        trigger = cast("WebhookTrigger[Any, Any]", self.trigger)
        self.replies = [trigger(delivery, self._data) for delivery in self._delivered]
        return self._runs()

    def run(self, action: str, inputs: Mapping[str, Any] | None = None) -> Any:
        """Run an action in the sandbox and return its output; raises what the action raises."""
        return invoke_sync(self._component, action, inputs or {}, self.xero).output

    def advance(
        self, *, days: float = 0, hours: float = 0, minutes: float = 0, seconds: float = 0
    ) -> datetime:
        """Let time pass in the sandbox, and return what time it is there."""
        return self.sandbox.clock.advance(((days * 24 + hours) * 60 + minutes) * 60 + seconds)

    def close(self) -> None:
        """Close what was opened; the sandbox is gone with it."""
        self._opened.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def _poll_once(self) -> Polled[Any]:
        key, state = self.trigger.key, self.state
        polled: Polled[Any] = self._call(
            lambda: poll(self._component, key, self._inputs, self.xero, state)
        )
        self.state = polled.state
        return polled

    def _runs(self) -> list[Any]:
        payloads = [reply.payload for reply in self.replies if reply.payload is not None]
        if not isinstance(self._data, WebhookInput):
            return payloads
        data = self._data
        if data.fetch_records:
            for payload in payloads:
                payload["events"] = self._call(enrich, self.xero, payload["events"])
        return [run for payload in payloads for run in runs_of(payload, data)]

    def _serve(self) -> None:
        if self.sandbox.webhooks.url is None:
            self.sandbox.webhooks.url = self._opened.enter_context(_served(self._receive)) + "/"

    def _receive(self, delivery: HttpDelivery) -> TriggerReply[Any]:
        trigger = cast("WebhookTrigger[Any, Any]", self.trigger)
        reply = trigger(delivery, self._data)
        self._delivered.append(delivery)
        self.replies.append(reply)
        return reply

    def _client(self, app: Mapping[str, str]) -> XeroClient:
        settings = ClientCredentialsInput.model_validate(app)
        if isinstance(self.trigger, PollingTrigger):
            scopes = sorted({*settings.scopes.split(), *self.trigger.scopes(self._data)})
            settings = settings.model_copy(update={"scopes": " ".join(scopes)})
        endpoints, clock = Endpoints.at(_BASE_URL), _SandboxTime(self.sandbox.clock)
        http = httpx.AsyncClient(transport=httpx.ASGITransport(self.sandbox.app))
        self._opened.callback(blocking_portal().call, http.aclose)
        authorisation = ClientCredentialsConnection.from_settings(
            settings, store=MemoryTokenStore(clock),
            http=http, endpoints=endpoints, clock=clock,
        )  # fmt: skip
        limits = Limits(per_minute=_UNPACED, app_per_minute=_UNPACED, clock=clock)
        return XeroClient(authorisation, endpoints=endpoints, limits=limits, clock=clock, http=http)

    def _require(self, kind: type[Any], method: str) -> None:
        if not isinstance(self.trigger, kind):
            raise ConfigurationError(
                f"{self.trigger.title} is a {self.trigger.kind} trigger: it has no {method}()."
            )

    def _call(self, work: Callable[..., Any], *given: Any) -> Any:
        return blocking_portal().call(work, *given)


class _SandboxTime:
    """The sandbox's time for a client; its waits take no time, and move the sandbox's on."""

    def __init__(self, clock: "SandboxClock") -> None:
        self._clock = clock
        self._began = clock()

    def now(self) -> datetime:
        return self._clock()

    def monotonic(self) -> float:
        return (self._clock() - self._began).total_seconds()

    async def sleep(self, seconds: float) -> None:
        self._clock.advance(seconds)
        await checkpoint()


@contextmanager
def _served(receive: Callable[[HttpDelivery], TriggerReply[Any]]) -> Iterator[str]:
    """Serve a webhook endpoint on this machine, and yield its address."""
    from xero_component.sandbox.serving import in_background

    async def endpoint(scope: "Scope", inbound: "Receive", send: "Send") -> None:
        if scope["type"] != "http":
            return
        body, more = b"", True
        while more:
            message = await inbound()
            body, more = body + message.get("body", b""), message.get("more_body", False)
        names = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]
        }
        reply = receive(HttpDelivery(names, body))
        headers = [(b"content-length", str(len(reply.body)).encode())]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        await send({"type": "http.response.body", "body": reply.body})

    with in_background(endpoint, {}, "127.0.0.1", 0) as url:
        yield url


def _new_sandbox() -> "Sandbox":
    try:
        from xero_component.sandbox import Sandbox, SandboxClock

        return Sandbox(limits=None, clock=SandboxClock(START), extra_scopes=(JOURNALS,))
    except ImportError as error:
        raise ConfigurationError(str(error)) from error


def _own_component() -> Component:
    from xero_component.component import component

    return component
