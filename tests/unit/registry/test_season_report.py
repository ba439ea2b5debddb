"""The season's report: told from events alone, and the same bytes for the same events (R24)."""

import random
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from services.chassis.entry import Entry, data_of
from services.chassis.log import canon
from services.contracts import intake as i
from services.contracts import scoring as s
from services.contracts.phases import StepOutsidePhase
from services.contracts.values import Document, Phase
from services.registry.domain import refusals
from services.registry.domain import season_report as rules
from services.registry.domain.season import Season
from services.registry.service import SERVICE
from services.registry.summary.content import MOST_ROWS, Bars, Table, compose
from services.registry.summary.facts import TOP
from services.registry.usecases import summary
from tests.support import counter as desk
from tests.support.counter import BOARD, CATEGORY, OTHER, ROW, SEASON, Counter, at

SUMMARY = f"/v1/seasons/{SEASON}/summary"
CLOSING = {"code": "summary", "name": "总结评价阶段", "first": "2021-11-01", "last": "2021-11-30"}
PHASES = [*desk.SEASON_BODY["phases"], {**CLOSING, "steps": ["close"]}]
WORDS = {
    "experience": "先辅导后申报。",
    "proposals": ["扩大领域。", "提前公示方案。"],
}
LAST = date(2021, 11, 30)
STATE = Season(
    season=SEASON,
    profile="finance-137",
    phases=(Phase(code="x", name="总结", first=date(2021, 11, 1), last=LAST, steps=("close",)),),
    notice_working_days=10,
    hearing_working_days=5,
    title_years=1,
)
SAID = rules.Words("经验", ("措施",))
DOCUMENT = Document(sha256="ab" * 32, size=1, media_type="application/pdf")


@dataclass
class Listening(Counter):
    """A registry that keeps the entries it heard."""

    heard: list[Entry] = field(default_factory=list)

    def hear(self, event: Any, by: str = desk.BODY) -> None:
        super().hear(event, by)
        own = Entry.from_bytes(self.store.log_entries(0, 1)[0])
        self.heard.append(
            replace(
                own, source=event.TOPIC, type=event.TYPE, subject=event.key,
                actororg=by, data=data_of(event),
            )
        )  # fmt: skip


def apply(registry: Counter, application: str, enterprise: str, then: str = "accepted") -> None:
    """Hear of an enterprise, its application, and what became of it."""
    told: dict[str, Any] = {"application": application, "enterprise": enterprise}
    told |= {"season": SEASON, "category": CATEGORY}
    text = {"standard": "s", "version": 1, "text_sha256": "0" * 64}
    registry.hear(
        i.EnterpriseRegistered(
            enterprise=enterprise, name=f"虚构{application}", kind="village_bank", region="140599"
        )
    )
    registry.hear(i.ApplicationSubmitted(**told, **text, authority="central_bank", region="140500"))
    if then == "declined":
        registry.hear(i.ApplicationDeclined(**told, grounds="材料不全"))
        return
    registry.hear(i.ApplicationAccepted(**told, **text))
    if then == "ineligible":
        about = {"standard": "s", "version": 1, "scheme": BOARD, "scheme_version": 1}
        registry.hear(s.StandardFoundIneligible(**told, **about, findings=()))


