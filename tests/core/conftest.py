"""What the tests of core share: packages on disk and a component without Xero."""

from tests.core.sample_component import Ledger, ledger
from tests.core.sample_package import write_package

__all__ = ["Ledger", "ledger", "write_package"]
