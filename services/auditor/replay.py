"""A board as known at a moment, derived again from entries, and compared with what was said."""

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from services.chassis.log.merkle import leaf_hash, root_of
from services.contracts.intake import (
    ApplicationSubmitted,
    EnterpriseRegistered,
    ProductsLinked,
    StandardDeclared,
    StandardRevised,
)
from services.contracts.registry import Published
from services.contracts.rows import read_rows
from services.contracts.scoring import (
    BoardDrawn,
    BoardRestated,
    SchemeAdopted,
    Scored,
    StandardFoundIneligible,
)
from services.contracts.values import Product
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

from .causes import unfounded
from .membership import events, members
from .source import Logged
from .standing import Standing, standing_of

#: Every board of a scheme names it anew, and reading one takes longer than scoring by it.
_read_scheme = lru_cache(maxsize=64)(read_scheme)
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
    differences: tuple[str, ...]
    standing: Standing

    @cached_property
    def reasons(self) -> tuple[Reason, ...]:
        """Why each row stands where it does, and what would lift it (R12); it takes a while."""
        return explain_all(self.scheme, self.rows)


def replay(
    logs: Mapping[str, Sequence[Logged]], documents: Documents, board: str, moment: str
) -> Replayed:
    """Derive the board that was current at a moment.

    From who was accepted and judged by then, their declarations, the scheme version of its day
    and the rules of scoring; the rows in the document store are only compared with.

    :param moment: in the form of ``Entry.time``; entries of that very time are included.
    :raises NoBoardYet: when none had been drawn.
    """
    return derive(logs, documents, _current(logs, board, moment), moment)


def derive(
    logs: Mapping[str, Sequence[Logged]], documents: Documents, at: Logged, moment: str
) -> Replayed:
    """Derive the board that an entry said, and tell where it stood at a moment.

    :raises LookupError: when the entries it rests on are not there.
    :raises ValueError: when its scheme or rows are not those it names.
    """
    said = at.entry.event()
    if not isinstance(said, BoardDrawn | BoardRestated):
        raise TypeError(f"{at.entry.type} draws no board")
    scheme = scheme_of(logs["scoring"], documents, said.scheme, said.scheme_version)
    if scheme.sha256 != said.scheme_sha256:
        raise ValueError(f"{said.scheme}@{said.scheme_version} has another content hash")
    kept = read_rows(documents("scoring", said.rows.sha256))
    declared = Declared(logs["intake"])
    candidates, wrong = [], []

    def listed(scored: Mapping[str, Scored]) -> set[str]:
        drawn = draw(scheme, [candidate_of(declared, scheme, one)[0] for one in scored.values()])
        return {row.candidate.application for row in drawn}

    for found in members(logs, said, at, listed).values():
        candidate, faults = candidate_of(declared, scheme, found)
        candidates.append(candidate)
        wrong += faults
    rows = draw(scheme, candidates)
    wrong += _compare(said, scheme, rows, kept)
    wrong += unfounded(logs, said.board, at, lambda found: judge(scheme, declared.of(found)))
    standing = standing_of(logs["registry"], said.board, moment)
    return Replayed(said, at, scheme, rows, tuple(wrong), standing)


def _current(logs: Mapping[str, Sequence[Logged]], board: str, moment: str) -> Logged:
    """Return the entry that said the published version, before publication the newest (R19)."""
    log = logs["scoring"]
    types = (BoardDrawn.TYPE, BoardRestated.TYPE)
    drawn = [one for one in log if one.entry.type in types and one.entry.data["board"] == board]
    known = [one for one in drawn if one.entry.time <= moment]
    if not known:
        raise NoBoardYet(board, drawn[0].entry.time if drawn else None)
    published = [
        one.entry.data["version"]
        for one in logs["registry"]
        if one.entry.type == Published.TYPE
        and one.entry.data["board"] == board
        and one.entry.time <= moment
    ]
    of_it = [one for one in known if one.entry.data["version"] in published]
    return (of_it or known)[-1]


def scheme_of(log: Sequence[Logged], documents: Documents, name: str, version: int) -> Scheme:
    """Return a scheme version as it was adopted.

    :raises LookupError: when it never was.
    :raises ValueError: when its document is no scheme, or not the one that was adopted.
    """
    for event in events(log, SchemeAdopted):
        if (event.scheme, event.version) == (name, version):
            scheme = _read_scheme(documents("scoring", event.document.sha256).decode())
            if scheme.sha256 != event.content_sha256:
                raise ValueError(f"{name}@{version} has another content hash")
            return scheme
    raise LookupError(f"{name}@{version} was never adopted")


class Declared:
    """Every declared version of every standard, and the names of enterprises."""

    def __init__(self, log: Sequence[Logged]) -> None:
        self.names = {event.enterprise: event.name for event in events(log, EnterpriseRegistered)}
        self._versions: dict[tuple[str, int], StandardDeclared | StandardRevised] = {}
        for declared in events(log, StandardDeclared):
            self._versions[declared.standard, declared.version] = declared
        for revised in events(log, StandardRevised):
            self._versions[revised.standard, revised.version] = revised
        self._products = _products_applied_with(log)

    def of(self, found: Scored | StandardFoundIneligible) -> Declaration:
        """Return what was declared of a judged standard.

        :raises LookupError: when it never was.
        """
        event = self._versions.get((found.standard, found.version))
        if event is None:
            raise LookupError(f"standard {found.standard}@{found.version} was never declared")
        return declaration_of(event, self._products.get(found.application, ()))


def _products_applied_with(log: Sequence[Logged]) -> dict[str, tuple[Product, ...]]:
    """Return each application's products: the last list linked to its version before it (R8)."""
    linked: dict[tuple[str, int], tuple[Product, ...]] = {}
    found = {}
    for one in log:
        if one.entry.type in (ProductsLinked.TYPE, ApplicationSubmitted.TYPE):
            event = one.entry.event()
            if isinstance(event, ProductsLinked):
                linked[event.standard, event.version] = event.products
            elif isinstance(event, ApplicationSubmitted):
                found[event.application] = linked.get((event.standard, event.version), ())
    return found


def candidate_of(log: Declared, scheme: Scheme, found: Scored) -> tuple[Candidate, list[str]]:
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