def published(folder: Path) -> Listening:
    """A season with five applications, a board of two, an objection, a publication, a revocation."""
    registry = Listening(**vars(desk.open_counter(folder, at("2021-08-10"))))
    registry.season(phases=PHASES)
    registry.clock(at("2021-09-01"))
    for application, enterprise, then in (
        ("app-1", ROW, "accepted"),
        ("app-2", OTHER, "accepted"),
        ("app-3", "91140599DEM000030P", "declined"),
        ("app-4", "91140599DEM000049L", "ineligible"),
        ("app-5", "91140599DEM000057F", "accepted"),
    ):
        apply(registry, application, enterprise, then)
    registry.hear(i.ConsentRefused(
        application="app-5", enterprise="91140599DEM000057F", board=BOARD, reason_commitment="",
    ))  # fmt: skip
    registry.drawn(enterprises=(ROW, OTHER))
    registry.clock(at("2021-09-27"))
    notice = registry.noticed()["notice"]
    body = {"about": "app-2", "grounds": "名称有误", "anonymous": True}
    objection = registry.made(f"/v1/notices/{notice}/objections", body, by="")["objection"]
    decision = {"decision": "upheld", "effect": "correction", "reasons": "更正名称"}
    registry.made(f"/v1/objections/{objection}/decision", decision)
    corrected = {"words": "名称更正", "document_number": "晋市市监〔2021〕9号"}
    registry.made(f"/v1/objections/{objection}/correction", corrected)
    registry.clock(at("2021-10-18"))
    registry.made(f"/v1/boards/{BOARD}/publication")
    registry.clock(at("2021-11-05"))
    return registry


@pytest.fixture(scope="module")
def registry(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Counter]:
    return published(tmp_path_factory.mktemp("report"))


def test_the_facts_count_who_took_part_and_what_became_of_it_R24(registry: Counter) -> None:
    facts = registry.get(SUMMARY)
    assert facts["participation"] == {
        "applications": 5,
        "enterprises": 5,
        "categories": [
            {
                "category": CATEGORY,
                "submitted": 5,
                "accepted": 4,
                "declined": 1,
                "withdrawn": 0,
                "ineligible": 1,
                "consented": 2,
                "refused": 1,
                "on_board": 2,
                "leaders": 1,
            }
        ],
    }
    (board,) = facts["boards"]
    assert (board["state"], board["published"], board["stars"]) == (
        "published",
        "2021-10-18",
        [{"star": 5, "count": 2}],
    )
    assert [(row["enterprise"], row["leader"]) for row in board["top"]] == [
        (ROW, True),
        (OTHER, False),
    ]
    assert [(one["enterprise"], one["name"], one["state"]) for one in facts["leaders"]] == [
        (ROW, "虚构app-1", "valid")
    ]
    assert facts["revocations"] == {"pending": 0, "items": []}


def test_the_facts_tell_objections_and_their_outcomes_R24_R18(registry: Counter) -> None:
    told = registry.get(SUMMARY)["objections"]
    assert (told["filed"], told["open"], told["dismissed"], told["upheld"]) == (1, 0, 0, 1)
    assert (told["effects"], told["late"]) == ({"correction": 1}, 0)
    (one,) = told["items"]
    assert (one["filed"], one["answered"], one["state"]) == ("2021-09-27", "2021-09-27", "upheld")


def test_a_refused_consent_and_an_ineligible_standard_are_counted_never_named_R15_R24(
    registry: Counter,
) -> None:
    told = canon.encode(registry.get(SUMMARY)).decode()
    for unnamed in ("91140599DEM000057F", "91140599DEM000049L", "91140599DEM000030P"):
        assert unnamed not in told


def test_a_withdrawn_application_and_a_standard_found_eligible_after_all_are_counted_so_R24(
    tmp_path: Path,
) -> None:
    registry = desk.open_counter(tmp_path, at("2021-09-01"))
    registry.season(phases=PHASES)
    apply(registry, "app-1", ROW, "ineligible")
    apply(registry, "app-2", OTHER)
    of = {"application": "app-1", "enterprise": ROW, "season": SEASON, "category": CATEGORY}
    about = {"standard": "s", "version": 1, "scheme": BOARD, "scheme_version": 1}
    registry.hear(s.StandardFoundEligible(**of, **about))
    registry.hear(
        i.ApplicationWithdrawn(
            application="app-2", enterprise=OTHER, season=SEASON, category=CATEGORY, board=BOARD
        )
    )
    (told,) = registry.get(SUMMARY)["participation"]["categories"]
    assert (told["submitted"], told["accepted"], told["withdrawn"], told["ineligible"]) == (
        2,
        1,
        1,
        0,
    )


