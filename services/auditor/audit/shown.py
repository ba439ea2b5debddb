"""What a running system shows of published boards and titles, held to the entries it has.

What it shows comes from read models, and those are in nobody's tree: somebody at the database can
change them, and the log stays whole. So the audit reads what the public reads.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from services.auditor.source import Damaged, Logged, Unreachable
from services.contracts import registry as r
from services.contracts.rows import read_rows
from services.contracts.scoring import BoardDrawn, BoardRestated

from .finding import Finding

Logs = Mapping[str, Sequence[Logged]]
Fetch = Callable[[str], bytes]
Documents = Callable[[str, str], bytes]
#: What moves a board on from its publication.
_STEPS = (r.ResultsSubmitted, r.FormalReviewReturned, r.FormalReviewPassed, r.Published)


def check_shown(logs: Logs, fetch: Fetch, documents: Documents) -> list[Finding]:
    """Compare what is shown with what was published, granted and revoked."""
    return [
        Finding("registry", index, "shown", why)
        for index, why in (*_boards(logs, fetch, documents), *_titles(logs, fetch))
    ]


def _boards(logs: Logs, fetch: Fetch, documents: Documents) -> Iterator[tuple[int, str]]:
    newest: dict[str, int] = {}
    for one in logs["scoring"]:
        event = one.entry.event()
        if isinstance(event, BoardDrawn | BoardRestated):
            newest[event.board] = event.version
    last: dict[str, tuple[int, object]] = {}
    for one in logs["registry"]:
        event = one.entry.event()
        if isinstance(event, _STEPS):
            last[event.board] = one.index, event
    for board, (index, said) in last.items():
        # One that is on its way to another version shows what is not published yet.
        if isinstance(said, r.Published) and newest.get(board) == said.version:
            try:
                rows = read_rows(documents("scoring", said.rows.sha256))
                shown = _read(fetch, f"/registry/v1/boards/{board}")
            except (Damaged, Unreachable, ValueError) as error:
                yield index, str(error)
                continue
            leaders = [vars(leader) for leader in said.leaders]
            due = {
                "state": "published",
                "version": said.version,
                "rows": vars(said.rows),
                "row_list": rows,
                "leaders": leaders,
            }
            for name, value in due.items():
                if shown.get(name) != value:
                    yield index, f"{board} is shown with another {name} than was published"


def _titles(logs: Logs, fetch: Fetch) -> Iterator[tuple[int, str]]:
    revoked: dict[str, int] = {}
    granted: dict[str, int] = {}
    for one in logs["registry"]:
        event = one.entry.event()
        if isinstance(event, r.TitleGranted):
            granted[event.title] = one.index
        elif isinstance(event, r.Revoked):
            revoked[event.title] = one.index
        elif isinstance(event, r.RevocationAnnulled):
            revoked.pop(event.title, None)
    for title, index in granted.items():
        at = revoked.get(title, index)
        try:
            state = _read(fetch, f"/registry/v1/titles/{title}").get("state")
        except (Unreachable, ValueError) as error:
            yield at, str(error)
            continue
        if (state == "revoked") != (title in revoked):
            yield at, f"title {title} is shown as {state}"


def _read(fetch: Fetch, path: str) -> dict[str, Any]:
    try:
        shown = json.loads(fetch(path))
    except RecursionError as error:
        raise ValueError(f"{path}: nested too deep") from error
    if not isinstance(shown, dict):
        raise ValueError(f"{path} shows no object")  # noqa: TRY004 - bad bytes, no bad type of ours
    return shown
