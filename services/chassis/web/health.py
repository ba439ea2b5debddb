"""Health that tells the truth: alive is one thing, able to work is another."""

from collections.abc import Collection
from typing import Any

from flask import Flask, jsonify

from services.chassis.store import heartbeat

from .identity import current_store


def install(app: Flask, errands: Collection[str] = ()) -> None:
    """Add ``/healthz`` (this process answers) and ``/readyz`` (store, bus and worker are well).

    An errand that waits for what is outside is shown and makes nothing unready.
    """

    @app.get("/healthz")
    def healthz() -> Any:
        return jsonify(status="alive")

    @app.get("/readyz")
    def readyz() -> Any:
        store = current_store()
        size = store.log_size()
        beats = {beat.loop: beat for beat in heartbeat.beats(store)}
        loops = {}
        # A store that stands still has no worker.
        working = () if store.as_of else (*heartbeat.LOOPS, heartbeat.CHECKPOINTS, *errands)
        for name in working:
            beat = beats.get(name)
            loops[name] = {
                "healthy": beat is not None and beat.healthy,
                "seconds_since": round(beat.age, 1) if beat else None,
                "lag": beat.lag if beat else None,
                "trouble": beat.trouble if beat else "has never run",
            }
        gaps = heartbeat.gaps(store)
        well = [
            name in beats and beats[name].well(may_wait=name not in heartbeat.LOOPS)
            for name in loops
        ]
        ready = all(well) and not gaps
        body = {
            "ready": ready,
            "service": store.settings.service,
            "simulated": store.simulated,
            "log_size": size,
            "loops": loops,
            "set_aside": heartbeat.parked(store),
            "gaps": gaps,
        }
        return jsonify(body), 200 if ready else 503


ACCESS = {"healthz": frozenset({"public"}), "readyz": frozenset({"public"})}
