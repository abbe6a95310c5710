"""The reports of an organisation, worked out from its own ledger whenever they are asked for.

https://developer.xero.com/documentation/api/accounting/reports
"""

from xero_component.sandbox.accounting.reports.endpoint import answer_reports

__all__ = ["answer_reports"]
