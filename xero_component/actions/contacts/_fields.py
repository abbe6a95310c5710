"""What creating and updating a contact share."""

from typing import Annotated, Any

from pydantic import AfterValidator

from xero_component.catalogue.inputs import RecordInput, merged

ADDRESS = {
    "address_type": "AddressType",
    "address": "AddressLine1",
    "city": "City",
    "postal_code": "PostalCode",
    "country": "Country",
    "region": "Region",
}
MOST_LINES = 4


def _fits(address: str) -> str:
    lines = len(address.splitlines())
    if lines > MOST_LINES:
        raise ValueError(f"has {lines} lines; Xero keeps at most {MOST_LINES}")
    return address


AddressText = Annotated[str, AfterValidator(_fits)]
"""The lines of an address, one below the other."""


def contact_body(data: RecordInput) -> dict[str, Any]:
    """Return the contact to send, with an address only where part of one was given."""
    body = data.to_xero(without={*ADDRESS, "match_by"})
    given = data.model_dump(include=set(ADDRESS), exclude_unset=True)
    if not set(given) - {"address_type"}:
        return body
    return merged({"Addresses": [_address(given)]}, body)


def _address(given: dict[str, Any]) -> dict[str, Any]:
    address = {ADDRESS[name]: value for name, value in given.items()}
    address["AddressType"] = address.get("AddressType") or "POBOX"
    lines = (address.get("AddressLine1") or "").splitlines()
    address.update({f"AddressLine{n}": line for n, line in enumerate(lines, start=1)})
    return address
