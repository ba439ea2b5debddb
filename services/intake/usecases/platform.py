"""What the public platform shows, asked for and recorded; the steps that wait for it (R7, R31)."""

from collections.abc import Iterable
from typing import Any

import msgspec

from services.chassis.entry import data_of
from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import check_organisation
from services.chassis.web.refusals import NotFound
from services.contracts.event import Event
from services.contracts.intake import (
    PlatformCheckRequested,
    PlatformConnected,
    PlatformDisconnected,
    StandardDeclared,
    StandardRevised,
)
from services.contracts.refusal import CauseNotHeard
from services.contracts.rows import read_rows
from services.intake.domain import platform_check as rules
from services.intake.domain import standard as standards
from services.intake.domain.platform_record import PlatformRecord, Shown

OFFICERS = frozenset({"central_bank", "county_bureau", "bureau", "evaluation_body"})


def connect(tx: Transaction, platforms: Iterable[str]) -> None:
    """Record which platforms this installation is connected to, where it has changed.

    Steps under way wait for one that is new.
    """
    wanted = set(platforms)
    known = {one["platform"] for one in tx.views.all("platform") if one["connected"]}
    for name in sorted(known - wanted):
        tx.append(f"platform:{name}", PlatformDisconnected(platform=name), reason="R31")
    for name in sorted(wanted - known):
        tx.append(f"platform:{name}", PlatformConnected(platform=name), reason="R31")
    if wanted - known:
        for application in tx.views.all("application"):
            if application["state"] == "submitted":
                ask_for_application(tx, application)
        for board in tx.views.all("board"):
            ask_for_board(tx, board["board"])


def is_connected(views: Views, platform: str) -> bool:
    """Tell whether a platform is connected."""
    return bool((views.get("platform", platform) or {}).get("connected"))


def ask_for_application(tx: Transaction, application: Body) -> None:
    """Ask whether the platform shows the text applied with, before it is accepted (R31)."""
    _request(tx, application, rules.APPLICATION, application["application"])


def ask_for_board(tx: Transaction, board: str) -> None:
    """Ask for the texts on a board: once drawn, and again when its notice has closed (R31).

    What was asked for before is not asked again. A restated board has no rows but the drawn one's.

    :raises CauseNotHeard: when a row's application is not known here.
    """
    drawn = tx.views.get("board", board)
    any_connected = any(one["connected"] for one in tx.views.all("platform"))
    if not any_connected or drawn is None or tx.views.get("published", board):
        return
    asked = [(rules.SCORING, f"{board}@{drawn['drawn_version']}")]
    if closed := tx.views.get("closed_notice", board):
        asked.append((rules.PUBLICATION, f"{closed['notice']}@{closed['last_day']}"))
    for row in read_rows(tx.documents.get(drawn["rows"]["sha256"])):
        application = tx.views.get("application", row["application"])
        if application is None:
            raise CauseNotHeard(f"application {row['application']}")
        for step, about in asked:
            _request(tx, application, step, about)


def _request(tx: Transaction, application: Body, step: str, about: str) -> None:
    declared = _declaration(tx, application["standard"], application["version"])
    check = f"{step}/{about}/{application['application']}"
    if not is_connected(tx.views, declared.platform) or tx.views.get("platform_check", check):
        return
    event = PlatformCheckRequested(
        check=check,
        enterprise=application["enterprise"],
        application=application["application"],
        standard=application["standard"],
        version=application["version"],
        platform=declared.platform,
        record_number=declared.record_number,
        text_sha256=application["text_sha256"],
        step=step,
        about=about,
    )
    tx.append(_stream(check), event, reason="R31")


