"""Random edits, polls and crashes against the sandbox: what is told is what is there."""

from contextlib import suppress
from typing import Any

from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from xero_component.runtimes.harness import TriggerHarness
from xero_component.sandbox import parse_fault

EDITS = ["add", "touch", "archive", "silent", "equal-times", "same-second"]
UNSHRUNK = [Phase.explicit, Phase.reuse, Phase.generate]
"""Making a failing example smaller takes longer here than reading it."""
WAITS = st.sampled_from([0.0, 0.5, 30, 600, 90_000])


class SandboxEdits(RuleBasedStateMachine):
    """Contacts that are edited, and what a flow knows of them by the events it was told."""

    @initialize()
    def switch_on(self) -> None:
        self.harness = TriggerHarness(
            "new_and_updated_records", {"object": "contacts", "compare_every_hours": 1}
        )
        self.harness.activate()
        self.known = self.there()
        self.made: set[str] = set()
        self.told: dict[str, Any] = {}

    @rule(kind=st.sampled_from(EDITS), seed=st.integers(0, 99), wait=WAITS)
    def edit(self, kind: str, seed: int, wait: float) -> None:
        self.harness.advance(seconds=wait)
        several = 3 if kind in {"equal-times", "same-second"} else None
        field = "IsCustomer" if kind == "silent" else None
        chosen = None if kind == "add" else seed
        with suppress(ValueError):  # when all are archived, none is left to be
            edited = self.harness.sandbox.edit(
                kind, "Contacts", count=several, field=field, seed=chosen
            )
            self.made |= set(edited) if kind == "add" else set()

    @rule(crash=st.booleans(), drift=st.booleans())
    def poll(self, crash: bool, drift: bool) -> None:
        if drift:
            self.harness.sandbox.faults.add(parse_fault("drift@GET /Contacts"))
        for event in self.harness.poll():
            name, said = event["record_id"], without_balances(event["record"])
            happened = (name, event["kind"], said)
            if event["kind"] == "updated" and name in self.made:
                assert any(old[:2] == (name, "new") for old in self.told.values())
            assert event["kind"] == "updated" or name in self.made
            assert self.told.setdefault(event["id"], happened) == happened
            self.known[name] = said
        if crash:
            self.harness.crash()

    def teardown(self) -> None:
        try:
            self.harness.sandbox.faults.clear()
            self.harness.advance(hours=2)
            self.poll(crash=False, drift=False)
            assert self.known == self.there()
            self.harness.advance(hours=2)
            assert self.harness.poll() == []
        finally:
            self.harness.close()

    def there(self) -> dict[str, Any]:
        listed = self.harness.run("list_contacts", {"include_archived": True})["records"]
        return {row["ContactID"]: without_balances(row) for row in listed}


def without_balances(contact: dict[str, Any]) -> dict[str, Any]:
    """Leave out what changes as time passes, with no edit of the contact."""
    return {name: value for name, value in contact.items() if name != "Balances"}


TestSandboxEdits = SandboxEdits.TestCase
TestSandboxEdits.settings = settings(max_examples=6, stateful_step_count=20, phases=UNSHRUNK)
