"""Xero's names of time zones."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from xero_component.triggers._business.timezones import day_in, zone_of


@pytest.mark.parametrize(
    ("name", "zone"),
    [
        ("AUSEASTERNSTANDARDTIME", "Australia/Sydney"),
        ("EAUSTRALIASTANDARDTIME", "Australia/Brisbane"),
        ("NEWZEALANDSTANDARDTIME", "Pacific/Auckland"),
        ("GMTSTANDARDTIME", "Europe/London"),
        ("CENTRALSTANDARDTIME(MEXICO)", "America/Mexico_City"),
        ("RUSSIATIMEZONE10", "Asia/Srednekolymsk"),
        ("UTC+12", "Etc/GMT-12"),
        ("UTC11", "Etc/GMT+11"),
        ("KAMCHATKASTANDARDTIME", "Asia/Kamchatka"),
        ("AUS Eastern Standard Time", "Australia/Sydney"),
    ],
)
def test_a_name_without_blanks_is_the_zone_that_windows_names_with_them(name: str, zone: str):
    assert zone_of(name) == zone


def test_utc_is_utc():
    zone = zone_of("UTC")
    assert zone is not None
    assert (
        datetime(2026, 1, 1, tzinfo=ZoneInfo(zone)).utcoffset()
        == datetime(2026, 1, 1, tzinfo=UTC).utcoffset()
    )


@pytest.mark.parametrize("name", ["", "MARSSTANDARDTIME", "Australia/Sydney", "😀", "x" * 10_000])
def test_any_other_name_is_not_known(name: str):
    assert zone_of(name) is None


def test_the_day_turns_at_midnight_there():
    before, after = (
        datetime(2026, 11, 20, 12, 59, tzinfo=UTC),
        datetime(2026, 11, 20, 13, 0, tzinfo=UTC),
    )

    assert day_in("Australia/Sydney", before) == date(2026, 11, 20)
    assert day_in("Australia/Sydney", after) == date(2026, 11, 21)
