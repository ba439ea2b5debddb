"""Health that tells the truth: alive is one thing, able to work is another."""

from collections.abc import Collection
from typing import Any

from flask import Flask, jsonify

from services.chassis.store import heartbeat

from .identity import current_store


def install(app: Flask, errands: Collection[str] = ()) -> None:
    """Add ``/healthz`` (this process answers) and ``/readyz`` (store, bus and worker are well).

    An errand's trouble is shown and makes nothing unready: the service itself can work.
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
        for name in (*heartbeat.LOOPS, *errands):
            beat = beats.get(name)
            loops[name] = {
                "healthy": beat is not None and beat.healthy,
                "seconds_since": round(beat.age, 1) if beat else None,
                "lag": beat.lag if beat else None,
                "trouble": beat.trouble if beat else "has never run",
            }
        gaps = heartbeat.gaps(store)
        well = [loops[name]["healthy"] for name in heartbeat.LOOPS]
        ticking = [name in beats and beats[name].fresh for name in errands]
        ready = all(well) and all(ticking) and not gaps
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
