"""What every report has in common: its name, its shape, and the parameters it refuses."""

import pytest

from tests.sandbox.accounting.client import CONTACT, JSON, START, new_client
from tests.sandbox.accounting.reports import columns, report, rows

NAMES = {
    "AgedPayablesByContact": "Aged Payables By Contact",
    "AgedReceivablesByContact": "Aged Receivables By Contact",
    "BalanceSheet": "Balance Sheet",
    "BankSummary": "Bank Summary",
    "BudgetSummary": "Budget Summary",
    "ExecutiveSummary": "Executive Summary",
    "ProfitAndLoss": "Profit and Loss",
    "TrialBalance": "Trial Balance",
}


def query_of(name):
    return {"contactId": CONTACT} if name.startswith("Aged") else {}


@pytest.fixture(scope="module", params=[0, 1], ids=["AU", "GB"])
def demo(request):
    return new_client(request.param)


@pytest.mark.parametrize("name", NAMES)
def test_a_report_says_what_it_is(xero, name):
    found = report(xero, name, **query_of(name))
    assert found["ReportID"] == found["ReportType"] == name
    assert found["ReportName"] == NAMES[name]
    assert found["ReportDate"] == f"{START.day} November 2026"
    assert found["UpdatedDateUTC"] == "/Date(1795138215123)/"
    assert found["Fields"] == []
    assert all(isinstance(title, str) and title for title in found["ReportTitles"])


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_a_text_for_each_column(demo, name):
    query = {}
    if name.startswith("Aged"):
        query["contactId"] = demo.all("Contacts")[0]["ContactID"]
    found = report(demo, name, **query)
    width = len(columns(found))
    for section in found["Rows"]:
        assert section["RowType"] in ("Header", "Section")
        for row in section.get("Rows", []):
            assert row["RowType"] in ("Row", "SummaryRow")
            assert len(row["Cells"]) == width
            assert all(isinstance(cell["Value"], str) for cell in row["Cells"])


def test_the_accounts_of_cells_are_those_of_the_chart(demo):
    known = {account["AccountID"]: account["Name"] for account in demo.all("Accounts")}
    seen = set()
    for name in ("ProfitAndLoss", "BankSummary"):
        for section in report(demo, name, **query_of(name))["Rows"]:
            for row in section.get("Rows", []):
                label, *others = row["Cells"]
                for cell in (label, *others):
                    for attribute in cell.get("Attributes", []):
                        assert attribute["Id"] in ("account", "accountID")
                        assert known[attribute["Value"]] == label["Value"]
                        seen.add(attribute["Value"])
    assert seen


@pytest.mark.parametrize("name", ["balancesheet", "BALANCESHEET"])
def test_capitals_in_the_name_do_not_matter(xero, name):
    assert report(xero, name)["ReportID"] == "BalanceSheet"


@pytest.mark.parametrize(
    "path", ["Reports/Nothing", "Reports/BalanceSheet/1", "Reports/TenNinetyNine", "Employees"]
)
def test_what_there_is_not_is_not_found(xero, path):
    assert xero.get(path).status == 404


def test_no_report_of_the_organisation_has_an_id_of_its_own(xero):
    reply = xero.get("Reports")
    assert (reply.status, reply.json["Reports"]) == (200, [])


@pytest.mark.parametrize("path", ["Reports", "Reports/TrialBalance"])
@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_reports_can_only_be_read(xero, method, path):
    assert xero.call(method, path, {}).status == 405


def test_a_client_that_wants_no_json_is_told(xero):
    assert xero.call("GET", "Reports/TrialBalance", None, {"accept": "text/csv"}).status == 406


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("BalanceSheet", {"date": "yesterday"}),
        ("BalanceSheet", {"date": "0001-01-01"}),
        ("BalanceSheet", {"date": "9999-12-31"}),
        ("BalanceSheet", {"periods": "13"}),
        ("BalanceSheet", {"periods": "0"}),
        ("BalanceSheet", {"periods": "-1"}),
        ("BalanceSheet", {"periods": "²"}),
        ("BalanceSheet", {"periods": "2", "timeframe": "WEEK"}),
        ("BalanceSheet", {"trackingOptionID1": "x"}),
        ("ProfitAndLoss", {"fromDate": "2026-02-30"}),
        ("ProfitAndLoss", {"fromDate": "2026-11-02", "toDate": "2026-11-01"}),
        ("ProfitAndLoss", {"fromDate": "2025-01-01", "toDate": "2026-01-02"}),
        ("ProfitAndLoss", {"trackingCategoryID": "🍰"}),
        ("BankSummary", {"fromDate": "2026-11-02", "toDate": "2026-11-01"}),
        ("BudgetSummary", {"timeframe": "2"}),
        ("BudgetSummary", {"timeframe": "MONTH"}),
        ("BudgetSummary", {"periods": "13"}),
        ("AgedPayablesByContact", {}),
        ("AgedPayablesByContact", {"contactId": ""}),
        ("AgedReceivablesByContact", {"contactId": CONTACT[:-1] + "0"}),
        ("AgedReceivablesByContact", {"contactId": CONTACT, "fromDate": "2026-12-01",
         "toDate": "2026-11-01"}),
    ],
)  # fmt: skip
def test_a_parameter_that_makes_no_sense_is_refused(xero, name, query):
    reply = xero.get(f"Reports/{name}", **query)
    assert (reply.status, reply.json["ErrorNumber"]) == (400, 16), reply.response


def test_empty_parameters_are_as_good_as_none(xero):
    names = ("date", "periods", "timeframe", "trackingOptionID1", "paymentsOnly")
    empty = dict.fromkeys(names, "")
    assert report(xero, "BalanceSheet", **empty) == report(xero, "BalanceSheet")


def test_the_standard_layout_is_the_only_one(xero):
    assert report(xero, "ProfitAndLoss", standardLayout="true") == report(xero, "ProfitAndLoss")


def test_reading_reports_changes_nothing(xero):
    before = xero.snapshot()
    for name in NAMES:
        report(xero, name, **query_of(name))
    assert xero.snapshot() == before
    assert xero.call("GET", "Journals", None, JSON).status == 200


def test_an_organisation_without_business_has_reports_of_nothing(xero):
    for table in ("bank_transactions", "bank_transfers", "credit_notes", "invoices"):
        rows_of = getattr(xero.organisation, table)
        for identifier in [record[rows_of.key] for record in rows_of.all()]:
            rows_of.remove(identifier)
    for table in (xero.organisation.payments, xero.organisation.manual_journals):
        for identifier in [record[table.key] for record in table.all()]:
            table.remove(identifier)
    assert rows(report(xero, "TrialBalance")) == {"Total": ["0.00"] * 4}
    assert rows(report(xero, "BalanceSheet"))["Net Assets"] == ["0.00"]
    assert rows(report(xero, "ProfitAndLoss"))["Net Profit"] == ["0.00"]
    assert rows(report(xero, "ExecutiveSummary"))["Gross profit margin"] == ["", "", "0.0%"]
