"""How long records are kept: periods of whole days, months and years, and the table (R25)."""

from datetime import date
from pathlib import Path

import pytest

from services.chassis import schedule
from services.chassis.schedule import BadSchedule, Period
from services.chassis.settings import BadSettings, Settings


@pytest.mark.parametrize(
    ("period", "since", "last"),
    [
        ("P30D", date(2021, 12, 15), date(2022, 1, 14)),
        ("P6M", date(2021, 8, 31), date(2022, 2, 28)),
        ("P6M", date(2021, 7, 1), date(2022, 1, 1)),
        ("P12M", date(2021, 12, 31), date(2022, 12, 31)),
        ("P1Y", date(2024, 2, 29), date(2025, 2, 28)),
        ("P4Y", date(2024, 2, 29), date(2028, 2, 29)),
        ("P5Y", date(2021, 10, 8), date(2026, 10, 8)),
        ("for_ever", date(2021, 10, 8), None),
        ("P9999Y", date(2021, 10, 8), None),
    ],
)
def test_a_period_ends_on_the_same_day_or_the_months_last_R25(
    period: str, since: date, last: date | None
) -> None:
    assert Period.read(period).after(since) == last


@pytest.mark.parametrize("text", ["", "P", "P0D", "1Y", "P1W", "P-1D", "P1.5Y", "ever", 365, None])
def test_what_is_no_period_is_refused(text: object) -> None:
    with pytest.raises(ValueError, match="no period"):
        Period.read(text)


def test_the_last_day_is_kept_whole_R25() -> None:
    row = schedule.default()["objection"]
    assert row.keep.text == "P1Y"
    assert not row.is_over(date(2021, 10, 8), date(2022, 10, 8))
    assert row.is_over(date(2021, 10, 8), date(2022, 10, 9))
    assert not row.is_over(None, date(2999, 1, 1))
    assert not schedule.default()["event"].is_over(date(2021, 1, 1), date(2999, 1, 1))


def test_each_row_says_what_since_when_and_why_in_both_languages_R25() -> None:
    for kind, row in schedule.default().items():
        told = row.plain()
        assert told["kind"] == kind
        for part in ("what", "since", "basis"):
            assert all(told[part][language] for language in ("zh", "en")), (kind, part)


def test_an_installation_sets_its_own_periods_and_no_more_R25(tmp_path: Path) -> None:
    own = tmp_path / "own.yaml"
    own.write_text("objection: P2Y\nreceipt: for_ever\nevent: for_ever\n", "utf-8")
    table = schedule.read(own)
    assert table["objection"].keep.text == "P2Y"
    assert table["receipt"].keep.text == "for_ever"
    assert table["comment"] == schedule.default()["comment"]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("event: P30Y", "for ever"),
        ("cited_document: P30Y", "for ever"),
        ("gossip: P1Y", "gossip"),
        ("objection: soon", "objection"),
        ("objection: {years: 1}", "objection"),
        ("- objection", "mapping"),
        ("a: [", "expected"),
        ("\x00", "special characters"),
    ],
)
def test_a_wrong_file_stops_the_process_and_says_why_R25(
    tmp_path: Path, content: str, told: str
) -> None:
    own = tmp_path / "own.yaml"
    own.write_text(content, "utf-8")
    with pytest.raises(BadSchedule, match=told):
        schedule.read(own)
    pepper = tmp_path / "pepper"
    pepper.write_bytes(b"p")
    env = {
        "LINGPAO_DATA": str(tmp_path),
        "LINGPAO_PEPPER_FILE": str(pepper),
        "LINGPAO_RETENTION_FILE": str(own),
    }
    with pytest.raises(BadSettings, match="LINGPAO_RETENTION_FILE"):
        Settings.read("intake", env)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadSchedule):
        schedule.read(tmp_path / "none.yaml")
