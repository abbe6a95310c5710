"""Xero's reports as rows: a row for each figure, or for each open invoice of a contact."""
