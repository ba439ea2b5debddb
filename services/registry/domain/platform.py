"""What the public platform must have shown before results are handed in and published (R31)."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from . import refusals

UNASKED, WAITING, CONFIRMED, DIFFERS = "unasked", "waiting", "confirmed", "differs"
GONE, ABOLISHED = "gone", "abolished"


@dataclass(frozen=True, kw_only=True)
class RowText:
    """How a row's text stands with its platform.

    ``state`` is ``unasked`` until intake has said that it asks; ``fields`` are those that differ.
    """

    number: str
    platform: str
    connected: bool
    state: str
    since: str = ""
    trouble: str = ""
    fields: tuple[str, ...] = ()


def check_shown(board: str, rows: Sequence[RowText]) -> None:
    """Refuse a step of a board until the platform has shown each row's text for that step.

    Nobody waits for a platform that is not connected; what it said while it was still counts.

    :raises PlatformTextDiffers: naming standards and fields.
    :raises PlatformRecordMissing: when a record is gone or abolished: the row is to leave.
    :raises PlatformAwaited: while some have not been confirmed.
    """
    if differing := [row for row in rows if row.state == DIFFERS]:
        raise refusals.PlatformTextDiffers(
            board=board, standards=_listed(differing, lambda row: ", ".join(row.fields))
        )
    if missing := [row for row in rows if row.state in {GONE, ABOLISHED}]:
        raise refusals.PlatformRecordMissing(
            board=board, standards=_listed(missing, lambda row: row.state)
        )
    awaited = [row for row in rows if row.connected and row.state != CONFIRMED]
    if awaited:
        raise refusals.PlatformAwaited(
            board=board,
            count=len(awaited),
            standards=_listed(awaited, lambda row: row.platform),
            since=min((row.since for row in awaited if row.since), default="—"),
            trouble="；".join(dict.fromkeys(row.trouble for row in awaited if row.trouble)) or "—",
        )


def _listed(rows: Sequence[RowText], why: Callable[[RowText], str]) -> str:
    return "；".join(f"{row.number} ({why(row)})" for row in rows)
