"""A wrong bar, lifted: what it kept away is judged again and takes part in the next draw (R22)."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import pytest

from services.chassis.clock import SHANGHAI, system_clock
from services.chassis.entry import Actor, data_of
from services.chassis.store.store import Store
from services.chassis.store.transaction import Context, Transaction
from services.chassis.worker import Worker
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.rows import read_rows
from services.contracts.values import Category, Field, Phase
from services.scoring.reactions import REACTIONS
from services.scoring.service import SERVICE
from services.scoring.usecases.boards import draw
from tests.support import ledger, published
from tests.unit.auditor.telling import BOARD, CATEGORY, SCHEME_TEXT, SEASON, told

BODY = Actor("desk", "body", "evaluation_body")
ANY = published.golden("lingpao.registry.bar_imposed.v1")
BAR = r.BarImposed(
    enterprise="usc-jia",
    revocation="rev-1",
    first_day=date(2000, 1, 1),
    last_day=date(2999, 12, 31),
)
LIFTED = r.BarLifted(enterprise="usc-jia", revocation="rev-1")
REFUSED = i.ConsentRefused(
    application="app-jia", enterprise="usc-jia", board=BOARD, reason_commitment=""
)


class Scoring:
    """A scoring service that is told what others say, and whose body draws."""

    def __init__(self, folder: Path) -> None:
        ledger.open_store(folder, "scoring").close()
        settings = ledger.settings(folder, "scoring")
        #: Set by hand in tests of days to come.
        self.now: datetime | None = None
        self._store = Store(settings, SERVICE.project, lambda: self.now or system_clock())
        self._worker = Worker(SERVICE, self._store, ledger.open_bus(folder))
        #: What intake has to say of the banks.
        self.intake: list[Event] = []

    @contextmanager
    def acting(self, actor: Actor = BODY) -> Iterator[Transaction]:
        with self._store.writing(Context(actor, correlation="test")) as tx:
            yield tx

    def on(self, day: date) -> None:
        """Begin a day: whatever is due by then is done."""
        self.now = datetime.combine(day, time(), SHANGHAI)
        while self._worker.fire_one():
            pass

    def hear(self, *events: Event) -> None:
        for event in events:
            with self.acting() as tx:
                entry = replace(
                    ANY,
                    id=str(uuid.uuid4()),
                    type=event.TYPE,
                    subject=event.key,
                    data=data_of(event),
                )
                SERVICE.project(tx.views, event, entry)
                for reaction in REACTIONS.get(type(event), ()):
                    reaction(tx, event, entry)

    def drawn(self) -> set[str]:
        with self.acting() as tx:
            draw(tx, BOARD)
        return self.board()

    def board(self) -> set[str]:
        with self._store.reading() as views:
            shown = views.get("board", BOARD) or {}
        rows = read_rows(self._store.documents.get(shown["rows"]["sha256"]))
        return {row["application"] for row in rows}


@pytest.fixture
def scoring(tmp_path: Path) -> Scoring:
    """An open season with an adopted scheme and four banks, none accepted yet."""
    made = Scoring(tmp_path)
    first, last = date(2000, 1, 1), date(2999, 12, 31)
    made.hear(
        r.SeasonOpened(
            season=SEASON,
            year=2021,
            region="140500",
            name="2021",
            profile="finance-137",
            fields=(
                Field(
                    code="f",
                    name="f",
                    applications_to="central_bank",
                    categories=(Category(code=CATEGORY, name="c"),),
                ),
            ),
            phases=(Phase(code="p", name="p", first=first, last=last, steps=("evaluate",)),),
            invited=(),
            notice_working_days=10,
            hearing_working_days=5,
            title_years=1,
            legal_basis=("137",),
        ),
        r.EvaluationBodyAppointed(season=SEASON, body="body", grounds="g", pilot_approval="p"),
    )
    logs = told(scored=()).logs
    with made.acting() as tx:
        document = tx.documents.put(SCHEME_TEXT.encode(), "text/yaml")
        for one in logs["scoring"]:
            adopted = one.entry.event()
            if isinstance(adopted, s.SchemeAdopted):
                drafted = s.SchemeDrafted(
                    scheme=BOARD,
                    version=1,
                    season=SEASON,
                    category=CATEGORY,
                    name="方案",
                    family="stars",
                    content_sha256=adopted.content_sha256,
                    document=document,
                )
                tx.append(f"scheme:{BOARD}", drafted, replace(adopted, document=document))
    made.intake = [one.entry.event() for one in logs["intake"]]
    return made


def accepted(scoring: Scoring) -> None:
    scoring.hear(*scoring.intake)


def test_what_was_judged_under_a_wrong_bar_is_judged_again_R10_R22(scoring: Scoring) -> None:
    scoring.hear(BAR)
    accepted(scoring)
    assert "app-jia" not in scoring.drawn()
    scoring.hear(LIFTED)
    assert "app-jia" not in scoring.board()
    assert "app-jia" in scoring.drawn()


def test_a_row_that_a_wrong_bar_took_off_comes_back_with_the_next_draw_R22(
    scoring: Scoring,
) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(BAR)
    assert scoring.board() == everyone - {"app-jia"}
    assert scoring.drawn() == everyone - {"app-jia"}
    scoring.hear(LIFTED)
    assert scoring.drawn() == everyone


def test_a_second_bar_keeps_it_away_still_R22(scoring: Scoring) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(BAR, replace(BAR, revocation="rev-2"), LIFTED)
    assert scoring.drawn() == everyone - {"app-jia"}


def test_who_refused_while_off_the_board_does_not_come_back_R15(scoring: Scoring) -> None:
    accepted(scoring)
    everyone = scoring.drawn()
    scoring.hear(BAR, REFUSED, LIFTED)
    assert scoring.drawn() == everyone - {"app-jia"}