def ask_again(tx: Transaction, application: str) -> dict[str, Any]:
    """Ask the platform now, for the steps of an application that wait for it."""
    found = tx.views.get("application", application)
    if found is None:
        raise NotFound(what="application", id=application)
    officer = tx.actor.role in OFFICERS
    if not officer:
        check_organisation(found["enterprise"], application)
    checks = tx.views.all("platform_check", "application", application)
    last = checks[-1:]
    events = rules.ask_again(
        [_state(tx, one) for one in [one for one in checks if one["open"]] or last],
        application=application,
        step_ahead=_is_ahead(tx, found),
        connected=any(is_connected(tx.views, one["platform"]) for one in last),
        officer=officer,
    )
    for event in events:
        tx.append(_stream(event.check), event, reason="R31")
    return {"checks": [event.check for event in events]}


def _is_ahead(tx: Transaction, application: Body) -> bool:
    """Tell whether a step of an application is still to come that its text is checked for."""
    board = f"{application['season']}.{application['category']}"
    live = application["state"] in {"submitted", "accepted"}
    over = (tx.views.get("season", application["season"]) or {}).get("closed", False)
    return live and not over and tx.views.get("published", board) is None


def _state(tx: Transaction, check: Body) -> rules.Check:
    state = tx.fold(_stream(check["check"]), rules.evolve)
    if state is None:
        raise LookupError(f"check {check['check']} has no events")
    return state


def check_confirmed(tx: Transaction, application: str) -> None:
    """Refuse to accept an application until the platform has shown its text (R31)."""
    check = f"{rules.APPLICATION}/{application}/{application}"
    shown = tx.views.get("platform_check", check) or {}
    rules.check_confirmed(
        tx.fold(_stream(check), rules.evolve),
        connected=is_connected(tx.views, shown.get("platform", "")),
        since=shown.get("requested", ""),
    )


def record(tx: Transaction, check: str, asked: int, answer: Shown | str) -> bool:
    """Record what the platform showed, or why it could not be asked; tell whether it was news.

    :param asked: the request that was answered; nothing is recorded when the check has been asked
        again since, or when nothing depends on it any more.
    """
    state = tx.fold(_stream(check), rules.evolve)
    shown = tx.views.get("platform_check", check)
    if state is None or shown is None or not shown["open"] or state.asked != asked:
        return False
    if isinstance(answer, str):
        event: Event = rules.did_not_answer(state, answer)
    else:
        asked_for = state.request
        declared = _declared(_declaration(tx, asked_for.standard, asked_for.version))
        event = rules.answer(state, declared, answer, tx.today)
        if isinstance(answer, PlatformRecord) and answer.abolished is not None:
            _abolish(tx, asked_for.standard, answer)
    if not rules.is_news(state, event):
        return False
    tx.append(_stream(check), event, reason="R31")
    return True


def _abolish(tx: Transaction, standard: str, shown: PlatformRecord) -> None:
    state = tx.fold(f"standard:{standard}", standards.evolve)
    if state is None or shown.abolished is None:
        return
    if event := standards.abolished_on_platform(state, shown.abolished):
        tx.append(f"standard:{standard}", event, reason="R7")


def _declaration(
    tx: Transaction, standard: str, version: int
) -> StandardDeclared | StandardRevised:
    for entry in tx.entries(f"standard:{standard}"):
        event = entry.event()
        if isinstance(event, StandardDeclared | StandardRevised) and event.version == version:
            return event
    raise LookupError(f"standard {standard} has no version {version}")


def _declared(event: StandardDeclared | StandardRevised) -> standards.Declared:
    return msgspec.convert(data_of(event), standards.Declared)


def told(views: Views, application: Body) -> Body:
    """Return what is known of an application's text on its platform, for whoever looks at it."""
    standard = views.get("standard", application["standard"]) or {}
    version = next(one for one in standard["versions"] if one["version"] == application["version"])
    return {
        "platform": version["platform"],
        "record_number": version["record_number"],
        "connected": is_connected(views, version["platform"]),
        "checks": views.all("platform_check", "application", application["application"]),
    }


def _stream(check: str) -> str:
    return f"check:{check}"
