"""A counter at which somebody is to be notified: what happens there, and what was told of it."""

from typing import Any

from .counter import BOARD, OTHER, ROW, SEASON_BODY, Counter, Opening, at

DECISION = {
    "decision_number": "晋市市监（示例）〔2021〕1号",
    "legal_basis": "晋市市监〔2021〕77号 三.7(4)",
}
PROPOSAL = {"ground": 4, "facts": "抽检发现等候时间超过公开水平", "evidence": ["抽检报告（示例）"]}
CONTACT = {"email": "desk@bank-a.example", "name": "示例经办人", "telephone": "+86 356 0000000"}
OBJECTION = {"grounds": "高峰时段只开一个窗口", "anonymous": True, "name": "示例客户丁"}
#: The season's phases, one of which names the day by which to consent.
CONSENTING = [
    {**one, "steps": [*one["steps"], "consent"]} if one["code"] == "evaluation" else one
    for one in SEASON_BODY["phases"]
]


def opened(counter: Opening) -> Counter:
    """Open a counter with a board of two banks."""
    desk = counter(at("2021-09-27"))
    desk.season(phases=CONSENTING)
    for bank in (ROW, OTHER):
        desk.account(bank, "enterprise")
    desk.drawn(enterprises=(ROW, OTHER))
    return desk


def published(desk: Counter) -> str:
    """Publish the board; return the title of its leader."""
    desk.noticed()
    desk.clock(at("2021-10-18"))
    [title] = desk.made(f"/v1/boards/{BOARD}/publication")["titles"]
    return str(title)


def proposed(desk: Counter) -> str:
    """Propose to revoke the leader's title; return the revocation."""
    path = f"/v1/titles/{published(desk)}/revocation-proposals"
    return str(desk.made(path, PROPOSAL)["revocation"])


def revoked(desk: Counter) -> str:
    """Revoke the leader's title; return the revocation."""
    revocation = proposed(desk)
    desk.clock(at("2021-11-01"))
    desk.made(f"/v1/revocations/{revocation}/decision", DECISION)
    return revocation


def objected(desk: Counter, notice: str, by: str = "", **more: Any) -> str:
    """Object to a notice; return the objection."""
    made = desk.made(f"/v1/notices/{notice}/objections", {**OBJECTION, **more}, by)
    return str(made["objection"])


def dismiss(desk: Counter, objection: str) -> None:
    """Answer an objection."""
    said = {"decision": "dismissed", "reasons": "经核查不属实"}
    desk.made(f"/v1/objections/{objection}/decision", said)


def listed(desk: Counter, by: str = "bureau", **query: str) -> list[dict[str, Any]]:
    """Return the notifications that a caller is shown."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return list(desk.get(f"/v1/notifications?limit=500&{asked}", by)["items"])


def of_kind(desk: Counter, kind: str) -> list[dict[str, Any]]:
    """Return the notifications of a kind."""
    return [one for one in listed(desk) if one["kind"] == kind]


def text(desk: Counter, task: dict[str, Any]) -> str:
    """Return what a notification says."""
    return str(desk.get(f"/v1/notifications/{task['notification']}", "bureau")["text"])
