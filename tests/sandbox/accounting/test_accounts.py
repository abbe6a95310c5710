import pytest

from tests.sandbox.accounting.client import bill, invoice, line, payment


def account_of(xero, code):
    return next(one for one in xero.all("Accounts") if one.get("Code") == code)


@pytest.fixture
def fresh(xero):
    return xero.create("Accounts", {"Code": "777", "Name": "Fresh", "Type": "EXPENSE"})


def test_an_account_is_created_with_what_its_type_implies(fresh):
    assert (fresh["Class"], fresh["TaxType"], fresh["Status"]) == ("EXPENSE", "INPUT", "ACTIVE")
    assert (fresh["ReportingCode"], fresh["ReportingCodeName"]) == ("EXP", "Expense")
    assert fresh["EnablePaymentsToAccount"] is False


def test_a_wrapped_account_is_taken_but_two_are_not(xero):
    one = {"Code": "778", "Name": "One", "Type": "REVENUE"}
    assert xero.put("Accounts", {"Accounts": [one]}).json["Accounts"][0]["TaxType"] == "OUTPUT"
    reply = xero.put("Accounts", {"Accounts": [one, one]})
    assert reply.messages == ["Only one element of Accounts can be sent at a time"]


def test_a_bank_account_needs_a_number_but_no_code(xero):
    element = {"Name": "Till", "Type": "BANK"}
    reply = xero.put("Accounts", element)
    assert reply.messages == ["A BankAccountNumber is required for an account of type BANK."]
    made = xero.create("Accounts", {**element, "BankAccountNumber": "1-2-3"})
    assert (made["BankAccountType"], made["CurrencyCode"]) == ("BANK", "AUD")
    assert "Code" not in made


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"Name": None}, "The account Name is required."),
        ({"Name": " sales "}, "Please enter a unique Name."),
        ({"Name": "x" * 151}, "The length of Name must be 150 characters or fewer"),
        ({"Code": None}, "The account Code is required."),
        ({"Code": "200"}, "Please enter a unique Code."),
        ({"Code": "12345678901"}, "The length of Code must be 10 characters or fewer"),
        ({"Type": None}, "The account Type is required."),
        ({"TaxType": "NOPE"}, "The TaxType code 'NOPE' does not exist."),
        ({"Status": "ARCHIVED"}, "A new account must have the status ACTIVE."),
        ({"CurrencyCode": "JPY"}, "Organisation is not subscribed to currency JPY"),
    ],
)
def test_what_is_wrong_with_an_account_is_said(xero, fields, message):
    element = {"Code": "778", "Name": "Other", "Type": "EXPENSE", **fields}
    reply = xero.put("Accounts", element, summarizeErrors="false")
    assert reply.status == 400
    assert (reply.json["ErrorNumber"], reply.messages) == (10, [message])
    assert reply.json["Elements"][0]["AccountID"] == "00000000-0000-0000-0000-000000000000"


def test_an_unknown_type_refuses_the_request(xero):
    reply = xero.put("Accounts", {"Code": "778", "Name": "Other", "Type": "MONEY"})
    assert reply.json["ErrorNumber"] == 14


def test_an_account_is_updated_and_keeps_what_is_left_out(xero, fresh):
    changed = xero.update(
        f"Accounts/{fresh['AccountID']}", {"Description": "For tests", "Name": "Fresher"}
    )
    assert (changed["Name"], changed["Code"]) == ("Fresher", "777")
    assert changed["Description"] == "For tests"


def test_another_account_type_moves_the_class(xero, fresh):
    changed = xero.update(f"Accounts/{fresh['AccountID']}", {"Type": "REVENUE"})
    assert changed["Class"] == "REVENUE"


