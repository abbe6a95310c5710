"""Polling: what changed in Xero since the last look, told once."""
