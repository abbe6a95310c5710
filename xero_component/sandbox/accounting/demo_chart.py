"""Charts of accounts, tax rates and currencies of the demonstration organisations."""

from typing import NamedTuple


class DemoAccount(NamedTuple):
    """An account of a chart; `system` is Xero's name of a system account."""

    code: str
    name: str
    type: str
    tax_type: str
    system: str = ""
    payable: bool = False
    identifier: str = ""
    bank_number: str = ""


def _chart(sales: str, purchases: str, neutral: str, tax_name: str) -> tuple[DemoAccount, ...]:
    account = DemoAccount
    return (
        account("200", "Sales", "REVENUE", sales),
        account("260", "Other Revenue", "REVENUE", sales),
        account("270", "Interest Income", "OTHERINCOME", neutral),
        account("310", "Cost of Goods Sold", "DIRECTCOSTS", purchases),
        account("400", "Advertising", "OVERHEADS", purchases),
        account("404", "Bank Fees", "OVERHEADS", neutral),
        account("408", "Cleaning", "OVERHEADS", purchases),
        account("412", "Consulting and Accounting", "OVERHEADS", purchases),
        account("420", "Entertainment", "OVERHEADS", neutral),
        account("425", "Freight and Courier", "OVERHEADS", purchases),
        account("433", "Insurance", "OVERHEADS", purchases),
        account("445", "Light, Power, Heating", "OVERHEADS", purchases),
        account("449", "Motor Vehicle Expenses", "OVERHEADS", purchases),
        account("453", "Office Expenses", "OVERHEADS", purchases),
        account("461", "Printing and Stationery", "OVERHEADS", purchases),
        account("469", "Rent", "OVERHEADS", purchases),
        account("485", "Subscriptions", "OVERHEADS", purchases),
        account("489", "Telephone and Internet", "OVERHEADS", purchases),
        account("493", "Travel", "OVERHEADS", purchases),
        account("500", "Cost of Stock Sold", "DIRECTCOSTS", purchases),
        account("610", "Accounts Receivable", "CURRENT", neutral, system="DEBTORS"),
        account("620", "Prepayments", "PREPAYMENT", neutral),
        account("630", "Inventory", "INVENTORY", neutral),
        account("140", "Inventory at Depot", "INVENTORY", neutral),
        account("710", "Office Equipment", "FIXED", neutral),
        account("720", "Computer Equipment", "FIXED", neutral),
        account("800", "Accounts Payable", "CURRLIAB", neutral, system="CREDITORS"),
        account("820", tax_name, "CURRLIAB", neutral, system="GST"),
        account("840", "Historical Adjustment", "CURRLIAB", neutral, system="HISTORICAL"),
        account("860", "Rounding", "CURRLIAB", neutral, system="ROUNDING"),
        account("880", "Owner Drawings", "EQUITY", neutral, payable=True),
        account("900", "Loan", "TERMLIAB", neutral),
        account("960", "Retained Earnings", "EQUITY", neutral, system="RETAINEDEARNINGS"),
    )


AU_CHART = (
    DemoAccount(
        "090", "Business Bank Account", "BANK", "NONE",
        identifier="13918178-849a-4823-9a31-57b7eac713d7", bank_number="0830031234567",
    ),
    DemoAccount(
        "091", "Business Savings Account", "BANK", "NONE",
        identifier="ebd06280-af70-4bed-97c6-7451a454ad85", bank_number="0830037654321",
    ),
    DemoAccount(
        "429", "General Expenses", "EXPENSE", "INPUT",
        identifier="99ce6032-0678-4aa0-8148-240c75fee33a",
    ),
    DemoAccount(
        "970", "Owner Funds Introduced", "EQUITY", "BASEXCLUDED", payable=True,
        identifier="5690f1e8-1d02-4893-90c2-ee1a69eff942",
    ),
    *_chart("OUTPUT", "INPUT", "BASEXCLUDED", "GST"),
)  # fmt: skip
"""Demo Company (AU); the ids of four accounts are those of Xero's published examples."""

GB_CHART = (
    DemoAccount("090", "Current Account", "BANK", "NONE", bank_number="20000055779911"),
    DemoAccount("091", "Deposit Account", "BANK", "NONE", bank_number="20000055779922"),
    DemoAccount("429", "General Expenses", "EXPENSE", "INPUT2"),
    DemoAccount("970", "Directors' Loan", "EQUITY", "NONE", payable=True),
    *_chart("OUTPUT2", "INPUT2", "NONE", "VAT"),
)

_ALL = ("Assets", "Equity", "Expenses", "Liabilities", "Revenue")
_IN = ("Assets", "Equity", "Expenses", "Liabilities")
_OUT = ("Assets", "Equity", "Liabilities", "Revenue")

AU_TAX_RATES = (
    ("OUTPUT", "GST on Income", "10", _OUT, "GST"),
    ("INPUT", "GST on Expenses", "10", _IN, "GST"),
    ("CAPEXINPUT", "GST on Capital", "10", _IN, "GST"),
    ("EXEMPTOUTPUT", "GST Free Income", "0", _OUT, "GST"),
    ("EXEMPTEXPENSES", "GST Free Expenses", "0", _IN, "GST"),
    ("BASEXCLUDED", "BAS Excluded", "0", _ALL, "GST"),
    ("NONE", "Tax Exempt", "0", _ALL, "Tax"),
)
"""Tax type, name, per cent, classes of account that it can be used with, component."""

GB_TAX_RATES = (
    ("OUTPUT2", "20% (VAT on Income)", "20", _OUT, "VAT"),
    ("INPUT2", "20% (VAT on Expenses)", "20", _IN, "VAT"),
    ("RROUTPUT", "5% (VAT on Income)", "5", _OUT, "VAT"),
    ("RRINPUT", "5% (VAT on Expenses)", "5", _IN, "VAT"),
    ("ZERORATEDOUTPUT", "Zero Rated Income", "0", _OUT, "VAT"),
    ("ZERORATEDINPUT", "Zero Rated Expenses", "0", _IN, "VAT"),
    ("EXEMPTOUTPUT", "Exempt Income", "0", _OUT, "VAT"),
    ("EXEMPTINPUT", "Exempt Expenses", "0", _IN, "VAT"),
    ("NONE", "No VAT", "0", _ALL, "VAT"),
)

AU_CURRENCIES = (
    ("AUD", "Australian Dollar", "1"),
    ("EUR", "Euro", "0.600000"),
    ("GBP", "British Pound", "0.500000"),
    ("NZD", "New Zealand Dollar", "1.100000"),
    ("USD", "United States Dollar", "0.650000"),
)
"""Code, name, and the rate that documents get: units of it for one unit of the base currency."""

GB_CURRENCIES = (
    ("GBP", "British Pound", "1"),
    ("EUR", "Euro", "1.150000"),
    ("USD", "United States Dollar", "1.250000"),
)
