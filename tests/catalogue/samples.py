"""Records as Xero sends them, and what reading makes of their amounts and dates."""

from decimal import Decimal
from typing import Any

NOON = "/Date(1795176000123+0000)/"
NOON_READ = "2026-11-20T12:00:00.123Z"
DAY = "/Date(1795132800000+0000)/"
DAY_READ = "2026-11-20"
ID = "5b6c1d0e-0000-4000-8000-0000000000{:02}".format

CONTACT = {"ContactID": ID(1), "Name": "Ångström & Söhne", "Discount": 5, "UpdatedDateUTC": NOON}
LINE = {
    "LineItemID": ID(2),
    "Description": "Half a day, 20261120",
    "Quantity": Decimal("0.5"),
    "UnitAmount": 99,
    "AccountCode": "272",
    "LineAmount": "49.50",
    "Tracking": [{"Name": "Region", "Option": "North"}],
    "DiscountEnteredAsPercent": True,
}
TOTALS = {"SubTotal": Decimal("49.50"), "TotalTax": 7, "Total": 57, "CurrencyRate": 1}
ALLOCATION = {
    "AllocationID": ID(3),
    "Amount": 20,
    "Date": DAY,
    "Invoice": {"InvoiceID": ID(4), "InvoiceNumber": "INV-1", "Total": 57},
}
REFUND = {"PaymentID": ID(5), "Date": DAY, "Amount": 2, "Reference": "2026-11-20T00:00:00"}
CREDIT = {
    "Contact": CONTACT,
    "LineItems": [LINE],
    "Allocations": [ALLOCATION],
    "Payments": [REFUND],
    "Date": DAY,
    "DateString": "2026-11-20T00:00:00",
    "RemainingCredit": 35,
    "UpdatedDateUTC": NOON,
    "UpdatedDateUTCString": "2026-11-20 12:00:00+00:00",
    **TOTALS,
}
CONTACT_READ = {"Contact.Discount": Decimal(5), "Contact.UpdatedDateUTC": NOON_READ}
LINE_READ = {
    "LineItems.0.UnitAmount": Decimal(99),
    "LineItems.0.LineAmount": Decimal("49.50"),
}
TOTALS_READ = {"TotalTax": Decimal(7), "Total": Decimal(57), "CurrencyRate": Decimal(1)}
CREDIT_READ = {
    **CONTACT_READ,
    **LINE_READ,
    **TOTALS_READ,
    "Allocations.0.Amount": Decimal(20),
    "Allocations.0.Date": DAY_READ,
    "Allocations.0.Invoice.Total": Decimal(57),
    "Payments.0.Date": DAY_READ,
    "Payments.0.Amount": Decimal(2),
    "Date": DAY_READ,
    "RemainingCredit": Decimal(35),
    "UpdatedDateUTC": NOON_READ,
}
USER = {"UserID": ID(6), "OrganisationRole": "ASTRONAUT", "UpdatedDateUTC": NOON}
RECEIPT = {"ReceiptID": ID(7), "ReceiptNumber": 1, "Date": DAY, "Total": 40, "User": USER}
BATCH = {
    "BatchPaymentID": ID(8),
    "Date": DAY,
    "TotalAmount": "12.00",
    "IsReconciled": "false",
    "UpdatedDateUTC": NOON,
}

