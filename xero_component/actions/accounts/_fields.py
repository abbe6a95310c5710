"""What creating and updating an account share."""

from typing import Annotated, Literal

from pydantic import Field

from xero_component.catalogue.inputs import Text

AccountCode = Annotated[Text, Field(max_length=10)]
AccountName = Annotated[Text, Field(max_length=150)]
AccountType = Literal[
    "BANK",
    "CURRENT",
    "CURRLIAB",
    "DEPRECIATN",
    "DIRECTCOSTS",
    "EQUITY",
    "EXPENSE",
    "FIXED",
    "INVENTORY",
    "LIABILITY",
    "NONCURRENT",
    "OTHERINCOME",
    "OVERHEADS",
    "PAYG",
    "PREPAYMENT",
    "REVENUE",
    "SALES",
    "TERMLIAB",
]