@pytest.mark.parametrize(
    ("code", "fields", "message"),
    [
        ("777", {"Type": "BANK"}, "An account cannot be changed to or from type BANK."),
        ("090", {"Type": "CURRENT"}, "An account cannot be changed to or from type BANK."),
        ("090", {"BankAccountType": "PAYPAL"}, "The BankAccountType of an account cannot be"),
        ("777", {"Status": "DELETED"}, "An account is deleted with the DELETE method."),
        ("777", {"Name": "Sales"}, "Please enter a unique Name."),
        ("777", {"Code": None}, "The account Code is required."),
        ("610", {"Type": "FIXED"}, "Type of a system account cannot be changed"),
        ("610", {"Status": "ARCHIVED"}, "A system account cannot be archived."),
    ],
)
def test_updates_that_an_account_does_not_allow_are_refused(xero, fresh, code, fields, message):
    account = account_of(xero, code)
    reply = xero.post(f"Accounts/{account['AccountID']}", fields)
    assert reply.status == 400
    assert message in reply.messages[0]
    assert account_of(xero, code) == account


def test_a_system_account_can_be_renamed(xero):
    debtors = account_of(xero, "610")
    assert debtors["SystemAccount"] == "DEBTORS"
    assert xero.update(f"Accounts/{debtors['AccountID']}", {"Name": "Debtors"})["Name"] == "Debtors"


def test_an_account_is_archived_on_its_own_and_comes_back(xero, fresh):
    path = f"Accounts/{fresh['AccountID']}"
    archive = {"AccountID": fresh["AccountID"], "Status": "ARCHIVED"}
    assert xero.update(path, archive)["Status"] == "ARCHIVED"
    assert account_of(xero, "777")["Status"] == "ARCHIVED"
    reply = xero.post(path, {"Name": "Renamed"})
    assert reply.messages == ["An archived account cannot be updated."]
    assert xero.update(path, {"Status": "ACTIVE"})["Status"] == "ACTIVE"


def test_archiving_with_another_field_is_refused(xero, fresh):
    reply = xero.post(
        f"Accounts/{fresh['AccountID']}", {"Status": "ARCHIVED", "Name": "Fresh", "Code": "777"}
    )
    assert reply.messages == [
        "The Status of an account can only be updated on its own, without Code, Name"
    ]


def test_an_unused_account_is_deleted(xero, fresh):
    reply = xero.call("DELETE", f"Accounts/{fresh['AccountID']}")
    assert reply.status == 200
    assert reply.json["Accounts"][0]["Status"] == "DELETED"
    assert xero.get(f"Accounts/{fresh['AccountID']}").status == 404


def test_a_system_account_cannot_be_deleted(xero):
    account = account_of(xero, "610")
    reply = xero.call("DELETE", f"Accounts/{account['AccountID']}")
    assert reply.status == 400
    assert reply.messages == ["A system account cannot be deleted."]


def test_an_account_used_by_a_line_an_item_or_a_payment_cannot_be_deleted(xero, fresh):
    xero.create("Invoices", bill(LineItems=[line(AccountCode="777")]))
    owed = xero.create("Invoices", invoice())
    till = xero.create("Accounts", {"Name": "Till", "Type": "BANK", "BankAccountNumber": "1"})
    account = {"Account": {"AccountID": till["AccountID"]}}
    xero.create("Payments", payment(owed["InvoiceID"], 1, **account))
    item_only = xero.create("Accounts", {"Code": "779", "Name": "Item", "Type": "SALES"})
    xero.create("Items", {"Code": "I", "SalesDetails": {"AccountCode": "779"}})
    for used in (fresh, till, item_only):
        reply = xero.call("DELETE", f"Accounts/{used['AccountID']}")
        assert "because it is in use" in reply.messages[0]


def test_accounts_have_no_collection_post_and_no_history(xero, fresh):
    assert xero.post("Accounts", {"Code": "1"}).status == 405
    assert xero.get(f"Accounts/{fresh['AccountID']}/History").status == 404


def test_an_update_that_changes_nothing_does_not_move_the_stamp(xero, fresh):
    xero.pass_time(hours=1)
    assert xero.update(f"Accounts/{fresh['AccountID']}", fresh) == fresh
