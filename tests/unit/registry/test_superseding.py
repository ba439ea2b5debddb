"""The next list of a category ends the titles before it only if their season says so (R20)."""

from dataclasses import replace
from datetime import date

import pytest

from services.contracts import scoring as s
from tests.support.counter import BOARD, BODY, CATEGORY, OTHER, OWNER, ROW, SEASON_BODY, at

NEXT = "finance-2022"


@pytest.fixture
def listed(counter):
    """Publish a season's list, then the next season's; return the desk and the first title."""

    def made(**rule):
        desk = counter(at("2021-09-27"))
        desk.season(**rule)
        desk.drawn()
        desk.noticed()
        desk.clock(at("2021-10-18"))
        [title] = desk.made(f"/v1/boards/{BOARD}/publication")["titles"]
        desk.clock(at("2022-09-01"))
        phases = [{**one, "first": "2022-08-01", "last": "2022-10-31"}
                  for one in SEASON_BODY["phases"][1:]]  # fmt: skip
        desk.season(season=NEXT, year=2022, phases=phases)
        return desk, title

    return made


def published(desk):
    """Hear of the next season's board, show and publish it: OTHER leads it."""
    board = f"{NEXT}.{CATEGORY}"
    heard, desk.hear = desk.hear, lambda event, by=BODY: heard(_moved(event, board), by)
    made, desk.made = (
        desk.made,
        lambda path, body=None, by="bureau": made(path.replace(BOARD, board), body, by),
    )
    desk.drawn(enterprises=(OTHER,))
    desk.noticed()
    desk.clock(at("2022-09-19"))
    return desk.made(f"/v1/boards/{board}/publication")["titles"]


def _moved(event, board):
    changes = {"board": board, "season": NEXT, "reference_date": date(2022, 8, 1)}
    if not isinstance(event, s.BoardDrawn):
        del changes["reference_date"]
    has = vars(event)
    return replace(event, **{name: value for name, value in changes.items() if name in has})


def test_a_title_ends_with_the_next_list_if_its_season_says_so_R20(listed):
    desk, title = listed(ends_with_next_list=True)
    assert desk.get(f"/v1/seasons/{SEASON_BODY['season']}")["ends_with_next_list"] is True
    assert desk.get(f"/v1/titles/{title}")["state"] == "valid"
    [later] = published(desk)
    shown = desk.get(f"/v1/titles/{title}")
    assert (shown["state"], shown["last_valid_day"]) == ("expired", "2022-09-18")
    assert shown["superseded_by"] == f"{NEXT}.{CATEGORY}"
    assert desk.get(f"/v1/titles/{later}")["state"] == "valid"
    # Its timer finds nothing to end a second time.
    desk.clock(at("2022-10-19"))
    assert desk.get(f"/v1/titles/{title}")["state"] == "expired"


def test_a_title_lasts_its_years_whatever_is_published_else_R20(listed):
    desk, title = listed()
    published(desk)
    shown = desk.get(f"/v1/titles/{title}")
    assert (shown["state"], shown["last_valid_day"]) == ("valid", "2022-10-17")
    assert (shown["enterprise"], shown["superseded_by"]) == (ROW, "")
    assert desk.get(f"/v1/seasons/{SEASON_BODY['season']}")["owner"] == OWNER
