"""The inputs that people know from this connector, under their labels and in their order."""

import pytest

from xero_component.component import component
from xero_component.core.manifest import inputs_of

PAGED = ["Fetch All", "Page Number", "Modified After", "Where"]
LABELS = {
    "Add Notes To Invoice": ["Invoice ID", "Notes"],
    "Create Attachment": ["Object Type", "Object ID", "File Name", "File Data", "Content Type"],
    "Create Contact": [
        "Contact Name",
        "First Name",
        "Last Name",
        "Email Address",
        "Address Type",
        "Address",
        "City",
        "Postal Code",
        "Country",
        "Region",
        "Bank Account Details",
        "Contact Status",
        "Tax Number",
        "Accounts Receivable Tax Type",
        "Accounts Payable Tax Type",
        "Default Currency",
        "Additional Fields",
    ],
    "Create Invoice": [
        "Invoice Type",
        "Contact ID",
        "Invoice Status",
        "Line Items",
        "Line Amount Type",
        "Date",
        "Due Date",
        "Date String",
        "Due Date String",
        "Invoice Number",
        "Reference",
        "URL",
        "Currency Code",
        "Sent To Contact",
        "Additional Fields",
    ],
    "Create Item": [
        "Item Code",
        "Description",
        "Purchase Description",
        "Purchase Unit Price",
        "Purchase Account Code",
        "Purchase Tax Type",
        "Sales Unit Price",
        "Sales Account Code",
        "Item Name",
        "Sales Tax Type",
        "Inventory Asset Account Code",
        "Is Sold",
        "Is Purchased",
    ],
    "Get Attachment": ["Object Type", "Object ID", "File Name"],
    "Get Contact": ["Contact ID"],
    "Get Invoice": ["Invoice ID"],
    "List Connections": [],
    "List Contacts": PAGED,
    "List Invoices": PAGED,
    "Pay Invoice": ["Invoice ID", "Account ID", "Date String", "Payment Amount"],
    "Raw Request": [
        "URL",
        "Method",
        "Data",
        "Form Data",
        "File Data",
        "File Data File Names",
        "Query Parameter",
        "Header",
        "Response Type",
        "Timeout",
        "Retry Delay (ms)",
        "Retry On All Errors",
        "Max Retry Count",
        "Use Exponential Backoff",
    ],
}
DEFAULTS = {
    ("Create Invoice", "Sent To Contact"): False,
    ("List Contacts", "Fetch All"): False,
    ("List Invoices", "Fetch All"): False,
    ("Raw Request", "Response Type"): "json",
    ("Raw Request", "Retry Delay (ms)"): 0,
    ("Raw Request", "Retry On All Errors"): False,
    ("Raw Request", "Max Retry Count"): 0,
    ("Raw Request", "Use Exponential Backoff"): False,
}
BY_TITLE = {action.title: action for action in component.actions.values()}


@pytest.mark.parametrize("title", LABELS)
def test_every_known_input_is_there_under_its_label_and_in_order(title: str):
    labels = [entry["label"] for entry in inputs_of(BY_TITLE[title].input)]

    assert [label for label in labels if label in LABELS[title]] == LABELS[title]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize(("title", "label"), DEFAULTS)
def test_a_default_is_the_one_that_people_know(title: str, label: str):
    entries = {entry["label"]: entry for entry in inputs_of(BY_TITLE[title].input)}

    assert entries[label]["default"] == DEFAULTS[title, label]
    assert not entries[label]["required"]
