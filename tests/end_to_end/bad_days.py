"""A Xero that has a bad day, the programs that work on through it, and what has to be true then."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

import httpx

from xero_component.sandbox import Sandbox, parse_fault
from xero_component.sandbox.faults import Fault

SHARE = 0.2
KINDS = (
    "429-minute",
    "429-concurrent",
    "500",
    "500-html",
    "502",
    "503-text",
    "504",
    "empty-200",
    "half-json",
    "html-200",
    "reset-before",
    "reset-after",
    "slow:1",
    "token-expired",
)
PATIENCE = 0.7
"""Seconds that callers wait for Xero, so that `slow` is later than that."""
OPEN, DONE, UNKNOWN, FAILED = "open", "done", "unknown", "failed"
UNTOLD = "unknown, and nobody says how to find out"


class Dice:
    """Has a fault strike one request in five, for as long as it is rolled."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - the same in every run
        self._lock = Lock()
        self.rolling = True
        self.struck: list[str] = []

    def take(self, method: str, path: str, query: str) -> list[Fault]:
        """Stand in for `FaultBoard.take`."""
        with self._lock:
            if not self.rolling or self._random.random() >= SHARE:
                return []
            fault = parse_fault(self._random.choice(KINDS))
            if not fault.strikes(method, path, query):
                return []
            self.struck.append(fault.name)
            return [fault]


@dataclass
class Story:
    """What the caller of each step was told, by the reference of the document that it makes."""

    told: dict[str, str] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)

    def tell(self, name: str, what: str, identifier: str = "") -> None:
        self.told[name] = what
        if identifier:
            self.ids[name] = identifier

    def all(self, what: str) -> set[str]:
        return {name for name, told in self.told.items() if told == what}

    def read(self, journal: Path) -> None:
        """Take over what the programs have written down."""
        lines = journal.read_text("utf-8").splitlines() if journal.exists() else []
        for line in lines:
            name, what, identifier = json.loads(line)
            self.tell(name, what, identifier)

    def agrees_with(self, books: Sequence[dict[str, Any]], names: Sequence[str]) -> None:
        """Hold each document to be there as often as its caller was told."""
        assert self.told.keys() == set(names)
        held: dict[str, list[str]] = {name: [] for name in names}
        for row in books:
            if row.get("Reference") in held:
                held[row["Reference"]].append(row["InvoiceID"])
        for name, ids in held.items():
            told = self.told[name]
            assert told in {DONE, UNKNOWN, FAILED}, f"{name} is {told}"
            assert len(ids) <= 1, f"{name} is there twice, and {told}"
            if told == DONE:
                assert ids == [self.ids[name]], f"{name} is not what its caller was told"
            if told == FAILED:
                assert ids == [], f"{name} is there, though nothing was to be saved"
        assert self.all(DONE)


def invoice(name: str) -> dict[str, Any]:
    """Return the input that makes one document; its contact has to be looked up."""
    return {
        "invoice_type": "ACCREC",
        "contact_id": "Bayside Club",
        "reference": name,
        "due_date": "2027-01-31",
        "line_items": [{"Description": "Work", "Quantity": 1, "UnitAmount": "12.50"}],
    }


def invoices_in(sandbox: Sandbox, base_url: str) -> list[dict[str, Any]]:
    """Read the books of the first organisation by another way than the component."""
    announced: Any = sandbox.announcement(base_url)["custom_connection"]
    with httpx.Client(base_url=base_url, trust_env=False, timeout=30) as http:
        grant = http.post(
            "/connect/token",
            data={"grant_type": "client_credentials", "scope": "accounting.invoices.read"},
            auth=(announced["client_id"], announced["client_secret"]),
        ).raise_for_status()
        headers = {
            "Authorization": f"Bearer {grant.json()['access_token']}",
            "Accept": "application/json",
        }
        rows: list[dict[str, Any]] = []
        while True:
            params = {"page": str(len(rows) // 1000 + 1), "pageSize": "1000"}
            reply = http.get("/api.xro/2.0/Invoices", params=params, headers=headers)
            page = reply.raise_for_status().json()["Invoices"]
            rows += page
            if len(page) < 1000:
                return rows
