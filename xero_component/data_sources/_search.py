"""Searching a list of Xero's that has a filter, but no search term."""

from xero_component.api.where import clause, literal


def containing(field: str, text: str) -> str:
    """Compare a field with a part of its text, whatever the capitals; a field may be null."""
    return f"{clause(field, '!=', None)} AND {field}.ToLower().Contains({literal(text.lower())})"
