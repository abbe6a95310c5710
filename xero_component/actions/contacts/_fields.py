"""What creating and updating a contact share."""

from typing import Any

from xero_component.catalogue.inputs import RecordInput

ADDRESS = {
    "address_type": "AddressType",
    "address": "AddressLine1",
    "city": "City",
    "postal_code": "PostalCode",
    "country": "Country",
    "region": "Region",
}


def contact_body(data: RecordInput) -> dict[str, Any]:
    """Return the contact to send, with an address only where part of one was given."""
    body = data.to_xero(without=set(ADDRESS))
    given = data.model_dump(include=set(ADDRESS), exclude_unset=True)
    if set(given) - {"address_type"}:
        body["Addresses"] = [_address(given)]
    return body


def _address(given: dict[str, Any]) -> dict[str, Any]:
    address = {ADDRESS[name]: value for name, value in given.items()}
    address.setdefault("AddressType", "POBOX")
    lines = (address.pop("AddressLine1", None) or "").splitlines()
    address.update({f"AddressLine{n}": line for n, line in enumerate(lines[:4], start=1)})
    return address
