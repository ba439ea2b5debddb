"""The hand-set clock of a simulation. A real store refuses it."""

from typing import Any

from flask import Response

from services.chassis.store.transaction import Transaction

from .bodies import Blueprint
from .commands import command
from .identity import current_store
from .refusals import ClockBackwards, NotASimulation
from .schemas import Accepted, Strict, moment

blueprint = Blueprint("simulation", __name__, description="模拟时钟 · the clock of a simulation")


class ClockSchema(Strict):
    """The moment to set, with its offset from UTC."""

    now = moment()


@blueprint.route("/v1/simulation/clock", methods=["POST"])
@blueprint.arguments(ClockSchema)
@blueprint.response(200, Accepted)
def set_clock(body: dict[str, Any]) -> Response:
    """Set the simulated time; it moves forward only."""
    store = current_store()

    def usecase(tx: Transaction) -> dict[str, Any]:
        if not store.simulated:
            raise NotASimulation
        if body["now"] < tx.now:
            raise ClockBackwards(now=tx.now.isoformat())
        store.set_simulated_now(tx.cursor, body["now"])
        return {"now": body["now"].isoformat()}

    return command(usecase, status=200)


ACCESS = {"simulation.set_clock": frozenset({"operator"})}
