"""Writes the tables of docs/sync-streams.md from the streams; `--check` fails when they are old."""

import re
import sys
from collections.abc import Iterable
from pathlib import Path

from xero_component.sync import STREAMS, Kind, Stream

PAGE = Path(__file__).parent / "sync-streams.md"
_PART = re.compile(r"(<!-- (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
HOW = {
    Kind.CHANGES: "changes",
    Kind.SNAPSHOT: "everything each time",
    Kind.ADDITIONS: "additions",
}


def written(text: str) -> str:
    """Return the page with its tables as they should be."""
    made = {"streams": _streams(), "missing": _missing()}
    return _PART.sub(lambda part: part[1] + made[part[2]] + part[3], text)


def _streams() -> str:
    rows = [
        "| stream | key | read by | cursor | scopes | child tables |",
        "|---|---|---|---|---|---|",
        *(_row(stream) for stream in STREAMS.values()),
    ]
    return "\n".join(rows) + "\n"


def _row(stream: Stream) -> str:
    below = [table.name for table in stream.table.walk()][1:]
    cells = (
        _code([stream.key]),
        _code([stream.primary_key]),
        HOW[stream.reading.kind],
        _code([stream.cursor] if stream.cursor else []),
        _code(sorted(stream.scopes)),
        _code(below),
    )
    return f"| {' | '.join(cells)} |"


def _missing() -> str:
    rows = ["| stream | what to know |", "|---|---|"]
    for stream in STREAMS.values():
        said = [one for one in (stream.withdrawn, stream.restricted, *stream.missing) if one]
        if said:
            rows.append(f"| `{stream.key}` | {' '.join(said)} |")
    return "\n".join(rows) + "\n"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def main() -> int:
    """Write the page, or tell whether it is current."""
    text = PAGE.read_text("utf-8")
    current = written(text)
    if "--check" in sys.argv[1:]:
        return int(current != text)
    PAGE.write_text(current, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
