"""How far a run is: bars where somebody looks, lines elsewhere."""

import io

import pytest
from rich.console import Console

from xero_component.cli import screen
from xero_component.cli.sync import progress as module
from xero_component.cli.sync.progress import progress, rows_of
from xero_component.sync import StreamReport

HALF = StreamReport("invoices", read=3000, expected=6000, calls=3)


def shown_on(monkeypatch: pytest.MonkeyPatch, *, terminal: bool) -> io.StringIO:
    out = io.StringIO()
    made = Console(file=out, force_terminal=terminal, width=120)
    monkeypatch.setattr(screen, "console", lambda **_options: made)
    return out


@pytest.mark.parametrize(
    ("report", "words"),
    [
        (HALF, "3,000 of 6,000 rows, 3 calls"),
        (StreamReport("items", read=1, calls=1), "1 row, 1 call"),
        (StreamReport("items"), "0 rows, 0 calls"),
        (StreamReport("items", read=7, expected=5, calls=1), "7 rows, 1 call"),
    ],
)
def test_rows_and_calls_are_told_in_words(report: StreamReport, words: str) -> None:
    assert rows_of(report) == words


def test_a_terminal_shows_a_bar_for_each_stream_and_what_is_left_of_the_day(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    out = shown_on(monkeypatch, terminal=True)
    with progress(lambda: 4812, quiet=False) as tell:
        tell(HALF)
        tell(StreamReport("items", read=6, calls=1))
    text = out.getvalue()
    assert "3,000 of 6,000 rows, 3 calls" in text
    assert "4,812 calls left today" in text
    assert "items" in text


def test_elsewhere_a_stream_gets_a_line_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    out = shown_on(monkeypatch, terminal=False)
    now = 100.0
    monkeypatch.setattr(module, "monotonic", lambda: now)
    with progress(lambda: None, quiet=False) as tell:
        tell(StreamReport("invoices", read=1000, expected=6000, calls=1))
        tell(StreamReport("invoices", read=2000, expected=6000, calls=2))
        now += 11
        tell(HALF)
    assert out.getvalue().splitlines() == [
        "invoices: 1,000 of 6,000 rows, 1 call",
        "invoices: 3,000 of 6,000 rows, 3 calls",
    ]


def test_nothing_is_told_beside_json(monkeypatch: pytest.MonkeyPatch) -> None:
    out = shown_on(monkeypatch, terminal=False)
    with progress(lambda: 1, quiet=True) as tell:
        tell(HALF)
    assert out.getvalue() == ""
