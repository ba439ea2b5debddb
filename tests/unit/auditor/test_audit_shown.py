"""What the public is shown is held to the entries: a read model changed by hand is named."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from services.auditor.audit.remembered import Remembered
from services.auditor.audit.run import Place, run
from services.auditor.source import Unreachable
from services.contracts import registry as r
from services.contracts.rows import read_rows
from tests.support.audited import Held, Silent, export, policy, whole_season
from tests.unit.auditor.telling import BOARD, CATEGORY, SEASON, Telling, on

PUBLISHED = "/registry/v1/boards/" + BOARD


def titled() -> Telling:
    """The season with two titles granted, of which one was revoked."""
    telling = whole_season()
    for title in ("t1", "t2"):
        telling.say(
            r.TitleGranted(
                title=title, enterprise="usc-yi", board=BOARD, season=SEASON, category=CATEGORY,
                application="app-yi", standard="std-yi", standard_version=1, scheme=BOARD,
                scheme_version=1, valid_from=date(2021, 9, 21), last_valid_day=date(2022, 9, 20),
            ),
            on("2021-09-21"),
        )  # fmt: skip
    telling.say(
        r.Revoked(
            revocation="rev-1", title="t2", enterprise="usc-yi", board=BOARD, season=SEASON,
            category=CATEGORY, ground=4, facts="抽检（示例）", evidence=(), legal_basis="三.7(4)",
            decision_number="1", served_on=date(2021, 10, 1), first_barred_day=date(2021, 10, 1),
            last_barred_day=date(2024, 9, 30),
        ),
        on("2021-10-01"),
    )  # fmt: skip
    return telling


SEASON_TOLD = titled()


def shown() -> dict[str, Any]:
    """What an honest system shows."""
    published = SEASON_TOLD.logs["registry"][260].entry.event()
    assert isinstance(published, r.Published)
    rows = SEASON_TOLD.documents[published.rows.sha256]
    return {
        PUBLISHED: {
            "board": BOARD,
            "state": "published",
            "version": 2,
            "rows": vars(published.rows),
            "row_list": read_rows(rows),
            "leaders": [vars(leader) for leader in published.leaders],
        },
        "/registry/v1/titles/t1": {"title": "t1", "state": "valid"},
        "/registry/v1/titles/t2": {"title": "t2", "state": "revoked"},
    }


def audited(pages: dict[str, Any], telling: Telling = SEASON_TOLD) -> list[tuple[str, int, str]]:
    def fetch(path: str) -> bytes:
        if path not in pages:
            raise Unreachable(path)
        page = pages[path]
        return page if isinstance(page, bytes) else json.dumps(page).encode()

    place = replace(Place.of("here", Held(export(telling))), shown=fetch)
    found = run(place, policy(), Remembered(), Silent())
    return [(one.service, one.index, one.kind) for one in found.findings]


def test_what_is_shown_as_it_was_published_passes() -> None:
    assert audited(shown()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("state", "drawn"), ("version", 1), ("leaders", []), ("row_list", []), ("row_list", None),
        ("rows", {}),
    ],
)  # fmt: skip
def test_a_board_shown_otherwise_than_published_is_named_R19(name: str, value: Any) -> None:
    pages = shown()
    pages[PUBLISHED] |= {name: value}
    assert audited(pages) == [("registry", 260, "shown")]


@pytest.mark.parametrize(("title", "state", "at"), [("t1", "revoked", 261), ("t2", "valid", 263)])
def test_a_title_shown_otherwise_than_granted_or_revoked_is_named_R21(
    title: str, state: str, at: int
) -> None:
    pages = shown()
    pages[f"/registry/v1/titles/{title}"]["state"] = state
    assert audited(pages) == [("registry", at, "shown")]


@pytest.mark.parametrize("page", [b"", b"[]", b"\xff", b"[" * 10_000])
def test_pages_that_are_none_are_named_and_nothing_falls_over(page: bytes) -> None:
    every = dict.fromkeys(shown(), page)
    assert {kind for _, _, kind in audited(every)} == {"shown"}
    assert audited({})[0][2] == "shown"


def test_a_board_on_its_way_to_another_version_shows_what_it_likes() -> None:
    telling = titled()
    rows = telling.logs["scoring"][-2].entry.data["rows"]
    telling.restate(
        ("yi", "ding"), on("2021-10-02"), 3, cause="objection_upheld", cause_id="scoring-0",
        removed=["app-bing"],
    )  # fmt: skip
    pages = shown()
    pages[PUBLISHED] |= {"state": "drawn", "rows": rows}
    assert "shown" not in {kind for _, _, kind in audited(pages, telling)}