def test_a_notice_that_is_shown_again_is_counted_with_its_new_last_day_R24_R18(
    tmp_path: Path,
) -> None:
    registry = desk.open_counter(tmp_path, at("2021-09-01"))
    registry.season(phases=PHASES)
    registry.drawn(enterprises=(ROW, OTHER))
    registry.clock(at("2021-09-27"))
    registry.noticed()
    registry.clock(at("2021-09-29"))
    with registry.store.reading() as views:
        board = views.get("board", BOARD) or {}
    restated = {name: board[name] for name in board if name not in {"body", "rows", "pins"}}
    restated |= {"version": 2, "reference_date": date(2021, 9, 1), "pins": ()}
    registry.hear(
        s.BoardRestated(
            **restated, rows=Document(**board["rows"]), cause="consent_refused", cause_id="x",
            removed=(),
        )
    )  # fmt: skip
    (notice,) = registry.get(SUMMARY)["notices"]
    assert (notice["opened"], notice["last_day"], notice["reopened"]) == (
        "2021-09-29",
        "2021-10-19",
        1,
    )


def test_a_revocation_is_told_with_its_bar_and_an_annulled_one_stays_R24_R22(
    tmp_path: Path,
) -> None:
    registry = published(tmp_path)
    (title,) = registry.get("/v1/titles")["items"]
    proposal = {"ground": 4, "facts": "抽检不达标", "evidence": ["报告1"]}
    path = f"/v1/titles/{title['title']}/revocation-proposals"
    revocation = registry.made(path, proposal)["revocation"]
    assert registry.get(SUMMARY)["revocations"] == {"pending": 1, "items": []}
    registry.clock(at("2021-11-20"))
    decision = {
        "decision_number": "晋市市监撤〔2021〕1号",
        "legal_basis": "晋市市监〔2021〕77号 三.7(4)",
    }
    registry.made(f"/v1/revocations/{revocation}/decision", decision)
    (one,) = registry.get(SUMMARY)["revocations"]["items"]
    assert (one["name"], one["ground"], one["served_on"], one["last_barred_day"]) == (
        "虚构app-1",
        4,
        "2021-11-20",
        "2024-11-20",
    )
    assert registry.get(SUMMARY)["leaders"][0]["state"] == "revoked"
    registry.made(f"/v1/revocations/{revocation}/annulment", {"reasons": "检测有误"})
    (one,) = registry.get(SUMMARY)["revocations"]["items"]
    assert one["state"] == "annulled"


def test_the_report_is_closed_with_the_bureaus_words_and_handed_out_R24(tmp_path: Path) -> None:
    registry = published(tmp_path)
    assert registry.client.get(f"{SUMMARY}/report").status_code == 404
    made = registry.made(SUMMARY, WORDS)
    assert made["version"] == 1
    assert [one["type"] for one in made["events"]] == ["lingpao.registry.season_summarised.v1"]
    facts = registry.get(SUMMARY)
    assert facts["proposals"] == WORDS["proposals"]
    answer = registry.client.get(f"{SUMMARY}/report")
    assert (answer.content_type, answer.data[:5]) == ("application/pdf", b"%PDF-")
    (closed,) = facts["reports"]
    assert closed["report"] == made["report"]
    kept = canon.decode(registry.store.documents.get(closed["facts"]["sha256"]))
    assert kept == {name: facts[name] for name in facts if name != "reports"}


