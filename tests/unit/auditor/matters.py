"""Matters told by hand: a notice with its objections, a title and its revocation."""

from datetime import date
from typing import Any

from services.auditor.known import Known, known
from services.auditor.known.matter import place
from services.contracts import registry as r
from services.contracts.event import Event
from tests.unit.auditor.telling import BOARD, CATEGORY, SEASON, Telling, on, told

END = on("2023-01-01")
BANK = "usc-jia"


def at(telling: Telling, kind: str, id: str, moment: str = END) -> Known:
    return known(telling.logs, kind, id, moment)


def facts(found: Known) -> dict[str, Any]:
    return {name: fact.value for name, fact in found.facts.items()}


def listed(found: Known, name: str) -> dict[str, Any]:
    return {id: fact.value for id, fact in found.lists.get(name, {}).items()}


def told_by(found: Known, name: str) -> str:
    return place(found.facts[name].said)


def notice_opened(**changes: Any) -> r.NoticeOpened:
    fields: dict[str, Any] = {
        "notice": "n1",
        "kind": "results",
        "about": "sub-1",
        "season": SEASON,
        "category": CATEGORY,
        "opened": date(2021, 9, 27),
        "working_days": 10,
        "last_day": None,
        "provisional_last_day": date(2021, 10, 15),
        "calendar": "2021/1",
    }
    return r.NoticeOpened(**(fields | changes))


def in_notice() -> Telling:
    telling = Telling()
    telling.say(notice_opened(), on("2021-09-27"))
    telling.say(
        r.NoticeEndSettled(notice="n1", last_day=date(2021, 10, 15), calendar="2021/2"),
        on("2021-09-28"),
    )
    return telling


def objected(telling: Telling, objection: str, time: str) -> None:
    telling.say(
        r.ObjectionFiled(
            objection=objection, notice="n1", board=BOARD, number=f"异议〔2021〕{objection}号",
            about="app-jia", anonymous=True, grounds_commitment="c" * 64, evidence=(),
            answer_by=date(2021, 10, 20),
        ),
        time,
    )  # fmt: skip


def about(kind: type[Event], objection: str, **fields: Any) -> Event:
    return kind(objection=objection, notice="n1", board=BOARD, **fields)


def granted() -> Telling:
    telling = told()
    telling.say(
        r.TitleGranted(
            title="t1", enterprise=BANK, board=BOARD, season=SEASON, category=CATEGORY,
            application="app-jia", standard="std-jia", standard_version=1, scheme=BOARD,
            scheme_version=1, valid_from=date(2021, 10, 27), last_valid_day=date(2022, 10, 26),
        ),
        on("2021-10-27"),
    )  # fmt: skip
    return telling


def revoked() -> Telling:
    telling = granted()
    of: dict[str, Any] = {"revocation": "v1", "title": "t1", "enterprise": BANK}
    fact: dict[str, Any] = {"ground": 2, "facts": "C1 ≤5 → ≤9", "evidence": ("intake#9",)}
    telling.say(
        r.RevocationProposed(
            **of, **fact, proposed_by="system", hearing_last_day=date(2022, 5, 16)
        ),
        on("2022-05-09"),
    )
    telling.say(
        r.EnterpriseHeard(**of, how="statement", statement_commitment="c" * 64), on("2022-05-12")
    )
    telling.say(
        r.Revoked(
            **of, **fact, board=BOARD, season=SEASON, category=CATEGORY,
            legal_basis="三.7(2)", decision_number="〔2022〕1号", served_on=date(2022, 5, 17),
            first_barred_day=date(2022, 5, 17), last_barred_day=date(2025, 5, 17),
        ),
        on("2022-05-17"),
    )  # fmt: skip
    telling.say(
        r.BarImposed(
            enterprise=BANK, revocation="v1", first_day=date(2022, 5, 17),
            last_day=date(2025, 5, 17),
        ),
        on("2022-05-17"),
    )  # fmt: skip
    return telling
