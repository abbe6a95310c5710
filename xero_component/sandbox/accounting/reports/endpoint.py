"""The endpoint /Reports: a report by its name, and the list of those that have an id of their own.

https://developer.xero.com/documentation/api/accounting/reports
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Final

from xero_component.sandbox.accounting.answering import dispatch
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.problems import not_found
from xero_component.sandbox.accounting.rendering import envelope
from xero_component.sandbox.accounting.reports.aged import (
    PAYABLES,
    RECEIVABLES,
    aged_by_contact,
)
from xero_component.sandbox.accounting.reports.balance_sheet import balance_sheet
from xero_component.sandbox.accounting.reports.bank_summary import bank_summary
from xero_component.sandbox.accounting.reports.budget_summary import budget_summary
from xero_component.sandbox.accounting.reports.executive_summary import executive_summary
from xero_component.sandbox.accounting.reports.profit_and_loss import profit_and_loss
from xero_component.sandbox.accounting.reports.trial_balance import trial_balance
from xero_component.sandbox.accounting.tables import Record
from xero_component.sandbox.wire import ApiRequest, ApiResponse

REPORTS: Final[Mapping[str, Callable[[Ledger, ApiRequest], Record]]] = {
    "agedpayablesbycontact": partial(aged_by_contact, PAYABLES),
    "agedreceivablesbycontact": partial(aged_by_contact, RECEIVABLES),
    "balancesheet": balance_sheet,
    "banksummary": bank_summary,
    "budgetsummary": budget_summary,
    "executivesummary": executive_summary,
    "profitandloss": profit_and_loss,
    "trialbalance": trial_balance,
}
"""What makes each report, by its name in lower case."""


def answer_reports(ledger: Ledger, request: ApiRequest, rest: tuple[str, ...]) -> ApiResponse:
    """Answer a request for /Reports or a report below it; raises RequestRefusedError."""
    if not rest:
        return dispatch(request, {"GET": partial(_reply, ledger, [])})
    make = REPORTS.get(rest[0].lower())
    if make is None or len(rest) > 1:
        raise not_found()
    return dispatch(request, {"GET": lambda: _reply(ledger, [make(ledger, request)])})


def _reply(ledger: Ledger, reports: list[Record]) -> ApiResponse:
    return ApiResponse(200, envelope("Reports", reports, ledger.now))
