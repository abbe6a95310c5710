"""Connecting over the web: a person's browser, Xero's consent, and a stored connection."""
