"""Budgets and usage in the database: each organisation's row is locked for the length of a turn."""

from typing import Any

import msgspec
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from xero_component.api.limits.app_share import AppBudget
from xero_component.api.limits.budget import Budget
from xero_component.api.limits.limiter import BudgetKey
from xero_component.store.schema import limits

WHOLE_APP = "*"
"""In place of an organisation's id: the row of the app itself."""

_row = sa.and_(
    limits.c.app == sa.bindparam("key_app"), limits.c.tenant_id == sa.bindparam("key_tenant")
)
_select = sa.select(limits.c.state).where(_row).with_for_update()
_changes: dict[str, sa.BindParameter[Any]] = {
    "state": sa.bindparam("text"),
    "changed_at": sa.bindparam("at"),
}
_update = limits.update().where(_row).values(_changes)
_encoder = msgspec.json.Encoder()
_budget = msgspec.json.Decoder(Budget)
_app_budget = msgspec.json.Decoder(AppBudget)


class Kept:
    """What is stored of one budget, locked until the transaction ends."""

    def __init__(self, work: sa.Connection, key: BudgetKey) -> None:
        self._work = work
        self._key = {"key_app": key.app, "key_tenant": key.tenant}
        self.text = self._read()
        if self.text is None:
            self._insert()
            self.text = self._read()

    def store(self, state: Budget | AppBudget, now: float) -> None:
        """Put a state in place, unless nothing has changed."""
        text = _encoder.encode(state).decode()
        if text != self.text:
            self._work.execute(_update, {**self._key, "text": text, "at": now})

    def _read(self) -> str | None:
        return self._work.execute(_select, self._key).scalar_one_or_none()

    def _insert(self) -> None:
        row = {"app": self._key["key_app"], "tenant_id": self._key["key_tenant"]}
        dialect = postgresql if self._work.dialect.name == "postgresql" else sqlite
        adding = dialect.insert(limits).values(**row, state="{}", changed_at=0.0)
        self._work.execute(adding.on_conflict_do_nothing())


def prune(work: sa.Connection, before: float) -> None:
    """Remove the budgets that nobody has used since a time."""
    work.execute(sa.delete(limits).where(limits.c.changed_at < before))


def read_budget(text: str | None) -> Budget:
    """Read a stored budget; one of another version, or one that is broken, counts as none."""
    try:
        return _budget.decode(text or "{}")
    except msgspec.MsgspecError:
        return Budget()


def read_app_budget(text: str | None) -> AppBudget:
    """Read an app's stored budget; one that is broken counts as none."""
    try:
        return _app_budget.decode(text or "{}")
    except msgspec.MsgspecError:
        return AppBudget()


def all_budgets(work: sa.Connection) -> dict[BudgetKey, Budget]:
    """Return the budget of every organisation."""
    found = work.execute(
        sa.select(limits.c.app, limits.c.tenant_id, limits.c.state).where(
            limits.c.tenant_id != WHOLE_APP
        )
    )
    return {BudgetKey(tenant, app): read_budget(state) for app, tenant, state in found}
