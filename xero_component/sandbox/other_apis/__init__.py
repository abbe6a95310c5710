"""The APIs beside the Accounting API, for reading: assets, files, payroll and projects."""

from xero_component.sandbox.other_apis.demo_records import demo_records
from xero_component.sandbox.other_apis.library import Library
from xero_component.sandbox.other_apis.reading import BASES, OtherApi, other_apis

__all__ = ["BASES", "Library", "OtherApi", "demo_records", "other_apis"]
