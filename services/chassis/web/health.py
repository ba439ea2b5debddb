"""Health that tells the truth: alive is one thing, able to work is another."""

from typing import Any

from flask import Flask, jsonify

from services.chassis.store import heartbeat

from .identity import current_store


def install(app: Flask) -> None:
    """Add ``/healthz`` (this process answers) and ``/readyz`` (store, bus and worker are well)."""

    @app.get("/healthz")
    def healthz() -> Any:
        return jsonify(status="alive")

    @app.get("/readyz")
    def readyz() -> Any:
        store = current_store()
        size = store.log_size()
        beats = {beat.loop: beat for beat in heartbeat.beats(store)}
        loops = {}
        for name in heartbeat.LOOPS:
            beat = beats.get(name)
            loops[name] = {
                "healthy": beat is not None and beat.healthy,
                "seconds_since": round(beat.age, 1) if beat else None,
                "lag": beat.lag if beat else None,
                "trouble": beat.trouble if beat else "has never run",
            }
        gaps = heartbeat.gaps(store)
        ready = all(loop["healthy"] for loop in loops.values()) and not gaps
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
