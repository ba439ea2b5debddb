"""The body publishes in step and never earlier; the working group puts results together (R19, R26)."""

from datetime import UTC, datetime, timedelta

import pytest

from services.contracts.registry import AggregatedBoard, PublishedInStep, ResultsAggregated
from services.registry.domain import refusals
from services.registry.domain.channels import aggregate, in_step
from services.registry.domain.season_refusals import BeforeTheBureau
from tests.support.counter import BOARD, SEASON, at

PUBLISHED = datetime(2021, 10, 18, 1, tzinfo=UTC)
NOW = PUBLISHED + timedelta(hours=3)
ONE = AggregatedBoard(board=BOARD, publication="p1", version=1)
TWO = AggregatedBoard(board=f"{BOARD}-b", publication="p2", version=1)


def asked(moment):
    return PublishedInStep(
        record="r1",
        board=BOARD,
        season=SEASON,
        publication="p1",
        channel="网站",
        address="https://x.example/1",
        at=moment,
    )


def test_another_channel_follows_the_bureau_and_is_never_earlier_R19_R26(refused):
    assert in_step(asked(PUBLISHED), PUBLISHED, NOW) == asked(PUBLISHED)
    assert in_step(asked(NOW), PUBLISHED, NOW) == asked(NOW)
    with refused(BeforeTheBureau, board=BOARD):
        in_step(asked(PUBLISHED - timedelta(seconds=1)), PUBLISHED, NOW)
    with refused(refusals.FieldWrong, field="at"):
        in_step(asked(NOW + timedelta(seconds=1)), PUBLISHED, NOW)


def test_a_sum_has_all_that_is_published_and_is_made_once_of_the_same_R19(refused):
    told = {"aggregation": "a1", "season": SEASON, "address": "https://x.example/"}
    made = aggregate(**told, published=[TWO, ONE], before=[("p1",)])
    assert made == ResultsAggregated(**told, boards=(ONE, TWO))
    with refused(refusals.NotReadyForNotice, about=SEASON):
        aggregate(**told, published=[], before=[])
    with refused(refusals.AlreadyThere, id=SEASON):
        aggregate(**told, published=[TWO, ONE], before=[("p1", "p2")])


# --- over HTTP


@pytest.fixture
def desk(counter):
    """A board whose notice is over."""
    made = counter(at("2021-09-27"))
    made.season()
    made.drawn()
    made.noticed()
    made.clock(at("2021-10-18"))
    return made


def test_the_body_records_its_channels_after_the_bureaus_publication_R19_R26(desk):
    path = f"/v1/boards/{BOARD}/channels"
    body = {
        "channel": "评估机构网站",
        "address": "https://x.example/1",
        "at": "2021-10-18T09:00:00+08:00",
    }
    assert desk.refused(path, body, "evaluation_body") == "registry.not_ready_for_notice"
    desk.made(f"/v1/boards/{BOARD}/publication")
    early = {**body, "at": "2021-10-18T08:59:59+08:00"}
    assert desk.refused(path, early, "evaluation_body") == "registry.before_the_bureau"
    assert desk.refused(path, body, "bureau") == "web.role_may_not"
    desk.account("another-body", "evaluation_body")
    assert desk.refused(path, body, "another-body") == "registry.not_the_body"
    desk.clock(at("2021-10-18", 10))
    desk.made(path, body, "evaluation_body")
    [shown] = desk.get(path)["items"]
    assert (shown["channel"], shown["at"]) == ("评估机构网站", "2021-10-18T01:00:00Z")


def test_the_working_group_puts_the_published_results_together_R19(desk):
    path, body = f"/v1/seasons/{SEASON}/aggregations", {"address": "https://group.example/2021"}
    assert desk.refused(path, body, "working_group") == "registry.not_ready_for_notice"
    published = desk.made(f"/v1/boards/{BOARD}/publication")["publication"]
    assert desk.made(path, body, "working_group")["boards"] == [BOARD]
    [shown] = desk.get(path)["items"]
    assert shown["boards"] == [{"board": BOARD, "publication": published, "version": 1}]
    assert shown["by"] == "first-working-group"
    assert desk.refused(path, body, "working_group") == "registry.already_there"
