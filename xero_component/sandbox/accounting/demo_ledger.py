"""A ledger for adding to the demonstration organisations what came to them later."""

from datetime import datetime
from uuid import UUID, uuid5

from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.organisation import Organisation


class DemoLedger(Ledger):
    """Issues ids of its own, told apart by `name`, so that those of all other records stay."""

    def __init__(self, organisation: Organisation, now: datetime, name: str) -> None:
        super().__init__(organisation, now, unit_places=4)
        self._name = name
        self._issued = 0

    def new_id(self) -> str:
        """Issue an id: the same ones in the same order on every run."""
        self._issued += 1
        return str(uuid5(UUID(self.organisation.tenant_id), f"{self._name} {self._issued}"))
