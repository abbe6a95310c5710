"""Files: JSON Lines, CSV or Parquet in a folder, one for each run and table.

    folder/invoices/00000001.parquet
    folder/invoices_line_items/00000001.parquet
    folder/cursor.db

A file appears whole or not at all, and is never changed. All of a run's files bear its number; a
long run delivers every 100,000 records, under a number each time. The cursor follows the files, so
that a run that dies between the two writes the same rows again, under another number.

The row of an id with the greatest `_version` tells what it is now: with `_deleted_at`, Xero has it
no more. The objects of its lists are those with the same `_version`.
"""

import os
from collections.abc import Callable
from pathlib import Path

from xero_component.sync.sinks._formats import Csv, JsonLines, Parquet
from xero_component.sync.sinks._index import Index
from xero_component.sync.sinks._layouts import RecordLayout, TableLayout
from xero_component.sync.sinks._spool import Filled, Format, Layout, SpooledSink
from xero_component.sync.stream import Stream

CURSOR = "cursor.db"
FORMATS: dict[str, Callable[[], Format]] = {"jsonl": JsonLines, "csv": Csv, "parquet": Parquet}


class FilesSink(SpooledSink):
    """Keeps streams as files of a folder: `async with FilesSink(folder, Parquet) as sink`.

    JSON Lines hold records as they are, lists and all; the others hold tables. Raises
    `ConfigurationError` for a folder that cannot be used, `WaitError` while another run writes.
    """

    def __init__(self, folder: str | Path, form: Callable[[], Format] = JsonLines) -> None:
        super().__init__(folder, form(), CURSOR)

    def _layout(self, index: Index, stream: Stream, tenant_id: str) -> Layout:
        if isinstance(self._form, JsonLines):
            return RecordLayout(stream, tenant_id)
        return TableLayout(index, stream, tenant_id, self._form.fits)

    def _deliver(self, files: list[Filled]) -> None:
        for file in files:
            place = self.folder / file.table.name
            place.mkdir(mode=0o700, exist_ok=True)
            file.path.rename(place / f"{self._number:08}.{self._form.suffix}")
            _settle(place)


def _settle(folder: Path) -> None:
    """See the names in a folder written to the disk, where the system knows how."""
    if os.name == "posix":
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)
