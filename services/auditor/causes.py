"""Why a row left a board: each removal of a restatement, held against the cause it names.

A restatement takes applications off for a reason that stands in a log (R9, R15, R18, R22, R31).
A row that left without one, or for somebody else's, is a difference.
"""

from collections.abc import Callable, Mapping, Sequence

from services.chassis.clock import shanghai_date
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event
from services.contracts.scoring import Finding

from .membership import events, last_drawn, restatements
from .source import Logged

#: Judges an application's declaration anew by the scheme version that the board names.
Judge = Callable[[s.StandardFoundIneligible], tuple[Finding, ...]]
#: What each cause is told by; an objection is named by itself, and not by an entry.
_TOLD_BY: Mapping[str, type[Event]] = {
    "consent_refused": i.ConsentRefused,
    "application_withdrawn": i.ApplicationWithdrawn,
    "standard_revised": i.StandardRevised,
    "standard_abolished": i.StandardAbolished,
    "record_gone": i.PlatformRecordGone,
    "conflict_declared": s.ConflictOfInterestDeclared,
    "bar_imposed": r.BarImposed,
}
#: Findings that do not follow from the scheme, and the ground of each.
_KEPT_AWAY = frozenset({"conflict", "bar"})


def unfounded(
    logs: Mapping[str, Sequence[Logged]], board: str, at: Logged, judge: Judge
) -> list[str]:
    """Return the removals since the last draw that do not follow from the cause they name.

    And the restatements by another scheme version than the board was drawn by (R5).

    :param at: the entry that said the board as it is looked at.
    """
    causes = _Causes(logs, judge)
    wrong = []
    for said, entry in restatements(logs["scoring"], board, at):
        drawn_by = last_drawn(logs["scoring"], board, entry).entry.data["scheme_version"]
        if said.scheme_version != drawn_by:
            wrong.append(
                f"version {said.version} by scheme version {said.scheme_version},"
                f" drawn by {drawn_by}"
            )
        wrong += [
            f"{application}: removed by version {said.version} without its cause"
            f" ({said.cause} {said.cause_id})"
            for application in said.removed
            if not causes.follows(said, entry, application)
        ]
    return wrong


class _Causes:
    def __init__(self, logs: Mapping[str, Sequence[Logged]], judge: Judge) -> None:
        self._logs, self._judge = logs, judge
        self._entries = {one.entry.id: one for log in logs.values() for one in log}
        self._accepted = {e.application: e for e in events(logs["intake"], i.ApplicationAccepted)}

    def follows(self, said: s.BoardRestated, entry: Logged, application: str) -> bool:
        accepted = self._accepted.get(application)
        if accepted is None:
            return False
        if said.cause == "objection_upheld":
            return any(
                self._upheld(said, entry, accepted, one)
                for one in events(self._logs["registry"], r.ObjectionUpheld)
            )
        named = self._entries.get(said.cause_id)
        cause = None if named is None else named.entry.event()
        kind = _TOLD_BY.get(said.cause)
        if kind is None or not isinstance(cause, kind):
            return False
        return _concerns(cause, accepted) and _has_begun(cause, entry, accepted)

    def _upheld(
        self,
        said: s.BoardRestated,
        entry: Logged,
        accepted: i.ApplicationAccepted,
        one: r.ObjectionUpheld,
    ) -> bool:
        """Tell whether an objection takes off this very application (R18)."""
        about = (one.objection, one.board, one.application)
        if about != (said.cause_id, said.board, accepted.application):
            return False
        return one.effect == "removal" or (
            one.effect == "rescore" and self._unfit(said, entry, accepted)
        )

    def _unfit(self, said: s.BoardRestated, entry: Logged, accepted: i.ApplicationAccepted) -> bool:
        """Tell whether it was found unfit last, by the board's own scheme version (R5)."""
        found = _last_judgement(self._logs["scoring"][: entry.index], accepted.application)
        if not isinstance(found, s.StandardFoundIneligible):
            return False
        if (found.scheme_version, bool(found.findings)) != (said.scheme_version, True):
            return False
        derived = self._judge(found)
        return all(
            self._keeps_away(one, accepted) if one.ground in _KEPT_AWAY else one in derived
            for one in found.findings
        )

    def _keeps_away(self, finding: Finding, accepted: i.ApplicationAccepted) -> bool:
        if finding.ground == "bar":
            return any(
                (one.enterprise, one.revocation) == (accepted.enterprise, finding.declared)
                for one in events(self._logs["registry"], r.BarImposed)
            )
        return any(
            (one.enterprise, one.season) == (accepted.enterprise, accepted.season)
            for one in events(self._logs["scoring"], s.ConflictOfInterestDeclared)
        )


def _last_judgement(earlier: Sequence[Logged], application: str) -> Event | None:
    kinds = (s.Scored.TYPE, s.StandardFoundIneligible.TYPE)
    of_it = [
        one
        for one in earlier
        if one.entry.type in kinds and one.entry.data["application"] == application
    ]
    return of_it[-1].entry.event() if of_it else None


def _concerns(cause: Event, accepted: i.ApplicationAccepted) -> bool:
    if isinstance(cause, i.ConsentRefused | i.ApplicationWithdrawn | i.PlatformRecordGone):
        return cause.application == accepted.application
    if isinstance(cause, i.StandardRevised | i.StandardAbolished):
        return cause.standard == accepted.standard
    if isinstance(cause, s.ConflictOfInterestDeclared):
        about = (cause.enterprise, cause.season)
        return about == (accepted.enterprise, accepted.season)
    return isinstance(cause, r.BarImposed) and cause.enterprise == accepted.enterprise


def _has_begun(cause: Event, entry: Logged, accepted: i.ApplicationAccepted) -> bool:
    """Tell whether a text was out of force on the day the row left, and not only announced."""
    day = shanghai_date(entry.entry.moment)
    if isinstance(cause, i.StandardAbolished):
        return cause.abolished <= day
    if isinstance(cause, i.StandardRevised):
        return cause.effective <= day and cause.text_sha256 != accepted.text_sha256
    return True
