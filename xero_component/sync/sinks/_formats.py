"""Files of rows: JSON Lines, CSV and Parquet. All are made for the owner alone: it is a ledger."""

import os
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from xero_component.sync.flatten import Values
from xero_component.sync.schema import Column, Type
from xero_component.sync.sinks._arrow import arrow_table, arrow_types, columnar_fits
from xero_component.sync.sinks._libraries import library
from xero_component.sync.sinks._spool import Writer
from xero_component.sync.sinks._texts import text_fits
from xero_component.sync.values import Fits


class JsonLines:
    """Records as they are, one on each line."""

    suffix = "jsonl"

    @cached_property
    def fits(self) -> Fits:
        """Records are not laid out."""
        return Fits({})

    def open(self, path: Path, _columns: Sequence[Column]) -> Writer:
        """Begin a file."""
        return _Lines(path, end="\n")


class Csv:
    """Tables by RFC 4180, with the names of the columns in the first line.

    Text stands in quotes; what is not set is empty and has none. Nothing is put before a text that
    begins like a formula: the data stay what Xero holds. https://www.rfc-editor.org/rfc/rfc4180
    """

    suffix = "csv"

    @cached_property
    def fits(self) -> Fits:
        """Amounts with all their digits and no exponent, days and moments in ISO 8601."""
        return text_fits(written_out=False)

    def open(self, path: Path, columns: Sequence[Column]) -> Writer:
        """Begin a file."""
        quoted = [column.type in {Type.TEXT, Type.JSON} for column in columns]
        lines = _Lines(path, end="\r\n", quoted=quoted)
        lines.write_names(column.name for column in columns)
        return lines


class Parquet:
    """Tables with exact types: amounts are DECIMAL(38, 12) (extra `parquet`)."""

    suffix = "parquet"

    def __init__(self, extra: str = "parquet") -> None:
        library("pyarrow", extra=extra, what="Parquet")
        self.fits: Fits = columnar_fits()
        self._types = arrow_types()

    def open(self, path: Path, columns: Sequence[Column]) -> Writer:
        """Begin a file."""
        return _Groups(path, columns, self._types)


class _Lines:
    """A file of text."""

    def __init__(self, path: Path, *, end: str, quoted: Sequence[bool] = ()) -> None:
        self._file = os.fdopen(_private(path), "w", encoding="utf-8", newline="")
        self._end = end
        self._quoted = quoted

    def write_names(self, names: Iterator[str]) -> None:
        """Begin with the names of the columns."""
        self._file.write(",".join(map(_quoted, names)) + self._end)

    def write(self, values: Sequence[Values]) -> None:
        """Add rows, given as columns; without names for them, a row is a line."""
        texts: Sequence[Values] = values
        if self._quoted:
            texts = [
                ["" if one is None else _quoted(one) if quoted else _plain(one) for one in column]
                for column, quoted in zip(values, self._quoted, strict=True)
            ]
        self._file.writelines(",".join(row) + self._end for row in zip(*texts, strict=True))

    def close(self) -> None:
        """Finish the file, and see it written to the disk."""
        with self._file:
            self._file.flush()
            os.fsync(self._file.fileno())


class _Groups:
    """A file of row groups, each of which is what was added at a time."""

    def __init__(self, path: Path, columns: Sequence[Column], types: Mapping[Type, Any]) -> None:
        parquet = library("pyarrow.parquet", extra="parquet", what="Parquet")
        self._columns, self._types = columns, types
        self._file = os.fdopen(_private(path), "wb")
        schema = arrow_table(columns, [], types).schema
        self._writer = parquet.ParquetWriter(self._file, schema, compression="zstd")

    def write(self, values: Sequence[Values]) -> None:
        """Add rows, given as columns."""
        self._writer.write_table(arrow_table(self._columns, values, self._types))

    def close(self) -> None:
        """Finish the file, and see it written to the disk."""
        with self._file:
            self._writer.close()
            self._file.flush()
            os.fsync(self._file.fileno())


def _private(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _plain(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
