"""The errand to the platforms on a real store: asked outside, recorded once, waited for (R7, R31)."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.chassis.entry import Actor
from services.chassis.errand import OutsideUnavailable
from services.chassis.store.transaction import Context, Transaction
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.values import Category, Document, Field, Phase
from services.intake.domain import refusals
from services.intake.domain.platform_record import Gone, Shown
from services.intake.domain.standard import text_sha256
from services.intake.errand import PlatformErrand
from services.intake.reactions import REACTIONS
from services.intake.service import SERVICE
from services.intake.usecases import applications, platform, standards_shown
from tests.support import ledger, published
from tests.unit.intake.declaring import DECLARED, PLATFORM, RECORD, USCC, shown

BANK = Actor("desk", USCC, "enterprise")
BRANCH = Actor("pboc", "branch-1", "central_bank")
BODY = Actor("body", "body", "evaluation_body")
SYSTEM = Actor("system", "lingpao.intake", "system")
BOARD = "s.branch-service"
ANY = published.golden("lingpao.scoring.board_drawn.v1")


class Shelf:
    """A platform in memory: what it shows next, or why it does not."""

    def __init__(self) -> None:
        self.shows: Shown | Exception = RECORD
        self.asked: list[str] = []

    def show(self, record_number: str, since: datetime) -> Shown:
        assert since.tzinfo is UTC
        self.asked.append(record_number)
        if isinstance(self.shows, Exception):
            raise self.shows
        return self.shows


class Intake:
    """Intake with one declared standard in an open season, and its errand."""

    def __init__(self, folder: Path) -> None:
        self.store = ledger.open_store(folder, "intake", SERVICE.project)
        self.shelf = Shelf()
        self.clock = 0.0
        self.errand = self.new_errand(PLATFORM)
        phase = Phase(
            code="all", name="全程", first=date(2000, 1, 1), last=date(2999, 1, 1), steps=("apply",)
        )
        field = Field(
            code="banking",
            name="银行",
            applications_to="central_bank",
            categories=(Category(code="branch-service", name="网点"),),
        )
        self.hear(
            r.SeasonOpened(
                season="s",
                year=2021,
                region="140500",
                name="2021",
                profile="finance-137",
                fields=(field,),
                phases=(phase,),
                invited=(),
                notice_working_days=10,
                hearing_working_days=5,
                title_years=1,
                legal_basis="77",
            )
        )
        with self.acting(SYSTEM) as tx:
            tx.append(
                f"enterprise:{USCC}",
                i.EnterpriseRegistered(enterprise=USCC, name="b", kind="k", region="140521"),
            )
            declared = {name: getattr(DECLARED, name) for name in DECLARED.__dataclass_fields__}
            tx.append(
                "standard:s1",
                i.StandardDeclared(
                    standard="s1",
                    version=1,
                    enterprise=USCC,
                    **declared,
                    text_sha256=text_sha256(DECLARED),
                ),
            )

    def new_errand(self, *names: str) -> PlatformErrand:
        return PlatformErrand(self.store, dict.fromkeys(names, self.shelf), lambda: self.clock)

    @contextmanager
    def acting(self, actor: Actor) -> Iterator[Transaction]:
        with self.store.writing(Context(actor, correlation="test")) as tx:
            yield tx

    def hear(self, event: Event) -> None:
        entry = replace(ANY, type=event.TYPE, subject=event.key)
        with self.acting(SYSTEM) as tx:
            SERVICE.project(tx.views, event, entry)
            for reaction in REACTIONS.get(type(event), ()):
                reaction(tx, event, entry)

    def apply(self) -> str:
        with self.acting(BANK) as tx:
            made = applications.apply(tx, season="s", category="branch-service", standard="s1")
        return str(made["application"])

    def accept(self, application: str) -> None:
        with self.acting(BRANCH) as tx:
            applications.decide(tx, application, accepted=True, grounds="")

    def draw(self, application: str, version: int = 1) -> None:
        row = {"application": application, "enterprise": USCC, "standard": "s1", "version": 1}
        text = published.canon.encode(row) + b"\n"
        rows: Document = self.store.documents.put(text, "application/jsonl")
        golden = published.golden(s.BoardDrawn.TYPE).event()
        assert isinstance(golden, s.BoardDrawn)
        self.hear(replace(golden, board=BOARD, version=version, rows=rows))

    def close_notice(self, last_day: date = date(2021, 10, 15)) -> None:
        self.hear(
            r.NoticeClosed(
                notice="n1",
                kind="results",
                about="sub",
                season="s",
                category="branch-service",
                last_day=last_day,
            )
        )

    def run(self) -> int:
        """Let the errand go on until nothing is due; return how often it asked."""
        done = 0
        self.clock += 0.25
        while True:
            try:
                one, _ = self.errand.step()
            except OutsideUnavailable:
                return done
            if not one:
                return done
            done += one

    def checks(self, **wanted: Any) -> list[dict[str, Any]]:
        with self.store.reading() as views:
            found = views.all("platform_check")
        return [one for one in found if all(one[n] == w for n, w in wanted.items())]

    def told(self) -> list[str]:
        """The types of the platform's events in the log, in order."""
        entries = self.store.log_entries(0, self.store.log_size())
        types = [published.Entry.from_bytes(one).type for one in entries]
        return [one.split(".")[2] for one in types if ".platform_" in one]


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    made = Intake(tmp_path)
    yield made
    made.store.close()


