import pytest

from tests import quick_stores
from xero_component.store import migration


@pytest.fixture(autouse=True)
def real_migration(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Alembic itself make every table here."""
    monkeypatch.setattr(migration, "_upgrade", quick_stores.GENUINE)
