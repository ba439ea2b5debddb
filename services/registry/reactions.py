"""What the registry does by itself when it hears something."""

from collections.abc import Mapping, Sequence

from services.chassis.entry import Entry
from services.chassis.inbox import Reaction
from services.chassis.store.transaction import Transaction
from services.contracts import intake as i
from services.contracts import scoring as s
from services.contracts.event import Event

from .usecases import notifying
from .usecases.notices import reopen_for, show_leaders
from .usecases.proposals import propose_lowered


def _restated(tx: Transaction, e: s.BoardRestated, entry: Entry) -> None:
    reopen_for(tx, e.board, e.version, f"{e.cause}:{e.cause_id}")


def _nominated(tx: Transaction, e: s.LeadersNominated, entry: Entry) -> None:
    show_leaders(tx, e.board, e.version, f"leaders_nominated:{entry.id}")


def _lowered(tx: Transaction, e: s.CoreIndicatorLowered, entry: Entry) -> None:
    propose_lowered(tx, e)


def _overtaken(tx: Transaction, e: i.WithdrawalOvertaken, entry: Entry) -> None:
    notifying.after(tx, e)


REACTIONS: Mapping[type[Event], Sequence[Reaction]] = {
    s.BoardRestated: [_restated],
    s.LeadersNominated: [_nominated],
    s.CoreIndicatorLowered: [_lowered],
    i.WithdrawalOvertaken: [_overtaken],
}