def test_connecting_is_recorded_once_and_so_is_disconnecting_R31(intake: Intake) -> None:
    intake.run()
    intake.errand = intake.new_errand(PLATFORM)
    intake.run()
    assert intake.told() == ["platform_connected"]
    intake.errand = intake.new_errand()
    assert intake.errand.step() == (0, 0)
    assert intake.told() == ["platform_connected", "platform_disconnected"]


def test_an_application_waits_until_the_platform_shows_its_text_R31(intake: Intake) -> None:
    intake.run()
    made = intake.apply()
    with pytest.raises(refusals.PlatformAwaited):
        intake.accept(made)
    assert intake.run() == 1
    assert intake.shelf.asked == ["EX-1"]
    intake.accept(made)
    assert intake.checks()[0]["state"] == "confirmed"
    assert not intake.checks(open=True)


def test_without_a_platform_nothing_waits_and_nothing_is_asked_R31(intake: Intake) -> None:
    intake.errand = intake.new_errand()
    intake.run()
    made = intake.apply()
    intake.accept(made)
    intake.draw(made)
    intake.close_notice()
    assert intake.told() == []
    with intake.store.reading() as views:
        shown_now = platform.told(views, views.get("application", made) or {})
    assert shown_now == {
        "platform": PLATFORM,
        "record_number": "EX-1",
        "connected": False,
        "checks": [],
    }


def test_a_standard_of_another_platform_does_not_wait_for_this_one_R31(intake: Intake) -> None:
    intake.errand = intake.new_errand("another platform")
    intake.run()
    intake.accept(intake.apply())
    assert intake.told() == ["platform_connected"]


def test_what_was_applied_for_before_a_platform_was_connected_waits_too_R31(
    intake: Intake,
) -> None:
    intake.errand = intake.new_errand()
    intake.run()
    made = intake.apply()
    intake.errand = intake.new_errand(PLATFORM)
    intake.shelf.shows = OutsideUnavailable("HTTP 500")
    intake.run()
    with pytest.raises(refusals.PlatformAwaited) as refused:
        intake.accept(made)
    assert refused.value.details["trouble"] == "HTTP 500"


def test_an_unreachable_platform_is_asked_less_and_less_and_told_once_R31(intake: Intake) -> None:
    intake.run()
    made = intake.apply()
    intake.shelf.shows = OutsideUnavailable("HTTP 500")
    for second in range(100):
        intake.clock = float(second)
        intake.run()
    # After 0, 1, 3, 7, 15, 31 and 63 seconds.
    assert len(intake.shelf.asked) == 7
    told = ["platform_connected", "platform_check_requested", "platform_did_not_answer"]
    assert intake.told() == told
    with pytest.raises(OutsideUnavailable, match="HTTP 500") as waiting:
        intake.errand.step()
    assert waiting.value.waiting == 1
    intake.shelf.shows = RECORD
    intake.clock += 300
    intake.run()
    assert intake.told()[-1] == "platform_text_confirmed"
    assert intake.errand.step() == (0, 0)
    intake.accept(made)


def test_a_difference_is_recorded_once_and_ends_when_the_text_is_back_R31(intake: Intake) -> None:
    intake.run()
    made = intake.apply()
    intake.shelf.shows = shown(name="网点")
    intake.run()
    intake.clock += 10_000
    intake.run()
    assert intake.told()[-1:] == ["platform_text_differed"]
    assert intake.told().count("platform_text_differed") == 1
    with pytest.raises(refusals.PlatformTextDiffers, match="name"):
        intake.accept(made)
    intake.shelf.shows = RECORD
    with intake.acting(BRANCH) as tx:
        platform.ask_again(tx, made)
    assert intake.run() == 1
    intake.accept(made)


def test_asking_again_does_not_wait_for_the_pause_to_end_R31(intake: Intake) -> None:
    intake.run()
    made = intake.apply()
    intake.shelf.shows = OutsideUnavailable("HTTP 500")
    for second in (0.0, 2.0, 5.0):
        intake.clock = second
        intake.run()
    intake.shelf.shows = RECORD
    assert intake.run() == 0
    with intake.acting(BRANCH) as tx:
        assert platform.ask_again(tx, made) == {"checks": [f"application/{made}/{made}"]}
    assert intake.run() == 1
    intake.accept(made)