def test_awards_and_publicity_are_told_from_their_own_events_R24_R33(tmp_path: Path) -> None:
    registry = published(tmp_path)
    (title,) = registry.get("/v1/titles")["items"]
    award = {"enterprise": ROW, "name": "通报表扬", "granted_by": "市场监管局"}
    award |= {"document_number": "晋市市监〔2021〕200号", "granted_on": "2021-11-03"}
    registry.made(f"/v1/titles/{title['title']}/awards", award)
    known = {"occasion": "世界标准日", "channel": "电视", "held_on": "2021-10-14"}
    registry.made(f"/v1/seasons/{SEASON}/publicity", known)
    facts = registry.get(SUMMARY)
    told = {name: award[name] for name in award if name != "name"}
    assert facts["awards"] == [{**told, "name": "虚构app-1", "award": "通报表扬"}]
    assert facts["publicity"] == [known]
    last = compose(facts, summary.words_in("zh")).sections[-1]
    tables = [one for one in last.blocks if isinstance(one, Table)]
    assert [len(table.rows) for table in tables] == [1, 1]
    assert all(len(row) == len(table.head) for table in tables for row in table.rows)


def test_a_corrected_report_is_a_further_version_and_the_first_is_kept_R24(
    tmp_path: Path,
) -> None:
    registry = published(tmp_path)
    first = registry.made(SUMMARY, WORDS)
    second = registry.made(SUMMARY, {**WORDS, "experience": "更正。"})
    assert second["version"] == 2
    reports = registry.get(SUMMARY)["reports"]
    assert [one["report"] for one in reports] == [first["report"], second["report"]]
    assert registry.store.documents.has(first["report"]["sha256"])


def test_the_same_events_in_another_order_of_hearing_give_the_same_bytes_R24(
    tmp_path: Path,
) -> None:
    registry = published(tmp_path / "first")
    kept = registry.made(SUMMARY, WORDS)["report"]["sha256"]
    documents = registry.store.documents
    with registry.store.reading() as views:
        assert summary.regenerate(views, documents.get, SEASON) == documents.get(kept)
    own = [Entry.from_bytes(one) for one in registry.store.log_entries(0, 1_000)]
    other = desk.open_counter(tmp_path / "second", at("2021-08-10"))
    with other.store.writing() as tx:
        for entry in otherwise(own, registry.heard):
            SERVICE.project(tx.views, entry.event(), entry)
        assert summary.regenerate(tx.views, documents.get, SEASON) == documents.get(kept)


def otherwise(own: list[Entry], heard: list[Entry]) -> Iterator[Entry]:
    """Mix the sources as chance will, each in its own order; what is shown was heard before."""
    chance = random.Random(24)
    yield from (one for one in heard if one.source == "lingpao.scoring")
    waiting = [own, [one for one in heard if one.source == "lingpao.intake"]]
    while waiting := [one for one in waiting if one]:
        yield chance.choice(waiting).pop(0)


def test_another_process_draws_the_same_bytes_R24(registry: Counter, tmp_path: Path) -> None:
    facts = {**registry.get(SUMMARY), "proposals": ["扩大领域。"], "experience": "先辅导。"}
    (tmp_path / "facts.json").write_bytes(canon.encode(facts))
    code = (
        "import sys, hashlib, pathlib; from datetime import datetime, UTC;"
        "from services.chassis.log import canon; from services.registry.usecases import summary;"
        "facts = canon.decode(pathlib.Path(sys.argv[1]).read_bytes());"
        "made = summary.document(facts, datetime(2021, 11, 29, 7, tzinfo=UTC), 1);"
        "print(hashlib.sha256(made).hexdigest())"
    )
    told = {
        subprocess.run(
            [sys.executable, "-c", code, tmp_path / "facts.json"],
            env={"PYTHONHASHSEED": seed, "TZ": zone, "PATH": ""},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "America/New_York"))
    }  # fmt: skip
    assert len(told) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_section_has_its_words_in_both_languages_R24(
    registry: Counter, language: str
) -> None:
    report = compose(registry.get(SUMMARY), summary.words_in(language))
    assert len(report.sections) == 8
    tables = [
        one for section in report.sections for one in section.blocks if isinstance(one, Table)
    ]
    assert all(len(row) == len(table.head) for table in tables for row in table.rows)
    page = registry.client.get(f"/seasons/{SEASON}/summary?lang={language}")
    assert page.status_code == 200
    for section in report.sections:
        assert section.title in page.text
    assert page.text.count("<meter") == 1 + 1 + 4


