"""Single versions of boards from the logs, each with the scheme and the rows it names."""

from collections.abc import Callable, Sequence

from services.contracts.rows import read_rows
from services.contracts.scoring import (
    BoardDrawn,
    BoardRestated,
    Finding,
    SchemeAdopted,
    Scored,
    StandardFoundIneligible,
)
from services.scoring.domain.compare import Side
from services.scoring.domain.scheme_reader import read_scheme

from .membership import events
from .source import Logged


def side(log: Sequence[Logged], documents: Callable[[str, str], bytes], name: str) -> Side:
    """Return a version of a board, named ``board@version``; without ``@`` its newest one.

    :param log: the entries of scoring.
    :raises LookupError: when the log has none of that name.
    :raises ValueError: when the scheme has another content hash than the board names.
    """
    board, _, number = name.partition("@")
    drawn: list[BoardDrawn | BoardRestated] = [
        *events(log, BoardDrawn),
        *events(log, BoardRestated),
    ]
    versions = {str(one.version): one for one in drawn if one.board == board}
    wanted = number or max(versions, key=int, default="")
    if wanted not in versions:
        known = ", ".join(sorted(versions, key=int)) or "—"
        raise LookupError(f"没有排行榜 {name} · no board {name}; versions: {known}")
    said = versions[wanted]
    for event in events(log, SchemeAdopted):
        if (event.scheme, event.version) == (said.scheme, said.scheme_version):
            scheme = read_scheme(documents("scoring", event.document.sha256).decode())
            if scheme.sha256 != said.scheme_sha256:
                raise ValueError(f"{said.scheme}@{said.scheme_version} has another content hash")
            rows = read_rows(documents("scoring", said.rows.sha256))
            return Side(scheme, rows, _unfit(log, said))
    raise LookupError(f"{said.scheme}@{said.scheme_version} was never adopted")


def _unfit(
    log: Sequence[Logged], said: BoardDrawn | BoardRestated
) -> dict[str, tuple[Finding, ...]]:
    """Return what the board's scheme version had found against applications when it was said."""
    found: dict[str, tuple[Finding, ...]] = {}
    for one in log:
        event = one.entry.event()
        if event == said:
            break
        if not isinstance(event, Scored | StandardFoundIneligible):
            continue
        if (event.scheme, event.scheme_version) != (said.scheme, said.scheme_version):
            continue
        if isinstance(event, StandardFoundIneligible):
            found[event.application] = event.findings
        else:
            found.pop(event.application, None)
    return found
