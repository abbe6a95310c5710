"""How to TALK to Xero: pure functions for what goes over the wire, and a client that sends it."""
