"""What a credit system is told of a revocation: an honour withdrawn, nothing worse (R32).

A notice of a city cannot create a measure of discipline, so the record borrows the form of public
credit records and none of their labels. It is made from the log alone: whoever holds the log makes
the same record again, byte for byte.
"""

import re
from collections.abc import Callable
from typing import Any

from services.chassis import clock
from services.chassis.entry import Entry
from services.contracts.registry import RevocationAnnulled, Revoked
from services.registry.domain.grounds import GROUNDS

SCHEMA = "lingpao-credit-record/1"

#: Every field, in the order of all three forms. Whole numbers are named below; the rest is text,
#: days as 2022-05-17; absent where nothing can be said.
FIELDS = (
    "schema",
    "record",
    "kind",
    "status",
    "event_id",
    "log",
    "log_position",
    "enterprise",
    "enterprise_name",
    "title",
    "title_name",
    "board",
    "season",
    "category",
    "decision_number",
    "decided_on",
    "ground",
    "ground_words",
    "facts",
    "legal_basis",
    "authority",
    "authority_name",
    "authority_uscc",
    "source_unit",
    "source_unit_name",
    "first_barred_day",
    "last_barred_day",
    "repair_path",
    "repair_words",
    "annulled_on",
    "annulment_reasons",
    "annulment_event_id",
    "annulment_log_position",
)
NUMBERS = frozenset({"log_position", "ground", "annulment_log_position"})
#: Absent in a record in force, or where the authority is not known by its USCC.
MAY_BE_ABSENT = frozenset(
    {
        "authority_uscc",
        "annulled_on",
        "annulment_reasons",
        "annulment_event_id",
        "annulment_log_position",
    }
)
IN_FORCE, ANNULLED = "in_force", "annulled"

_KIND = "荣誉称号取消"
_TITLE = "企业标准“领跑者”"
_REPAIR = "对本记录有异议的，可向作出决定的单位申请更正；经更正的，将通知全部已接收单位。"
_USCC = re.compile(r"[0-9ABCDEFGHJKLMNPQRTUWXY]{18}")

Record = dict[str, Any]


def of_decision(event: Revoked, entry: Entry, position: int, name: Callable[[str], str]) -> Record:
    """Return the record of a served decision.

    :param position: the entry's index in the registry's log.
    :param name: gives an organisation's name as known at that entry; an enterprise is one too. An
        organisation that is registered under its USCC is told by it.
    """
    authority = entry.actororg
    told: Record = {
        "schema": SCHEMA,
        "record": event.revocation,
        "kind": _KIND,
        "status": IN_FORCE,
        "event_id": entry.id,
        "log": entry.source,
        "log_position": position,
        "enterprise": event.enterprise,
        "enterprise_name": name(event.enterprise),
        "title": event.title,
        "title_name": _TITLE,
        "board": event.board,
        "season": event.season,
        "category": event.category,
        "decision_number": event.decision_number,
        "decided_on": event.served_on.isoformat(),
        "ground": event.ground,
        "ground_words": GROUNDS[event.ground]["zh"],
        "facts": event.facts,
        "legal_basis": event.legal_basis,
        "authority": authority,
        "authority_name": name(authority),
        "authority_uscc": authority if _USCC.fullmatch(authority) else None,
        "source_unit": authority,
        "source_unit_name": name(authority),
        "first_barred_day": event.first_barred_day.isoformat(),
        "last_barred_day": event.last_barred_day.isoformat(),
        "repair_path": f"/registry/v1/revocations/{event.revocation}",
        "repair_words": _REPAIR,
    }
    return {field: told.get(field) for field in FIELDS}


def of_annulment(record: Record, event: RevocationAnnulled, entry: Entry, position: int) -> Record:
    """Return the record of a decision that was taken back, which says so and keeps the rest."""
    return {
        **record,
        "status": ANNULLED,
        "annulled_on": clock.shanghai_date(entry.moment).isoformat(),
        "annulment_reasons": event.reasons,
        "annulment_event_id": entry.id,
        "annulment_log_position": position,
    }
