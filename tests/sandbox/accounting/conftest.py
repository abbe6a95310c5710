import pytest

from tests.sandbox.accounting.client import LedgerClient, new_client


@pytest.fixture
def xero() -> LedgerClient:
    """Demo Company (AU), fresh for each test."""
    return new_client()
