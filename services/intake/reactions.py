"""What intake does by itself when it hears something.

It asks for the texts on a board (R31), and answers withdrawals that a publication has overtaken
(R9, R19).
"""

from collections.abc import Mapping, Sequence

from services.chassis.entry import Entry
from services.chassis.inbox import Reaction
from services.chassis.store.transaction import Transaction
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event

from .usecases.applications import answer_overtaken
from .usecases.platform import ask_for_board


def _board(tx: Transaction, e: s.BoardDrawn | s.BoardRestated, entry: Entry) -> None:
    ask_for_board(tx, e.board)


def _notice_closed(tx: Transaction, e: r.NoticeClosed, entry: Entry) -> None:
    if e.kind == "results":
        ask_for_board(tx, f"{e.season}.{e.category}")


def _published(tx: Transaction, e: r.Published, entry: Entry) -> None:
    answer_overtaken(tx, e)


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    s.BoardDrawn: [_board],
    s.BoardRestated: [_board],
    r.NoticeClosed: [_notice_closed],
    r.Published: [_published],
}
