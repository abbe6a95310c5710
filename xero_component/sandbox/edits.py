"""What somebody else does in the organisation while a client is reading it."""

from collections.abc import Mapping
from dataclasses import dataclass

EDITS: Mapping[str, str] = {
    "add": "a record is added",
    "archive": "a contact or an account is archived",
    "delete": "a record is deleted, or gets the status DELETED",
    "equal-times": "records get one and the same UpdatedDateUTC, to the millisecond",
    "same-second": "records get UpdatedDateUTC within one second, a millisecond apart",
    "silent": "a record changes, and its UpdatedDateUTC does not",
    "touch": "UpdatedDateUTC moves to the present moment, and nothing else changes",
    "void": "a document gets the status VOIDED",
}
"""Each kind of edit and what it does."""

_SEVERAL = frozenset({"equal-times", "same-second"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Edit:
    """One edit by somebody else. Raises ValueError for one that cannot be."""

    kind: str
    plural: str
    """What is edited, by the name of its endpoint, such as Invoices."""
    identifier: str | None = None
    """Which record; without it the ones that were changed longest ago and that allow the edit."""
    count: int | None = None
    """How many records: 1 unless given, and every one where times are made equal."""
    field: str | None = None
    """What a silent edit changes: AccountCode, DueDate, SentToContact, IsCustomer, IsSupplier."""
    seed: int | None = None
    """Picks records by chance, the same ones for the same seed, in place of the oldest."""

    def __post_init__(self) -> None:
        if self.kind not in EDITS:
            raise ValueError(f"There is no edit {self.kind!r}; choose from: {', '.join(EDITS)}")
        if self.count is not None and self.count < 1:
            raise ValueError("An edit changes at least one record")
        if self.identifier and (self.kind == "add" or self.kind in _SEVERAL or self.count):
            raise ValueError("An id is given to an edit of one record that is there")
        if self.field and self.kind != "silent":
            raise ValueError("A field is given to a silent edit only")

    @property
    def wanted(self) -> int | None:
        """How many records are to be edited; None for all."""
        return self.count or (None if self.kind in _SEVERAL else 1)
