"""Every message of the whole season, as it lies on the bus, is as the document publishes it."""

import time
from collections import Counter

import httpx
import pytest

from services import asyncapi
from services.chassis.bus.embedded import EmbeddedBus
from services.chassis.bus.port import Partition, Record
from services.chassis.message import heard
from services.contracts.checkpoint import CheckpointSigned
from services.contracts.topics import CHECKPOINTS, DEAD_LETTERS, TOPICS
from tests.support.published import check, everything
from tests.support.running import System

#: What the story does not tell; each has a golden message, checked in tests/contract.
NOT_IN_THIS_SEASON = {
    f"lingpao.{name}.v1"
    for name in (
        "intake.application_withdrawn",
        "intake.platform_check_requested",
        "intake.platform_connected",
        "intake.platform_did_not_answer",
        "intake.platform_disconnected",
        "intake.platform_record_abolished",
        "intake.platform_record_gone",
        "intake.platform_text_confirmed",
        "intake.platform_text_differed",
        "intake.products_linked",
        "intake.result_considered",
        "intake.withdrawal_overtaken",
        "intake.standard_abolished",
        "intake.words_erased",
        "registry.account_closed",
        "registry.answer_day_provisional",
        "registry.answer_day_settled",
        "registry.award_recorded",
        "registry.bar_lifted",
        "registry.body_work_reviewed",
        "registry.revocation_proposal_dropped",
        "registry.calendar_amended",
        "registry.calendar_announced",
        "registry.cultivation_listed",
        "registry.evaluation_body_dismissed",
        "registry.contact_recorded",
        "registry.correction_shown",
        "registry.credit_report_acknowledged",
        "registry.hearing_end_settled",
        "registry.key_revoked",
        "registry.notice_end_settled",
        "registry.notice_extended",
        "registry.notification_acknowledged",
        "registry.notification_failed",
        "registry.notification_sent",
        "registry.objection_attachment_kept",
        "registry.objection_joined",
        "registry.objection_supplemented",
        "registry.objection_withdrawn",
        "registry.official_text_issued",
        "registry.official_text_corrected",
        "registry.other_title_decided",
        "registry.other_title_put",
        "registry.phase_extended",
        "registry.plan_chosen",
        "registry.plan_issued",
        "registry.plan_received",
        "registry.plans_solicited",
        "registry.published_in_step",
        "registry.publicity_recorded",
        "registry.results_aggregated",
        "registry.revocation_annulled",
        "registry.revocation_executed_by_bureau",
        "registry.season_shared",
        "registry.service_recorded",
        "registry.standing_recorded",
        "registry.words_erased",
        "scoring.words_erased",
        "registry.successor_recorded",
        "registry.title_expired",
        "registry.title_inherited",
        "registry.title_superseded",
        "registry.titles_end_with_next_list",
        "scoring.conflict_of_interest_declared",
        "scoring.declaration_text_differed",
    )
}
WAIT_SECONDS = 60


@pytest.fixture(scope="module")
def records(demo_system: System) -> list[Record]:
    """Everything on the bus, once every entry of every log is there."""
    wanted = {
        f"lingpao.{service}": httpx.get(f"{demo_system.url}/{service}/log/size").json()["size"]
        for service in ("intake", "scoring", "registry")
    }
    bus = EmbeddedBus(demo_system.data / "bus" / "bus.sqlite")
    deadline = time.monotonic() + WAIT_SECONDS
    while True:
        found = everything(bus)
        there = Counter(record.topic for record in found)
        if all(there[topic] >= size for topic, size in wanted.items()):
            return found
        assert time.monotonic() < deadline, f"of {wanted} the bus has {there}"
        time.sleep(0.1)


def test_every_message_is_as_published_and_the_season_tells_nearly_all(
    records: list[Record],
) -> None:
    occurred = {check(record) for record in records}
    events = set(asyncapi.EVENTS) - NOT_IN_THIS_SEASON
    assert occurred == events | {CheckpointSigned.TYPE}
    print(f"{len(records)} messages of {len(occurred)} types")


def test_every_entry_of_every_log_is_on_its_topic(records: list[Record]) -> None:
    for topic in ("lingpao.intake", "lingpao.scoring", "lingpao.registry"):
        origins = [heard(record).origin for record in records if record.topic == topic]
        assert {origin.source for origin in origins} == {topic}
        positions = {origin.position for origin in origins}
        assert positions == set(range(len(positions)))


def test_each_message_names_the_one_before_it_in_its_partition(records: list[Record]) -> None:
    last: dict[Partition, int] = {}
    for record in records:
        if record.topic == CHECKPOINTS:
            continue  # no entries: only the newest of each source counts
        origin = heard(record).origin
        before = last.get(record.place)
        # A repeat, which the bus may hold, names the one before it as its first coming did.
        if before is None or origin.position > before:
            assert origin.previous == before, record.place
            last[record.place] = origin.position
    assert len(last) > len(TOPICS)


def test_nothing_was_set_aside(records: list[Record]) -> None:
    assert not [record for record in records if record.topic == DEAD_LETTERS]
