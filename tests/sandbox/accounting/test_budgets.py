import pytest

from tests.sandbox.accounting.client import new_client


@pytest.fixture(scope="module")
def shared():
    return new_client()


def overall(xero):
    (found,) = [one for one in xero.all("Budgets") if one["Type"] == "OVERALL"]
    return found["BudgetID"]


def periods(budget):
    return {balance["Period"] for one in budget["BudgetLines"] for balance in one["BudgetBalances"]}


def test_the_list_leaves_the_lines_out(shared):
    found = shared.all("Budgets")
    assert {one["Type"] for one in found} == {"OVERALL", "TRACKING"}
    assert all(one["BudgetLines"] == [] for one in found)
    (tracked,) = (one for one in found if one["Type"] == "TRACKING")
    assert [one["Option"] for one in tracked["Tracking"]] == ["North"]


def test_one_budget_has_its_lines(shared):
    budget = shared.one(f"Budgets/{overall(shared)}")
    codes = {one["AccountCode"] for one in budget["BudgetLines"]}
    assert codes == {"200", "310", "469", "489"}
    assert len(periods(budget)) == 12
    assert {"2026-08", "2026-11", "2027-07"} <= periods(budget)


def test_those_named_by_id_come_with_their_lines(shared):
    identifier = overall(shared)
    (found,) = shared.all("Budgets", IDs=identifier.upper())
    assert found == shared.one(f"Budgets/{identifier}")
    assert shared.all("Budgets", IDs="nothing") == []


@pytest.mark.parametrize("path", ["list", "one"])
def test_the_dates_choose_months(shared, path):
    identifier = overall(shared)
    dates = {"DateFrom": "2026-10-31", "DateTo": "2026-12-01"}
    if path == "one":
        found = shared.one(f"Budgets/{identifier}", **dates)
    else:
        (found,) = shared.all("Budgets", IDs=identifier, **dates)
    assert periods(found) == {"2026-10", "2026-11", "2026-12"}
    assert len(found["BudgetLines"]) == 4


def test_a_date_that_is_none_is_refused(shared):
    for path in ("Budgets", f"Budgets/{overall(shared)}"):
        reply = shared.get(path, IDs=overall(shared), DateFrom="soon")
        assert (reply.status, reply.json["ErrorNumber"]) == (400, 16)


def test_lines_follow_the_codes_of_their_accounts(xero):
    (sales,) = xero.all("Accounts", where='Code=="200"')
    xero.update(f"Accounts/{sales['AccountID']}", {"Code": "201"})
    budget = xero.one(f"Budgets/{overall(xero)}")
    assert "201" in {one["AccountCode"] for one in budget["BudgetLines"]}


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
def test_budgets_can_only_be_read(shared, method):
    assert shared.call(method, "Budgets", {}).status == 405


def test_an_unknown_budget_is_not_found(shared):
    assert shared.get("Budgets/00000000-0000-0000-0000-000000000001").status == 404
