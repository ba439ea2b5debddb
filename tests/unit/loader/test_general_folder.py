"""The season of the general notice as data: whole, worked out by hand, and named nowhere in code."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import pytest
import yaml
from stdnum.cn import uscc as stdnum_uscc

from services.loader import Folder, Mistakes, read_folder, steps, uscc
from services.loader.checks import moment
from tests.support.by_hand import write
from tests.support.running import ROOT

DATA = ROOT / "tests" / "data"
FOLDER = DATA / "jincheng-2021-general"
SEASONS = sorted(path.parent for path in DATA.glob("jincheng-*/season.yaml"))
INDUSTRIES = ["煤炭煤化工", "钢铁铸造", "煤层气", "光机电", "旅游康养", "晋城特色农产品"]


@pytest.fixture(scope="module")
def general() -> Folder:
    return read_folder(FOLDER)


def schemes() -> dict[str, Any]:
    files = sorted((FOLDER / "schemes").glob("*.yaml"))
    return {file.stem: yaml.safe_load(file.read_text("utf-8")) for file in files}


def test_the_fields_are_the_industries_of_the_general_notice_R2(general: Folder) -> None:
    assert [field.name for field in general.season.fields] == INDUSTRIES
    assert general.season.profile == "general-77"


def test_no_field_category_or_season_is_named_in_the_code_R2() -> None:
    """Fields are data: of all words of all seasons none stands anywhere under services/."""
    words = set()
    for folder in SEASONS:
        for file in folder.glob("*season.yaml"):
            season = yaml.safe_load(file.read_text("utf-8"))
            words |= {season["season"], season["name"]}
            for field in season["fields"]:
                words |= {field["code"], field["name"]}
                words |= {one[key] for one in field["categories"] for key in ("code", "name")}
    assert len(SEASONS) > 1
    assert {"branch-service", "网上银行服务", "steel-casting", "煤层气"} <= words
    code = [path for path in (ROOT / "services").rglob("*") if path.is_file()]
    texts = [path for path in code if "__pycache__" not in path.parts]
    assert len(texts) > 200
    found = [
        (str(path.relative_to(ROOT)), word)
        for path in texts
        for word in words
        if word in path.read_bytes().decode("utf-8", "replace")
    ]
    assert found == []


def test_applications_go_to_the_bureaus_of_the_places_and_of_the_zone_R9(general: Folder) -> None:
    assert {field.applications_to for field in general.season.fields} == {"county_bureau"}
    places = {
        actor.organisation.rpartition("-")[2]: actor.id
        for actor in general.actors.values()
        if actor.role == "county_bureau"
    }
    assert len(places) == 7
    assert places["140571"] == "zone"
    for step in general.story:
        if isinstance(step, steps.DecideApplications) and not step.expect:
            for name in step.applications:
                enterprise = general.enterprises[name.partition("/")[0]]
                assert places[enterprise.region] == step.by, name


def test_enterprises_are_fictitious_with_valid_codes(general: Folder) -> None:
    for one in general.enterprises.values():
        assert one.uscc.startswith("91140599DEM")
        assert uscc.is_valid(one.uscc)
        assert stdnum_uscc.is_valid(one.uscc)


def test_both_families_both_subjects_and_every_direction_are_there_R6_R8_R29() -> None:
    every = schemes().values()
    assert {one["family"] for one in every} == {"weighted", "star_minimum"}
    assert {one["subject"] for one in every} == {"product", "service"}
    ways = {core["direction"] for one in every for core in one["core"]}
    assert ways == {"higher", "lower", "ordinal", "range"}
    for one in every:
        for core in one["core"]:
            assert core["baseline"]["document"]
            assert core["baseline"]["origin"] == "illustrative"


def test_every_product_standard_names_models_and_no_service_does_R8(general: Folder) -> None:
    subjects = {name: one["subject"] for name, one in schemes().items()}
    for name, standard in general.standards.items():
        assert bool(standard.products) == (subjects[standard.category] == "product"), name


def test_notices_and_hearing_end_by_the_real_calendar_R17_R21(general: Folder) -> None:
    days = {
        steps.OpenSchemeNotice: general.season.notice_working_days,
        steps.OpenResultsNotice: general.season.notice_working_days,
        steps.ProposeRevocation: general.season.hearing_working_days,
    }
    seen = set()
    for step in general.story:
        if isinstance(step, tuple(days)):
            assert nth_working_day(step.at, days[type(step)]) == step.last_day, step.id
            seen.add(type(step))
    assert seen == set(days)
    upheld = general.step_named("uphold-objection-to-guixu", steps.DecideObjection)
    again = general.step_named("briquette-notice-runs-again", steps.WaitForNoticeEnd)
    assert nth_working_day(upheld.at, 10) == again.last_day


def nth_working_day(at: str, number: int) -> Any:
    day, counted = moment(at).date(), 0
    while counted < number:
        day += timedelta(days=1)
        counted += chinese_calendar.is_workday(day)
    return day


def test_the_expected_boards_are_those_worked_out_by_hand_R8_R11_R13() -> None:
    made = write(FOLDER)
    assert {path.name for path in made} == {path.name for path in (FOLDER / "expected").iterdir()}
    for path, content in made.items():
        assert path.read_text("utf-8") == content, path.name


def test_a_range_is_two_promises_and_anything_else_is_told_R28(tmp_path: Path) -> None:
    wrong = FOLDER / "enterprises" / "tourism-wellness.yaml"
    text = wrong.read_text("utf-8").replace('promise: "≤ 24 °C"', 'promise: "≥ 24 °C"', 1)
    copy = tmp_path / "season"
    for file in FOLDER.rglob("*.yaml"):
        there = copy / file.relative_to(FOLDER)
        there.parent.mkdir(parents=True, exist_ok=True)
        there.write_text(text if file == wrong else file.read_text("utf-8"), "utf-8")
    with pytest.raises(Mistakes) as caught:
        read_folder(copy)
    (found,) = caught.value.found
    assert found.why == "W2 is promised twice"
