"""A board as known at a moment, derived again from entries, and compared with what was said."""

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from services.chassis.log.merkle import leaf_hash, root_of
from services.contracts.intake import EnterpriseRegistered, StandardDeclared, StandardRevised
from services.contracts.rows import read_rows
from services.contracts.scoring import BoardDrawn, BoardRestated, SchemeAdopted, Scored
from services.scoring.domain.board import (
    Candidate,
    Row,
    draw,
    engine_of,
    row_bytes,
    row_plain,
    rows_document,
)
from services.scoring.domain.declaration import Declaration, declaration_of
from services.scoring.domain.eligibility import judge
from services.scoring.domain.explain import Reason, explain_all
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.scheme_reader import read_scheme
from services.scoring.domain.score import score

from .membership import events, members
from .source import Logged
from .standing import Standing, standing_of

#: Fetches a document by service and SHA-256.
Documents = Callable[[str, str], bytes]


class NoBoardYet(LookupError):
    """At that moment the board had not been drawn; ``first`` is when it first was, if ever."""

    def __init__(self, board: str, first: str | None) -> None:
        self.board, self.first = board, first
        super().__init__(
            f"{board} had not been drawn" + (f"; first drawn {first}" if first else "")
        )


@dataclass(frozen=True)
class Replayed:
    """A board derived again: its event, rows and reasons, and every difference found.

    ``differences`` is empty when the derivation gives the very bytes that were said.
    """

    said: BoardDrawn | BoardRestated
    entry: Logged
    scheme: Scheme
    rows: tuple[Row, ...]
    reasons: tuple[Reason, ...]
    differences: tuple[str, ...]
    standing: Standing


def replay(
    logs: Mapping[str, Sequence[Logged]], documents: Documents, board: str, moment: str
) -> Replayed:
    """Derive the board that was current at a moment.

    From who was accepted and judged by then, their declarations, the scheme version of its day
    and the rules of scoring; the rows in the document store are only compared with.

    :param moment: in the form of ``Entry.time``; entries of that very time are included.
    :raises NoBoardYet: when none had been drawn.
    """
    at = _current(logs["scoring"], board, moment)
    said = at.entry.event()
    if not isinstance(said, BoardDrawn | BoardRestated):
        raise TypeError(f"{at.entry.type} draws no board")
    scheme = _scheme(logs["scoring"], documents, said)
    kept = read_rows(documents("scoring", said.rows.sha256))
    declared = _Declared(logs["intake"])
    candidates, wrong = [], []
    for found in members(logs, said, at).values():
        candidate, faults = _candidate(declared, scheme, found)
        candidates.append(candidate)
        wrong += faults
    rows = draw(scheme, candidates)
    reasons = explain_all(scheme, rows)
    wrong += _compare(said, scheme, rows, kept)
    standing = standing_of(logs["registry"], board, moment)
    return Replayed(said, at, scheme, rows, reasons, tuple(wrong), standing)


def _current(log: Sequence[Logged], board: str, moment: str) -> Logged:
    types = (BoardDrawn.TYPE, BoardRestated.TYPE)
    drawn = [one for one in log if one.entry.type in types and one.entry.data["board"] == board]
    known = [one for one in drawn if one.entry.time <= moment]
    if not known:
        raise NoBoardYet(board, drawn[0].entry.time if drawn else None)
    return known[-1]


def _scheme(
    log: Sequence[Logged], documents: Documents, said: BoardDrawn | BoardRestated
) -> Scheme:
    """Return the scheme version the board names, by its own hashes."""
    for event in events(log, SchemeAdopted):
        if (event.scheme, event.version) == (said.scheme, said.scheme_version):
            scheme = read_scheme(documents("scoring", event.document.sha256).decode())
            if scheme.sha256 != said.scheme_sha256:
                raise ValueError(f"{said.scheme}@{said.scheme_version} has another content hash")
            return scheme
    raise LookupError(f"{said.scheme}@{said.scheme_version} was never adopted")


class _Declared:
    """Every declared version of every standard, and the names of enterprises."""

    def __init__(self, log: Sequence[Logged]) -> None:
        self.names = {event.enterprise: event.name for event in events(log, EnterpriseRegistered)}
        self._versions: dict[tuple[str, int], StandardDeclared | StandardRevised] = {}
        for declared in events(log, StandardDeclared):
            self._versions[declared.standard, declared.version] = declared
        for revised in events(log, StandardRevised):
            self._versions[revised.standard, revised.version] = revised

    def of(self, found: Scored) -> Declaration:
        """Return what was declared of a scored standard.

        :raises LookupError: when it never was.
        """
        event = self._versions.get((found.standard, found.version))
        if event is None:
            raise LookupError(f"standard {found.standard}@{found.version} was never declared")
        return declaration_of(event)


def _candidate(log: _Declared, scheme: Scheme, found: Scored) -> tuple[Candidate, list[str]]:
    """Score an application's declaration anew, and tell where the recorded score differs."""
    declared = log.of(found)
    wrong = [
        f"{found.application}: {one.indicator} {one.ground}" for one in judge(scheme, declared)
    ]
    result = score(scheme, declared)
    said = (found.star, found.composite, found.bonus, found.indicators)
    if said != (result.star, result.composite, result.bonus, result.indicators):
        wrong.append(f"{found.application}: the recorded score is not what the scheme gives")
    if declared.text_sha256 != found.text_sha256:
        wrong.append(f"{found.application}: scored from another text than was declared")
    name = log.names.get(found.enterprise, "")
    return Candidate(found.application, name, declared, result), wrong


def _compare(
    said: BoardDrawn | BoardRestated,
    scheme: Scheme,
    rows: tuple[Row, ...],
    kept: Sequence[Mapping[str, object]],
) -> list[str]:
    wrong = []
    if said.engine != engine_of(scheme):
        wrong.append(f"drawn by {said.engine}, derived here by {engine_of(scheme)}")
    if hashlib.sha256(rows_document(rows)).hexdigest() != said.rows.sha256:
        pairs = zip((row_plain(row) for row in rows), kept, strict=False)
        first = next((at for at, (here, there) in enumerate(pairs, 1) if here != there), None)
        wrong.append(f"the rows differ from those said, first at row {first or len(rows) + 1}")
    root = base64.b64encode(root_of(leaf_hash(row_bytes(row)) for row in rows)).decode()
    if root != said.rows_root:
        wrong.append("the root over the rows differs from the one said")
    return wrong
