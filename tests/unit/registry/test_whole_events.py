"""What the registry decides, told whole: no part of an event may be lost on the way."""

from datetime import date

import pytest

from services.contracts.registry import (
    CalendarAnnounced,
    Consequence,
    ConsequencesOpened,
    HearingEndSettled,
    OfficialTextIssued,
    RevocationProposed,
)
from services.contracts.values import Document
from services.registry.domain import consequences, deadlines, dismissal, official_text, opening
from services.registry.domain.badge import draw
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.revocation import evolve, settle_hearing

PROPOSED = RevocationProposed(
    revocation="r1",
    title="t1",
    enterprise="E",
    ground=4,
    facts="抽检",
    evidence=("报告",),
    proposed_by="bureau",
    hearing_last_day=None,
)
NEXT_YEAR = CalendarAnnounced(
    year=2027,
    version=1,
    document_number="国办发明电（示例）",
    days_off=(date(2027, 1, 1),),
    make_up_days=(date(2027, 1, 3),),
)
DUE = date(2027, 2, 1)
DOCUMENT = Document(sha256="0" * 64, size=1, media_type="text/plain")


def test_a_settled_hearing_names_revocation_title_and_enterprise_R17_R21() -> None:
    calendar = WorkingDays([NEXT_YEAR], built_in_to=2026)
    settled = settle_hearing(
        evolve(None, PROPOSED),
        date(2026, 12, 29),
        5,
        calendar,
        concerned=("E",),
        today=date(2026, 12, 30),
    )
    assert settled == HearingEndSettled(
        revocation="r1", title="t1", enterprise="E", last_day=date(2027, 1, 5)
    )


def test_a_further_consequence_is_opened_with_its_day_R22() -> None:
    opened = ConsequencesOpened(
        revocation="r1",
        enterprise="E",
        of=consequences.REVOCATION,
        consequences=(),
        due=DUE,
    )
    made = opening.open_for(consequences.evolve(None, opened), "credit", "receiver", DUE)
    assert made == ConsequencesOpened(
        revocation="r1",
        enterprise="E",
        of=consequences.REVOCATION,
        consequences=(Consequence(consequence="credit", addressee="receiver"),),
        due=DUE,
    )


def test_an_official_text_is_issued_whole_R17() -> None:
    kind = next(iter(official_text.KINDS))
    asked = {"text": "t", "kind": kind, "about": "n", "season": "s", "dated": DUE}
    made = official_text.issue(**asked, number="晋市市监〔2021〕1号", document=DOCUMENT)
    assert made == OfficialTextIssued(
        **asked, document_number="晋市市监〔2021〕1号", document=DOCUMENT
    )


def test_a_text_ends_with_one_line_end_whatever_its_wording_ends_with_R17() -> None:
    assert official_text.render("X{a}X\n\n", {"a": 1}) == b"X1X\n"
    assert official_text.render("{a}", {"a": "n"}) == b"n\n"
    assert official_text.render("{a} ", {"a": "n"}) == b"n \n"


def test_a_flag_is_read_with_its_version_R33() -> None:
    shown = {"about": "b", "version": 3, "outcome": None, "more": 1}
    assert dismissal.flag_of(shown) == dismissal.Flag(about="b", version=3, outcome=None)


def test_what_is_left_of_a_notice_ends_with_its_last_day_R17() -> None:
    calendar = WorkingDays()
    told = deadlines.left(date(2021, 10, 15), date(2021, 10, 15), date(2021, 10, 14), calendar)
    assert (told.days, told.working_days, told.certain) == (1, 1, True)
    told = deadlines.left(date(2021, 10, 15), date(2021, 10, 15), date(2021, 10, 15), calendar)
    assert (told.days, told.working_days) == (0, 0)
    # Monday follows, and the notice is over by then.
    told = deadlines.left(date(2021, 10, 17), date(2021, 10, 17), date(2021, 10, 15), calendar)
    assert (told.days, told.working_days) == (2, 0)


@pytest.mark.parametrize(
    ("state", "colour", "said"),
    [
        ("valid", "#1a7f37", "有效 至 2022-10-17"),
        ("expired", "#6e7781", "已到期 2022-10-17"),
        ("revoked", "#a40e26", "已取消"),
    ],
)
def test_a_badge_says_in_colour_and_to_a_screen_reader_what_it_shows_R33(
    state: str, colour: str, said: str
) -> None:
    drawn = draw(
        enterprise='乌有"银行"',
        about="2021 网点",
        state=state,
        last_valid_day=date(2022, 10, 17),
        language="zh",
    )
    assert drawn.count(f'"{colour}"') == 3
    label = f"企业标准“领跑者” 乌有&quot;银行&quot; {said}"
    assert f'aria-label="{label}"' in drawn
    assert f"<title>{label}</title>" in drawn
