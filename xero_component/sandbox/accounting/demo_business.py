"""Whom the demonstration organisations trade with, what they sell, and the documents of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Deal:
    """A document and what became of it; payments are (days after its date, amount)."""

    type: str
    contact: str
    days_ago: int
    lines: Sequence[Mapping[str, Any]]
    status: str = "AUTHORISED"
    payments: Sequence[tuple[int, str]] = ()
    terms: int = 14
    number: str = ""
    reference: str = ""
    currency: str = ""
    line_amount_types: str = "Exclusive"

    @property
    def entered_as(self) -> str:
        """Status with which the document is first entered."""
        return self.status if self.status in ("DRAFT", "SUBMITTED") else "AUTHORISED"


@dataclass(frozen=True, slots=True)
class Business:
    """The contacts, items and documents of one organisation."""

    contacts: Sequence[Mapping[str, Any]]
    items: Sequence[Mapping[str, Any]]
    deals: Sequence[Deal]


def _contact(name: str, email: str = "", city: str = "", **more: Any) -> dict[str, Any]:
    address = [{"AddressType": "POBOX", "City": city}] if city else []
    return {"Name": name, "EmailAddress": email, "Addresses": address, **more}


def _item(code: str, name: str, sell: str, buy: str = "", **more: Any) -> dict[str, Any]:
    return {
        "Code": code,
        "Name": name,
        "Description": name,
        "SalesDetails": {"UnitPrice": sell, "AccountCode": "200"},
        **({"PurchaseDetails": {"UnitPrice": buy, "AccountCode": "310"}} if buy else {}),
        **more,
    }


def _line(description: str, quantity: str, price: str, account: str, **more: Any) -> dict[str, Any]:
    return {
        "Description": description,
        "Quantity": quantity,
        "UnitAmount": price,
        "AccountCode": account,
        **more,
    }


_NORTH = [{"Name": "Region", "Option": "North"}]

AU = Business(
    contacts=(
        _contact(
            "Harbour Lights Events",
            "accounts@harbourlights.example",
            "Sydney",
            ContactID="430fa14a-f945-44d3-9f97-5df5e28441b8",
            ContactNumber="C-0001",
            FirstName="Mara",
            LastName="Quill",
        ),
        _contact(
            "Bayside Club",
            "secretarybob@baysideclub.example",
            "Geelong",
            ContactID="a3675fc4-f8dd-4f03-ba5b-f1870566bcd7",
            ContactNumber="C-0002",
        ),
        _contact("City Agency", "info@cityagency.example", "Melbourne", ContactNumber="C-0003"),
        _contact("Ridgeway University", "ap@ridgeway.example", "Brisbane"),
        _contact("Marine Systems Pty Ltd", "orders@marinesystems.example", "Hobart"),
        _contact("Rex Media Group", "info@rexmedia.example", "Perth"),
        _contact("Young Bros Transport", "rog@youngbros.example", "Newcastle"),
        _contact("Petrie McLoud & Partners", "", "Canberra"),
        _contact("Net Connect", "billing@netconnect.example"),
        _contact("PowerDirect", "service@powerdirect.example"),
        _contact("Truxton Property Management", "rent@truxton.example"),
        _contact("Café Zoë 🍰", "zoe@cafezoe.example", "Fremantle", DefaultCurrency="AUD"),
        _contact("Old Mill Bakery", ContactStatus="ARCHIVED"),
    ),
    items=(
        _item("BOOK", "Fish out of Water: Finding Your Brand", "19.95", "9.50"),
        _item("PMD", "Project management, per day", "1500.00"),
        _item("PMBR", "Project management workshop", "500.00"),
        _item("TRAIN-MS", "Half-day training", "500.00"),
        _item("TSS", "T-shirt, small, black", "39.9995", "18.1275"),
        _item(
            "GB1-WHITE",
            "Golf balls, white, one dozen",
            "24.95",
            InventoryAssetAccountCode="630",
            PurchaseDetails={"UnitPrice": "12.00", "COGSAccountCode": "310"},
        ),
    ),
    deals=(
        Deal(
            "ACCREC", "Ridgeway University", 100, [_line("Workshop", "1", "5500.00", "200")],
            payments=[(12, "6050.00")], reference="P/O 9711",
        ),
        Deal(
            "ACCREC", "City Agency", 80,
            [{"ItemCode": "PMD", "Quantity": "2"}, {"ItemCode": "BOOK", "Quantity": "3"}],
            payments=[(10, "1000.00")], reference="Spring campaign",
        ),
        Deal(
            "ACCREC", "Bayside Club", 60,
            [_line("Golf balls, white", "10", "24.95", "200", DiscountRate="10")],
        ),
        Deal(
            "ACCREC", "Harbour Lights Events", 45,
            [_line("Lighting hire", "3", "333.33", "200", Tracking=_NORTH)], terms=30,
        ),
        Deal(
            "ACCREC", "Marine Systems Pty Ltd", 30, [_line("Consulting", "4.5", "120.00", "200")],
            status="VOIDED",
        ),
        Deal(
            "ACCREC", "Rex Media Group", 20, [_line("Brochure design", "1", "550.00", "200")],
            line_amount_types="Inclusive", payments=[(5, "250.00"), (9, "300.00")],
        ),
        Deal(
            "ACCREC", "Young Bros Transport", 10, [_line("Decals", "6", "125.00", "200")],
            status="SUBMITTED",
        ),
        Deal(
            "ACCREC", "Café Zoë 🍰", 6, [_line("Menu boards", "2", "80.005", "200")],
            status="DRAFT",
        ),
        Deal(
            "ACCREC", "City Agency", 4, [_line("Entered twice", "1", "10.00", "200")],
            status="DELETED",
        ),
        Deal(
            "ACCREC", "Petrie McLoud & Partners", 3,
            [_line("Translation", "1", "1300.00", "200", TaxType="EXEMPTOUTPUT")], currency="USD",
        ),
        Deal(
            "ACCPAY", "Truxton Property Management", 50, [_line("Rent", "1", "1075.00", "469")],
            payments=[(14, "1182.50")], number="RPT 445-1",
        ),
        Deal(
            "ACCPAY", "PowerDirect", 25, [_line("Electricity", "1", "119.38", "445")],
            number="PD 77812", line_amount_types="Inclusive",
        ),
        Deal(
            "ACCPAY", "Net Connect", 12, [_line("Fibre, monthly", "1", "49.50", "489")],
            number="NC-2291", payments=[(3, "20.00")],
        ),
        Deal(
            "ACCPAY", "Young Bros Transport", 2, [_line("Courier", "3", "41.666", "425")],
            status="DRAFT",
        ),
    ),
)  # fmt: skip

GB = Business(
    contacts=(
        _contact("Alder & Finch LLP", "accounts@alderfinch.example", "York"),
        _contact("Bluebell Garden Centre", "hello@bluebell.example", "Bath"),
        _contact("Castle Print Works", "billing@castleprint.example", "Leeds"),
        _contact("Dunmore Estates", "", "Inverness"),
    ),
    items=(
        _item("TEA-500", "Breakfast tea, 500 g", "7.25", "3.10"),
        _item("HAMPER", "Gift hamper", "64.00", "31.40"),
    ),
    deals=(
        Deal(
            "ACCREC", "Alder & Finch LLP", 40, [{"ItemCode": "HAMPER", "Quantity": "12"}],
            payments=[(7, "921.60")],
        ),
        Deal("ACCREC", "Bluebell Garden Centre", 15, [{"ItemCode": "TEA-500", "Quantity": "40"}]),
        Deal(
            "ACCREC", "Dunmore Estates", 5, [_line("Tasting evening", "1", "250.00", "200")],
            status="DRAFT",
        ),
        Deal(
            "ACCPAY", "Castle Print Works", 20, [_line("Labels", "2000", "0.0375", "461")],
            number="CPW-118",
        ),
    ),
)  # fmt: skip
