"""Every score and board derived again from entries; every publication held to its board."""

from collections.abc import Iterator, Mapping, Sequence

from services.auditor.replay import Declared, Documents, candidate_of, derive, scheme_of
from services.auditor.source import Damaged, Logged, Unreachable
from services.contracts.registry import Published
from services.contracts.scoring import (
    BoardDrawn,
    BoardRestated,
    LeadersNominated,
    Scored,
    StandardFoundIneligible,
)
from services.scoring.domain.eligibility import judge
from services.scoring.domain.scheme import Scheme

from .finding import Finding

Logs = Mapping[str, Sequence[Logged]]
_BOARDS = (BoardDrawn.TYPE, BoardRestated.TYPE)
#: Findings that do not follow from the scheme; what a removal by them needs, the board tells.
_KEPT_AWAY = frozenset({"conflict", "bar"})


def boards_in(logs: Logs) -> list[Logged]:
    """Return the entries that said a board."""
    return [one for one in logs["scoring"] if one.entry.type in _BOARDS]


def check_board(logs: Logs, documents: Documents, at: Logged) -> list[Finding]:
    """Derive one version of a board, and tell every difference from what was said."""
    try:
        differences = derive(logs, documents, at, at.entry.time).differences
    except (Damaged, Unreachable) as error:
        return [Finding(at.service, at.index, "document", str(error))]
    except Exception as error:  # noqa: BLE001 - signed nonsense may break any rule; it is told
        return [Finding(at.service, at.index, "board", f"{type(error).__name__}: {error}")]
    return [Finding(at.service, at.index, "board", why) for why in differences]


def check_scores(logs: Logs, documents: Documents) -> list[Finding]:
    """Judge and score every declaration again by the scheme version that each entry names."""
    declared = Declared(logs["intake"])
    schemes: dict[tuple[str, int], Scheme] = {}
    found = []
    for one in logs["scoring"]:
        if one.entry.type in {Scored.TYPE, StandardFoundIneligible.TYPE}:
            try:
                wrong = list(_judged(one, declared, schemes, logs["scoring"], documents))
            except (Damaged, Unreachable):
                continue  # told of the document itself
            except Exception as error:  # noqa: BLE001 - as above
                wrong = [f"{type(error).__name__}: {error}"]
            found += [Finding(one.service, one.index, "score", why) for why in wrong]
    return found


def _judged(
    one: Logged,
    declared: Declared,
    schemes: dict[tuple[str, int], Scheme],
    log: Sequence[Logged],
    documents: Documents,
) -> Iterator[str]:
    event = one.entry.event()
    if not isinstance(event, Scored | StandardFoundIneligible):
        return
    named = event.scheme, event.scheme_version
    if named not in schemes:
        schemes[named] = scheme_of(log, documents, *named)
    scheme = schemes[named]
    if isinstance(event, Scored):
        if event.scheme_sha256 != scheme.sha256:
            yield f"scored by a scheme with the hash {event.scheme_sha256}"
        yield from candidate_of(declared, scheme, event)[1]
        return
    derived = judge(scheme, declared.of(event))
    for finding in event.findings:
        if finding.ground not in _KEPT_AWAY and finding not in derived:
            yield f"{event.application}: {finding.ground} {finding.indicator} does not follow"


def check_publications(logs: Logs) -> list[Finding]:
    """Hold what was published to the board's rows and the body's nomination of that version."""
    said: dict[tuple[str, int], str] = {}
    nominated: dict[tuple[str, int], tuple[str, ...]] = {}
    for one in logs["scoring"]:
        if one.entry.type in (*_BOARDS, LeadersNominated.TYPE):
            event = one.entry.event()
            if isinstance(event, BoardDrawn | BoardRestated):
                said[event.board, event.version] = event.rows.sha256
            elif isinstance(event, LeadersNominated):
                leaders = tuple(leader.application for leader in event.leaders)
                nominated[event.board, event.version] = leaders
    found = []
    for one in logs["registry"]:
        event = one.entry.event()
        if isinstance(event, Published):
            place = event.board, event.version
            leaders = tuple(leader.application for leader in event.leaders)
            if said.get(place) != event.rows.sha256:
                why = f"{event.board}@{event.version} was never drawn with these rows"
                found.append(Finding(one.service, one.index, "publication", why))
            if nominated.get(place) != leaders:
                why = "the leaders are not those that the body nominated"
                found.append(Finding(one.service, one.index, "publication", why))
    return found
