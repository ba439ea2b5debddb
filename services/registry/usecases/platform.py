"""Whether the public platform has shown the texts on a board, as intake tells it (R31)."""

from collections.abc import Iterable

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.registry.domain import platform as rules
from services.registry.domain.notice import Notice


def check_drawn(tx: Transaction, board: str, rows: Iterable[Body]) -> None:
    """Refuse to hand results in before the texts were seen since the board was drawn."""
    drawn = tx.views.get("drawn_board", board)
    if drawn is not None:
        about = f"{board}@{drawn['version']}"
        rules.check_shown(board, [_text(tx, row, f"scoring/{about}") for row in rows])


def check_closed(tx: Transaction, board: str, rows: Iterable[Body], notice: Notice) -> None:
    """Refuse to publish before the texts were seen since the notice closed."""
    about = f"{notice.notice}@{notice.last_day}"
    rules.check_shown(board, [_text(tx, row, f"publication/{about}") for row in rows])


def _text(tx: Transaction, row: Body, step: str) -> rules.RowText:
    platform = (tx.views.get("standard_platform", f"{row['standard']}@{row['version']}") or {}).get(
        "platform", ""
    )
    found = tx.views.get("platform_check", f"{step}/{row['application']}") or {}
    return rules.RowText(
        number=row["number"],
        platform=platform,
        connected=tx.views.get("platform", platform) is not None,
        state=found.get("state", rules.UNASKED),
        since=found.get("since", ""),
        trouble=found.get("trouble", ""),
        fields=tuple(found.get("fields", ())),
    )
