"""The wire of the actions, for data sources too."""

from tests.actions.conftest import certificates, clock, held, wire, xero

__all__ = ["certificates", "clock", "held", "wire", "xero"]