def test_a_long_list_is_cut_and_says_by_how_much_R24(registry: Counter) -> None:
    facts = registry.get(SUMMARY)
    one = facts["leaders"][0]
    facts["leaders"] = [one] * (MOST_ROWS + 7)
    facts["boards"][0]["row_count"] = TOP + 30
    facts["boards"][0]["top"] = facts["boards"][0]["top"][:1] * TOP
    report = compose(facts, summary.words_in("en"))
    cut = [
        (len(block.rows), block.more)
        for section in report.sections
        for block in section.blocks
        if isinstance(block, Table) and block.more
    ]
    assert cut == [
        (TOP, "30 more are on the public pages."),
        (MOST_ROWS, "7 more are on the public pages."),
    ]


def test_bars_are_drawn_by_the_longest_and_none_divides_by_nothing_R24() -> None:
    assert Bars("x", (("a", 3), ("b", 9))).longest == 9
    assert Bars("x", (("a", 0),)).longest == 1
    assert Bars("x", ()).longest == 1


def test_a_season_of_nothing_has_a_report_too_R24_R30(tmp_path: Path) -> None:
    registry = desk.open_counter(tmp_path, at("2021-11-02"))
    registry.season(phases=PHASES)
    made = registry.made(SUMMARY, {"proposals": ["明年再办。"]})
    assert made["report"]["size"] > 1_000
    assert registry.get(SUMMARY)["participation"]["applications"] == 0


def test_an_unknown_season_has_no_report_R24(registry: Counter) -> None:
    for path in ("/v1/seasons/none/summary", "/v1/seasons/none/summary/report"):
        assert registry.client.get(path).status_code == 404
    assert registry.client.get("/seasons/none/summary").status_code == 404


def test_only_the_bureau_of_the_season_closes_its_report_R24(tmp_path: Path) -> None:
    registry = desk.open_counter(tmp_path, at("2021-11-02"))
    registry.season(phases=PHASES)
    registry.account("another-bureau", "bureau")
    assert registry.post(SUMMARY, WORDS, by="evaluation_body").status_code == 403
    assert registry.post(SUMMARY, WORDS, by="another-bureau").status_code in {403, 409}


def test_the_report_is_closed_in_its_phase_R24_R1() -> None:
    rules.check_words(STATE, SAID, LAST)
    with pytest.raises(StepOutsidePhase):
        rules.check_words(STATE, SAID, date(2021, 12, 1))


def test_the_report_of_a_closed_season_can_be_made_again_on_any_day_R24() -> None:
    rules.check_words(replace(STATE, closed=True), SAID, date(2022, 5, 18))


@pytest.mark.parametrize("proposals", [(), ("好", " ")])
def test_a_report_without_proposals_is_none_R24(refused: Any, proposals: tuple[str, ...]) -> None:
    with refused(refusals.FieldWrong, field="proposals"):
        rules.check_words(STATE, replace(SAID, proposals=proposals), LAST)


def test_the_event_cites_facts_report_and_what_was_heard_R24() -> None:
    event = rules.close_report(SEASON, SAID, version=2, facts=DOCUMENT, report=DOCUMENT, pins=())
    assert (event.version, event.proposals) == (2, ("措施",))
    assert (event.experience, event.facts, event.report) == ("经验", DOCUMENT, DOCUMENT)


def test_the_only_date_in_the_file_is_when_the_report_was_closed_R24(registry: Counter) -> None:
    closed = datetime(2021, 11, 29, 7, tzinfo=UTC)
    made = summary.document(registry.get(SUMMARY), closed, 1)
    assert b"/CreationDate (D:20211129070000" in made
    assert b"/ModDate" not in made
