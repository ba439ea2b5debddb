"""A mistake in a folder is told with file, line and field before anything is sent."""

from typing import Any

import pytest

from services.loader import Mistake, Mistakes, read_folder

RURAL = "enterprises/rural-commercial-banks.yaml"


def mistakes(copy: Any) -> list[Mistake]:
    with pytest.raises(Mistakes) as caught:
        read_folder(copy.path)
    return caught.value.found


def the_one(copy: Any) -> Mistake:
    (found,) = mistakes(copy)
    return found


def test_the_season_as_it_stands_has_no_mistake(copy: Any) -> None:
    assert read_folder(copy.path).season.season == "jincheng-finance-2021"


def test_a_misspelt_field_is_told_with_its_line(copy: Any) -> None:
    line = copy.replace("season.yaml", "notice_working_days:", "notice_workingdays:")
    found = the_one(copy)
    assert (found.file, found.line, found.field) == ("season.yaml", line, "notice_workingdays")


def test_a_wrong_check_character_is_told_with_its_line(copy: Any) -> None:
    line = copy.replace(RURAL, "91140599DEM0000142", "91140599DEM0000143")
    assert the_one(copy) == Mistake(
        RURAL, line, "[0].uscc", "91140599DEM0000143 is no valid USCC (check characters)"
    )


def test_an_indicator_that_its_scheme_does_not_have_is_told(copy: Any) -> None:
    line = copy.replace(RURAL, "indicator: C4", "indicator: C44")
    found = the_one(copy)
    assert (found.file, found.line) == (RURAL, line)
    assert found.field == "[0].standards[0].values[8].indicator"
    assert found.why.startswith("C44 is no indicator of its scheme")


def test_a_promise_without_operator_is_told_R28(copy: Any) -> None:
    line = copy.replace(RURAL, '"≤ 5 min"', '"5 min"')
    found = the_one(copy)
    assert (found.line, found.field) == (line, "[0].standards[0].values[5].promise")


@pytest.mark.parametrize(
    ("name", "change", "field", "why"),
    [
        ("story.yaml", ("at: 2021-08-10 09:30", "at: 2021-08-09 09:30"), "[1].at", "is before"),
        ("story.yaml", ("at: 2021-08-10 09:30", "at: 10.8.2021"), "[1].at", "is not like"),
        (
            "story.yaml",
            ("by: central-bank", "by: centralbank"),
            ".by",
            "neither an actor nor an enterprise",
        ),
        ("story.yaml", ("scheme: branch-service", "scheme: branches"), "[2].scheme", "no scheme"),
        (
            "story.yaml",
            ("notice: online-notice", "notice: no-notice"),
            ".notice",
            "no earlier step",
        ),
        ("story.yaml", ("id: appoint-body", "id: open-season"), ".id", "more than once"),
        ("story.yaml", ("revision: 1", "revision: 2"), ".revision", "has 1"),
        ("story.yaml", ("by: enterprises", "by: bureau"), ".by", "each enterprise takes itself"),
        ("story.yaml", ("do: appoint_body", "do: appoint"), "[1]", "Invalid value"),
        ("story.yaml", ("last_day: 2021-08-25", "last_day: 25.8."), ".last_day", "date"),
        ("season.yaml", ("notice_working_days: 10", "notice_working_days: 9"), "notice", "floor"),
        ("season.yaml", ("      - close", "      - closing"), "phases[2].steps", "closing"),
        ("season.yaml", ("last: 2021-08-31", "last: 2021-08-01"), "phases[0].last", "before"),
        ("season.yaml", ("year: 2021", "year: MMXXI"), "year", "int"),
        ("season.yaml", ("year: 2021", "year: !!python/name:os.system 2021"), "year", "tags"),
        ("season.yaml", ("year: 2021", "year: 2021\nyear: 2022"), "year", "twice"),
        ("actors.yaml", ("id: body", "id: enterprises"), "[2].id", "meaning of its own"),
        ("actors.yaml", ("role: bureau", "role: king"), "[0].role", "king"),
        (RURAL, ("effective: 2021-07-10", "effective: 2021-01-10"), ".effective", "before"),
        (RURAL, ("category: branch-service", "category: branches"), ".category", "no scheme"),
        ("schemes/branch-service.yaml", ("\ncore:", "\nkern:"), "(the file)", "core"),
    ],
)
def test_each_kind_of_mistake_is_told_at_its_field(
    copy: Any, name: str, change: tuple[str, str], field: str, why: str
) -> None:
    line = copy.replace(name, *change)
    told = [one for one in mistakes(copy) if one.file == name and why in one.why]
    assert told, mistakes(copy)
    assert field in told[0].field
    # At the line itself, or at the head of the record when the field has no line of its own.
    assert told[0].line <= line + 3


def test_a_file_that_is_missing_or_no_yaml_is_told(copy: Any) -> None:
    (copy.path / "actors.yaml").write_text("- id: [\n", "utf-8")
    (copy.path / "season.yaml").unlink()
    told = {one.file for one in mistakes(copy)}
    assert {"actors.yaml", "season.yaml"} <= told


def test_all_mistakes_are_told_at_once(copy: Any) -> None:
    copy.replace(RURAL, "91140599DEM0000142", "91140599DEM0000143")
    copy.replace(RURAL, "91140599DEM000022W", "91140599DEM0000222")
    copy.replace("story.yaml", "by: central-bank", "by: nobody")
    assert len(mistakes(copy)) >= 3


def test_a_mistake_reads_as_file_line_field_and_why(copy: Any) -> None:
    assert str(Mistake("season.yaml", 7, "year", "is wrong")) == "season.yaml:7: year: is wrong"


def test_numbers_stay_the_text_that_was_written_R28(copy: Any) -> None:
    copy.replace(RURAL, '"≥ 99.97 %"', '"≥ 99.9700000000000000001 %"')
    folder = read_folder(copy.path)
    (value,) = (v for v in folder.standards["zixu/online-banking"].values if v.indicator == "D1")
    assert value.parts() == ("≥", "99.9700000000000000001", "%")