SAMPLES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "bank_transactions": (
        {
            "BankTransactionID": ID(10),
            "Type": "RECEIVE-PREPAYMENT",
            "PrepaymentID": ID(11),
            "BankAccount": {"AccountID": ID(12), "Code": "088"},
            "BatchPayment": BATCH,
            "Contact": CONTACT,
            "LineItems": [LINE],
            "Date": "/Date(1795132800000)/",
            "UpdatedDateUTC": NOON,
            **TOTALS,
        },
        {
            "BatchPayment.Date": DAY_READ,
            "BatchPayment.TotalAmount": Decimal("12.00"),
            "BatchPayment.UpdatedDateUTC": NOON_READ,
            "Date": DAY_READ,
            "UpdatedDateUTC": NOON_READ,
            **CONTACT_READ,
            **LINE_READ,
            **TOTALS_READ,
        },
    ),
    "bank_transfers": (
        {
            "BankTransferID": ID(10),
            "Status": "DELETED",
            "FromBankAccount": {"AccountID": ID(12), "Name": "Everyday"},
            "ToTracking": [{"Name": "Region", "Option": "South"}],
            "Amount": 20,
            "CurrencyRate": "1.000000",
            "Date": DAY,
            "CreatedDateUTC": NOON,
            "CreatedDateUTCString": "2026-11-20T12:00:00",
        },
        {
            "Amount": Decimal(20),
            "CurrencyRate": Decimal("1.000000"),
            "Date": DAY_READ,
            "CreatedDateUTC": NOON_READ,
        },
    ),
    "batch_payments": (
        {
            **BATCH,
            "Account": {"AccountID": ID(12), "CurrencyCode": "NZD"},
            "Code": "20261120",
            "Payments": [
                {
                    "PaymentID": ID(13),
                    "Amount": 12,
                    "BankAmount": 12,
                    "Invoice": {"InvoiceID": ID(14), "Payments": []},
                }
            ],
        },
        {
            "Date": DAY_READ,
            "TotalAmount": Decimal("12.00"),
            "UpdatedDateUTC": NOON_READ,
            "Payments.0.Amount": Decimal(12),
            "Payments.0.BankAmount": Decimal(12),
        },
    ),
    "budgets": (
        {
            "BudgetID": ID(10),
            "Type": "TRACKING",
            "Tracking": [{"Name": "Region", "Option": "North"}],
            "BudgetLines": [
                {
                    "AccountCode": "200",
                    "BudgetBalances": [{"Period": "2026-11", "Amount": "1000", "Notes": ""}],
                }
            ],
            "UpdatedDateUTC": "2026-11-20T12:00:00.123",
        },
        {
            "BudgetLines.0.BudgetBalances.0.Amount": Decimal(1000),
            "UpdatedDateUTC": NOON_READ,
        },
    ),
    "contact_groups": (
        {"ContactGroupID": ID(10), "Name": "VIP 🚀", "Contacts": [CONTACT]},
        {"Contacts.0.Discount": Decimal(5), "Contacts.0.UpdatedDateUTC": NOON_READ},
    ),
    "credit_notes": (
        {
            "CreditNoteID": ID(10),
            "CreditNoteNumber": "CN-2026-11-20",
            "Type": "ACCRECCREDIT",
            "FullyPaidOnDate": DAY,
            "CISRate": 0,
            **CREDIT,
        },
        {"FullyPaidOnDate": DAY_READ, "CISRate": Decimal(0), **CREDIT_READ},
    ),
    "expense_claims": (
        {
            "ExpenseClaimID": ID(10),
            "User": USER,
            "Receipts": [RECEIPT],
            "Payments": [REFUND],
            "Total": 40,
            "AmountDue": 38,
            "AmountPaid": 2,
            "ReportingDate": DAY,
        },
        {
            "User.UpdatedDateUTC": NOON_READ,
            "Receipts.0.Date": DAY_READ,
            "Receipts.0.Total": Decimal(40),
            "Receipts.0.User.UpdatedDateUTC": NOON_READ,
            "Payments.0.Date": DAY_READ,
            "Payments.0.Amount": Decimal(2),
            "Total": Decimal(40),
            "AmountDue": Decimal(38),
            "AmountPaid": Decimal(2),
            "ReportingDate": DAY_READ,
        },
    ),
    "journals": (
        {
            "JournalID": ID(10),
            "JournalNumber": 30,
            "JournalDate": DAY,
            "Reference": "",
            "SourceType": "ACCPAY",
            "CreatedDateUTC": NOON,
            "JournalLines": [
                {
                    "AccountCode": "800",
                    "NetAmount": Decimal("-28750.00"),
                    "GrossAmount": -28750,
                    "TaxAmount": 0,
                    "TrackingCategories": [{"Name": "Region", "Option": "North"}],
                }
            ],
        },
        {
            "JournalDate": DAY_READ,
            "CreatedDateUTC": NOON_READ,
            "JournalLines.0.GrossAmount": Decimal(-28750),
            "JournalLines.0.TaxAmount": Decimal(0),
        },
    ),
    "linked_transactions": (
        {"LinkedTransactionID": ID(10), "Status": "ONDRAFT", "UpdatedDateUTC": NOON},
        {"UpdatedDateUTC": NOON_READ},
    ),
    "manual_journals": (
        {
            "ManualJournalID": ID(10),
            "Narration": "/Date(0)/ is no date here",
            "Date": DAY,
            "JournalLines": [
                {"LineAmount": 100, "TaxAmount": 0, "AccountCode": "429", "Tracking": []},
                {"LineAmount": Decimal("-100.00"), "AccountCode": "200", "IsBlank": False},
            ],
            "UpdatedDateUTC": NOON,
        },
        {
            "Date": DAY_READ,
            "JournalLines.0.LineAmount": Decimal(100),
            "JournalLines.0.TaxAmount": Decimal(0),
            "UpdatedDateUTC": NOON_READ,
        },
    ),
    "overpayments": (
        {"OverpaymentID": ID(10), "Type": "SPEND-OVERPAYMENT", **CREDIT},
        CREDIT_READ,
    ),
    "payment_services": (
        {"PaymentServiceID": ID(10), "PayNowText": "Pay 20.00 now", "Fee": 2},
        {},
    ),
    "payments": (
        {
            "PaymentID": ID(10),
            "PaymentType": "ARCREDITPAYMENT",
            "Amount": 2,
            "Date": DAY,
            "CreditNote": {"CreditNoteID": ID(11), "RemainingCredit": 35},
            "Prepayment": {"PrepaymentID": ID(11), "Total": 57},
            "Overpayment": {"OverpaymentID": ID(11), "AppliedAmount": 1},
            "BatchPayment": BATCH,
            "UpdatedDateUTC": NOON,
        },
        {
            "Amount": Decimal(2),
            "Date": DAY_READ,
            "CreditNote.RemainingCredit": Decimal(35),
            "Prepayment.Total": Decimal(57),
            "Overpayment.AppliedAmount": Decimal(1),
            "BatchPayment.Date": DAY_READ,
            "BatchPayment.TotalAmount": Decimal("12.00"),
            "BatchPayment.UpdatedDateUTC": NOON_READ,
            "UpdatedDateUTC": NOON_READ,
        },
    ),
    "prepayments": (
        {"PrepaymentID": ID(10), "InvoiceNumber": "20261120", "AppliedAmount": 22, **CREDIT},
        {"AppliedAmount": Decimal(22), **CREDIT_READ},
    ),
    "purchase_orders": (
        {
            "PurchaseOrderID": ID(10),
            "PurchaseOrderNumber": "PO-0006",
            "Date": DAY,
            "DeliveryDate": "2026-11-20T00:00:00",
            "ExpectedArrivalDate": DAY,
            "Contact": CONTACT,
            "LineItems": [LINE],
            "TotalDiscount": 250,
            "UpdatedDateUTC": NOON,
            **TOTALS,
        },
        {
            "Date": DAY_READ,
            "DeliveryDate": DAY_READ,
            "ExpectedArrivalDate": DAY_READ,
            "TotalDiscount": Decimal(250),
            "UpdatedDateUTC": NOON_READ,
            **CONTACT_READ,
            **LINE_READ,
            **TOTALS_READ,
        },
    ),
    "quotes": (
        {
            "QuoteID": ID(10),
            "LineAmountTypes": "EXCLUSIVE",
            "Date": "/Date(1795132800000)/",
            "ExpiryDate": DAY,
            "ExpiryDateString": "2026-11-20 00:00:00",
            "LineItems": [LINE],
            "UpdatedDateUTC": "/Date(1795176000123)/",
            **TOTALS,
        },
        {
            "Date": DAY_READ,
            "ExpiryDate": DAY_READ,
            "UpdatedDateUTC": NOON_READ,
            **LINE_READ,
            **TOTALS_READ,
        },
    ),
    "receipts": (
        {**RECEIPT, "LineItems": [LINE], "UpdatedDateUTC": NOON},
        {
            "Date": DAY_READ,
            "Total": Decimal(40),
            "User.UpdatedDateUTC": NOON_READ,
            "UpdatedDateUTC": NOON_READ,
            **LINE_READ,
        },
    ),
    "repeating_invoices": (
        {
            "RepeatingInvoiceID": ID(10),
            "Reference": "[Week]",
            "Schedule": {
                "Period": 1,
                "Unit": "MONTHLY",
                "DueDate": 20,
                "StartDate": DAY,
                "NextScheduledDate": DAY,
                "EndDate": DAY,
            },
            "LineItems": [LINE],
            "Total": 57,
        },
        {
            "Schedule.StartDate": DAY_READ,
            "Schedule.NextScheduledDate": DAY_READ,
            "Schedule.EndDate": DAY_READ,
            "Total": Decimal(57),
            **LINE_READ,
        },
    ),
    "users": (USER, {"UpdatedDateUTC": NOON_READ}),
}
