"""The audit from first to last: keys, logs, envelopes, pins, documents, scores, boards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Protocol

from services.auditor.replay import Documents
from services.auditor.source import SERVICES, Files, Source, Unreachable, checkpoint_of
from services.chassis.log.keys import BadKey, VerifierKey
from services.chassis.log.policy import BadPolicy, Policy, text

from .boards import boards_in, check_board, check_publications, check_scores
from .documents import check_documents
from .envelopes import check_alone, check_among
from .finding import BROKEN, Finding, by_cause
from .kept import KeptBundles
from .log import CheckedLog, Held, Scope, check_log
from .remembered import Remembered
from .served import Served
from .shown import check_shown


class Watch(Protocol):
    """Somebody who is told how far the audit is."""

    def begin(self, what: str, total: int | None) -> None:
        """A part begins, with so many steps; None when that is not known yet."""

    def step(self, count: int = 1) -> None:
        """So many steps more are done."""


@dataclass(frozen=True)
class Place:
    """What is audited.

    ``documents`` is None where none can be had: then scores and boards are not checked.
    ``kept`` holds what an earlier visit read. ``settle`` waits until what is signed of each log
    has caught up with what the others say of it; where nothing grows it does nothing. ``shown``
    reads what a running system shows the public. ``known`` was found while the files were put
    together.
    """

    name: str
    files: Files
    documents: Documents | None
    kept: KeptBundles | None = None
    scope: Scope = Scope()  # noqa: RUF009 - frozen
    settle: Callable[[], None] = lambda: None
    shown: Callable[[str], bytes] | None = None
    known: tuple[Finding, ...] = ()

    @classmethod
    def of(cls, name: str, files: Files) -> "Place":
        """Return a place that serves all by itself."""
        return cls(name, files, Source(files).document)


@dataclass
class Audit:
    """What was audited, and found.

    ``keys`` are those the checkpoints were held to; ``on_first_use`` says that nobody vouched for
    them but the server itself. ``derived`` tells whether scores and boards were derived: not when
    the entries are not the signed ones, nor without documents. ``newest`` entries came while the
    audit read: they were not held to other logs, which the next audit does.
    """

    place: str
    logs: dict[str, CheckedLog] = field(default_factory=dict)
    boards: int = 0
    derived: bool = False
    newest: int = 0
    findings: list[Finding] = field(default_factory=list)
    unsettled: list[Finding] = field(default_factory=list)
    keys: dict[str, tuple[str, ...]] = field(default_factory=dict)
    on_first_use: bool = False

    @property
    def entries(self) -> int:
        """How many entries were checked."""
        return sum(len(log.leaves) for log in self.logs.values())


def run(place: Place, policy: Policy | None, before: Remembered, watch: Watch) -> Audit:
    """Audit an installation.

    What came while the audit read may follow from what it had not read: such faults are looked at
    once more, and those that are still there are faults, whatever the server says of sizes.

    :param policy: whom to trust; without one the keys seen at the first visit, which only show
        that nothing changed since.
    """
    first = _once(place, policy, before, watch)
    if not first.unsettled:
        return first
    second = _once(place, policy, before, watch)
    doubtful = {(one.service, one.index, one.kind) for one in first.unsettled}
    second.findings += [
        one for one in second.unsettled if (one.service, one.index, one.kind) in doubtful
    ]
    second.findings = sorted(set(second.findings), key=by_cause)
    return second


def _once(place: Place, policy: Policy | None, before: Remembered, watch: Watch) -> Audit:
    audit = Audit(place.name, findings=list(place.known))
    relied_on = _sizes(place.files)
    place.settle()
    for service in SERVICES:
        if (trust := policy or _first_seen(audit, place.files, service, before)) is not None:
            log = audit.logs[service] = _check_log(place, service, trust, before, watch)
            audit.findings += log.findings
    whole = {service: log for service, log in audit.logs.items() if log.whole}
    for service, log in whole.items():
        watch.begin(f"{service}: envelopes", None)
        audit.findings += check_alone(log)
    if set(whole) == set(SERVICES) and not any(one.kind in _CROOKED for one in audit.findings):
        derived = [*check_among(whole), *_derive(audit, place, watch)]
        # What came while the audit read may follow from what it has not read.
        audit.newest = sum(
            max(0, len(log.leaves) - relied_on.get(service, len(log.leaves)))
            for service, log in whole.items()
        )
        for one in derived:
            settled = one.index < relied_on.get(one.service, one.index + 1)
            (audit.findings if settled else audit.unsettled).append(one)
    audit.findings = sorted(set(audit.findings), key=by_cause)
    return audit


#: Nothing is told of how entries hang together while some of them are not the signed ones, or not
#: of the published language: it would only repeat that.
_CROOKED = BROKEN | {"contract"}


def _sizes(files: Files) -> dict[str, int]:
    """Return what is signed of each log now. All that its entries rely on was there before."""
    found = {}
    for service in SERVICES:
        try:
            found[service] = checkpoint_of(files.get(f"/{service}/log/checkpoint")).size
        except (Unreachable, ValueError):
            continue  # told when the log itself is read
    return found


def _check_log(
    place: Place, service: str, trust: Policy, before: Remembered, watch: Watch
) -> CheckedLog:
    held = Held(trust, before.of(service), place.scope)

    def check(files: Files) -> CheckedLog:
        watch.begin(service, None)
        return check_log(files, service, held, watch.step)

    kept = place.kept
    if kept is None:
        return check(place.files)
    log = check(kept)
    if log.findings:
        # What is wrong may be what was kept: the place is judged by what it serves today.
        again = service in kept.reused
        kept.forget(service)
        return check(place.files) if again else log
    return log


def _first_seen(audit: Audit, files: Files, service: str, before: Remembered) -> Policy | None:
    """Return a policy of the keys seen before; at the first visit, of those the server gives."""
    told = before.keys.get(service)
    try:
        if told is None:
            audit.on_first_use = True
            told = tuple(key.text for key in Served(files, service).public_keys())
        keys = [VerifierKey.parse(key) for key in told]
        audit.keys[service] = told
        return Policy.parse(text(keys, [], 0).encode())
    except (Unreachable, BadKey, BadPolicy) as error:
        audit.findings.append(Finding(service, -1, "key", str(error)))
        return None


def _derive(audit: Audit, place: Place, watch: Watch) -> list[Finding]:
    if place.documents is None:
        return []
    audit.derived = True
    fetch = cache(place.documents)
    logs = {service: log.entries for service, log in audit.logs.items()}
    watch.begin("documents", None)
    found = check_documents(logs["scoring"], fetch, watch.step)
    watch.begin("scores", None)
    found += check_scores(logs, fetch)
    boards = boards_in(logs)
    audit.boards = len(boards)
    watch.begin("boards", len(boards))
    for at in boards:
        found += check_board(logs, fetch, at)
        watch.step()
    found += check_publications(logs)
    if place.shown is not None:
        watch.begin("shown", None)
        shown = check_shown(logs, place.shown, fetch)
        # What happened since the logs were read is shown already; the next audit sees it.
        if _sizes(place.files) == {service: len(log) for service, log in logs.items()}:
            found += shown
    return found


def seen(audit: Audit) -> Mapping[str, str]:
    """Return the signed notes that hold, for the next visit."""
    return {
        service: log.trusted.note.to_bytes().decode()
        for service, log in audit.logs.items()
        if log.trusted is not None and not log.findings
    }
