"""A dismissed body's schemes are flagged where they are, and not adopted before review (R5, R33)."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from services.chassis.entry import Actor
from services.chassis.store.store import Store
from services.chassis.store.transaction import Context
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.values import Phase
from services.scoring.domain import refusals
from services.scoring.projections import project
from services.scoring.usecases.schemes import adopt
from tests.support import ledger, published

OPENED = published.golden("lingpao.registry.season_opened.v1")
DRAFTED = published.golden("lingpao.scoring.scheme_drafted.v1").event()
SCHEME, SEASON = str(DRAFTED.scheme), str(OPENED.data["season"])  # type: ignore[attr-defined]
ABOUT = f"{SCHEME}@1"
ALWAYS = Phase(
    code="p", name="p", first=date(2000, 1, 1), last=date(2999, 12, 31), steps=("scheme",)
)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A scheme whose notice has closed, of a season whose body was dismissed since."""
    made = ledger.open_store(tmp_path, "scoring", project)
    opened, drafted = OPENED.event(), DRAFTED
    assert isinstance(opened, r.SeasonOpened)
    assert isinstance(drafted, s.SchemeDrafted)
    drafted = replace(drafted, season=SEASON, version=1)
    handed_in = s.SchemeSubmittedForNotice(
        scheme=SCHEME,
        version=1,
        season=SEASON,
        category=drafted.category,
        content_sha256=drafted.content_sha256,
    )
    closed = r.NoticeClosed(
        notice="n1",
        kind="scheme",
        about=ABOUT,
        season=SEASON,
        category=drafted.category,
        last_day=date(2021, 8, 27),
    )
    with made.writing() as tx:
        project(tx.views, replace(opened, phases=(ALWAYS,)), OPENED)
        tx.append(f"scheme:{SCHEME}", drafted, handed_in)
        project(tx.views, closed, OPENED)
    hear(
        made,
        r.EvaluationBodyDismissed(
            season=SEASON,
            body="body-1",
            grounds="弄虚作假",
            flagged=(
                r.FlaggedWork(what="scheme", about=ABOUT, version=1),
                r.FlaggedWork(what="notice", about="n1", version=0),
                r.FlaggedWork(what="board", about=SCHEME, version=1),
            ),
        ),
    )
    return made


def hear(store: Store, event: Event) -> None:
    with store.writing() as tx:
        project(tx.views, event, OPENED)


def reviewed(store: Store, about: str, outcome: str) -> None:
    told = {"season": SEASON, "about": about, "outcome": outcome, "reasons": "复算一致"}
    hear(store, r.BodyWorkReviewed(**told))


def review_of(store: Store) -> object:
    with store.reading() as views:
        shown = views.get("scheme_version", ABOUT) or {}
    review = shown["review"]
    return None if review is None else (review["body"], review["outcome"], review["reasons"])


def adopted(store: Store) -> None:
    bureau = Actor("desk", OPENED.actororg, "bureau")
    with store.writing(Context(bureau, correlation="test")) as tx:
        adopt(tx, SCHEME, 1)


def test_a_dismissed_bodys_scheme_is_flagged_and_says_what_was_found_R5_R33(store: Store) -> None:
    assert review_of(store) == ("body-1", None, None)
    for other in ("n1", SCHEME):
        reviewed(store, other, "redo")
    assert review_of(store) == ("body-1", None, None)
    reviewed(store, ABOUT, "stands")
    assert review_of(store) == ("body-1", "stands", "复算一致")


@pytest.mark.parametrize("outcome", ["", "redo"])
def test_it_is_not_adopted_unless_it_is_found_to_stand_R5_R33(store: Store, outcome: str) -> None:
    if outcome:
        reviewed(store, ABOUT, outcome)
    with pytest.raises(refusals.SchemeUnderReview) as refused:
        adopted(store)
    assert refused.value.details == {"scheme": SCHEME, "version": 1, "body": "body-1"}


def test_found_to_stand_it_is_adopted_R5_R33(store: Store) -> None:
    reviewed(store, ABOUT, "stands")
    adopted(store)
    with store.reading() as views:
        assert (views.get("scheme_version", ABOUT) or {})["state"] == "adopted"


def test_a_scheme_of_nobody_dismissed_bears_no_flag_R33(store: Store) -> None:
    assert isinstance(DRAFTED, s.SchemeDrafted)
    with store.writing() as tx:
        tx.append(f"scheme:{SCHEME}", replace(DRAFTED, season=SEASON, version=2))
        shown = tx.views.get("scheme_version", f"{SCHEME}@2")
    assert shown is not None
    assert shown["review"] is None