def test_an_answer_to_an_earlier_question_decides_nothing_R31(intake: Intake) -> None:
    intake.run()
    made = intake.apply()
    check = f"application/{made}/{made}"
    with intake.acting(SYSTEM) as tx:
        assert platform.record(tx, check, 1, Gone())
    with intake.acting(BRANCH) as tx:
        platform.ask_again(tx, made)
    with intake.acting(SYSTEM) as tx:
        assert not platform.record(tx, check, 1, RECORD)
        assert platform.record(tx, check, 2, RECORD)
        assert not platform.record(tx, check, 2, RECORD)


def test_what_was_withdrawn_waits_for_nothing_R9_R31(intake: Intake) -> None:
    intake.run()
    made = intake.apply()
    with intake.acting(BANK) as tx:
        gone = i.ApplicationWithdrawn(
            application=made,
            enterprise=USCC,
            season="s",
            category="branch-service",
            board=BOARD,
        )
        tx.append(f"application:{made}", gone, reason="R9")
    assert intake.run() == 0
    assert intake.shelf.asked == []
    with intake.acting(BRANCH) as tx, pytest.raises(refusals.NothingToCheck):
        platform.ask_again(tx, made)


def test_a_standard_abolished_on_the_platform_is_abolished_here_R7_R31(intake: Intake) -> None:
    intake.run()
    made = intake.apply()
    intake.shelf.shows = shown(abolished=date(2021, 8, 1))
    intake.run()
    with intake.store.reading() as views:
        standard = standards_shown.on(views.get("standard", "s1") or {}, date(2021, 8, 1))
    assert (standard["in_force"], standard["abolished"]) == (False, "2021-08-01")
    assert intake.told()[-1] == "platform_record_abolished"
    with pytest.raises(refusals.PlatformRecordMissing):
        intake.accept(made)


def test_the_texts_on_a_board_are_asked_for_once_it_is_drawn_and_at_each_draw_R31(
    intake: Intake,
) -> None:
    intake.run()
    made = intake.apply()
    intake.run()
    intake.accept(made)
    intake.draw(made)
    [first] = intake.checks(open=True)
    assert (first["step"], first["about"]) == ("scoring", f"{BOARD}@1")
    intake.run()
    intake.draw(made, version=2)
    [second] = intake.checks(open=True)
    assert (second["about"], second["state"]) == (f"{BOARD}@2", "waiting")
    intake.run()
    assert intake.checks(about=f"{BOARD}@2")[0]["state"] == "confirmed"


def test_the_texts_are_asked_for_again_each_time_the_notice_has_closed_R31(
    intake: Intake,
) -> None:
    intake.run()
    made = intake.apply()
    intake.run()
    intake.accept(made)
    intake.draw(made)
    intake.run()
    intake.close_notice()
    [one] = intake.checks(step="publication")
    assert (one["about"], one["state"]) == ("n1@2021-10-15", "waiting")
    intake.run()
    intake.close_notice(date(2021, 11, 1))
    [closed, again] = intake.checks(step="publication")
    assert (closed["open"], again["about"]) == (False, "n1@2021-11-01")


def test_a_text_edited_before_its_step_is_taken_is_found_though_it_was_confirmed_R31(
    intake: Intake,
) -> None:
    intake.run()
    made = intake.apply()
    intake.run()
    intake.shelf.shows = shown(document_sha256="1" * 64)
    intake.clock += 1_000
    intake.run()
    with pytest.raises(refusals.PlatformTextDiffers, match="document"):
        intake.accept(made)


def test_nothing_is_asked_for_a_published_board_R31(intake: Intake) -> None:
    intake.run()
    made = intake.apply()
    intake.run()
    intake.accept(made)
    intake.draw(made)
    golden = published.golden(r.Published.TYPE).event()
    assert isinstance(golden, r.Published)
    rows = intake.store.documents.put(b"", "application/jsonl")
    intake.hear(replace(golden, board=BOARD, rows=rows))
    assert intake.run() == 0
    with intake.acting(BODY) as tx, pytest.raises(refusals.NothingToCheck):
        platform.ask_again(tx, made)


def test_nothing_is_asked_once_the_season_is_closed_R1_R31(intake: Intake) -> None:
    intake.run()
    made = intake.apply()
    intake.hear(r.SeasonClosed(season="s"))
    assert intake.run() == 0
    with intake.acting(BRANCH) as tx, pytest.raises(refusals.NothingToCheck):
        platform.ask_again(tx, made)


def test_the_checks_come_out_of_the_log_again_as_they_were(intake: Intake) -> None:
    intake.run()
    intake.apply()
    intake.shelf.shows = shown(name="网点")
    intake.run()
    before = intake.checks()
    with intake.store.recorder.writing() as cursor:
        cursor.execute("DELETE FROM view WHERE kind IN ('platform', 'platform_check')")
        cursor.execute("DELETE FROM view_key WHERE kind IN ('platform', 'platform_check')")
    with intake.acting(SYSTEM) as tx:
        for stored in intake.store.log_entries(0, intake.store.log_size()):
            entry = published.Entry.from_bytes(stored)
            if ".platform_" in entry.type:
                SERVICE.project(tx.views, entry.event(), entry)
    assert intake.checks() == before
