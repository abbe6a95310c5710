"""The lines of bank transactions; those of overpayments lie on receivables or payables.

https://developer.xero.com/documentation/api/accounting/banktransactions
"""

from xero_component.sandbox.accounting import fields
from xero_component.sandbox.accounting.document_kinds import OVERPAYMENT
from xero_component.sandbox.accounting.documents import settle_lines
from xero_component.sandbox.accounting.invoice_rules import add_line_findings
from xero_component.sandbox.accounting.ledger import Ledger
from xero_component.sandbox.accounting.line_arithmetic import NO_TAX
from xero_component.sandbox.accounting.line_items import LineRules
from xero_component.sandbox.accounting.organisation import Organisation, folded
from xero_component.sandbox.accounting.payload import Element, nested_list
from xero_component.sandbox.accounting.prepayments import kind_of
from xero_component.sandbox.accounting.problems import ElementInvalidError, Findings
from xero_component.sandbox.accounting.tables import Record

_CONTROL_ACCOUNTS = {"ACCREC": "DEBTORS", "ACCPAY": "CREDITORS"}
_ACCOUNT = ("AccountCode", "AccountID")


def settle_bank_lines(
    ledger: Ledger, element: Element, after: Record, contact: Record, before: Record | None
) -> None:
    """Work out the lines of a bank transaction and add them up; raises ElementInvalidError."""
    side = "ACCREC" if after["Type"].startswith("RECEIVE") else "ACCPAY"
    if kind_of(after["Type"]) is OVERPAYMENT:
        _settle_overpaid_lines(ledger, element, after, LineRules(side, NO_TAX, contact), before)
    else:
        rules = LineRules(side, after["LineAmountTypes"], contact)
        settle_lines(ledger, element, after, before, rules)
    findings = Findings()
    add_line_findings(after, findings, "a bank transaction")
    if after["Total"] <= 0:
        findings.add("The total of a bank transaction must be greater than zero.")
    findings.settle()


def _settle_overpaid_lines(
    ledger: Ledger, element: Element, after: Record, rules: LineRules, before: Record | None
) -> None:
    """Put the lines on the control account, which no other line may name, without tax."""
    account = _control_account(ledger.organisation, rules.document_type)
    after["LineAmountTypes"] = NO_TAX
    bare = [_without_account(line, account) for line in nested_list(element, "LineItems")]
    if before is not None:
        kept = [_without_account(line, account) for line in before["LineItems"]]
        before = {**before, "LineItems": kept, "LineAmountTypes": NO_TAX}
    settle_lines(ledger, {"LineItems": bare}, after, before, rules)
    named = {"AccountCode": account["Code"], "AccountID": account["AccountID"]}
    after["LineItems"] = [{**line, **named} for line in after["LineItems"]]


def _control_account(organisation: Organisation, side: str) -> Record:
    wanted = _CONTROL_ACCOUNTS[side]
    for account in organisation.accounts.all():
        if account.get("SystemAccount") == wanted:
            return account
    raise ElementInvalidError(f"The organisation has no account that is its {wanted}.")


def _without_account(line: Element, account: Record) -> Element:
    given = fields.read(line, {"AccountCode": fields.code(10), "AccountID": fields.identifier})
    code, identifier = given.get("AccountCode"), given.get("AccountID")
    other = folded(code) != folded(account["Code"]) if code else False
    if other or (identifier and not code and identifier != account["AccountID"]):
        raise ElementInvalidError(
            f"The line of an overpayment must be on account '{account['Code']}' or name none."
        )
    return {name: value for name, value in line.items() if name not in _ACCOUNT}
