"""The ledger of the sandbox and the Accounting API over it, without any network."""

from xero_component.sandbox.accounting.api import AccountingApi
from xero_component.sandbox.accounting.demo_data import demo_organisations
from xero_component.sandbox.accounting.organisation import Organisation

__all__ = ["AccountingApi", "Organisation", "demo_organisations"]
