"""The log as files: entry bundles in C2SP tlog-tiles' layout, made from the database."""

from typing import Any

from flask import Flask, Response, abort, jsonify

from services.chassis.log import bundle

from .identity import current_store


def install(app: Flask) -> None:
    """Add ``/log/size`` and ``/log/tile/entries/…``; full bundles never change."""

    @app.get("/log/size")
    def log_size() -> Any:
        return jsonify(origin=current_store().source, size=current_store().log_size())

    @app.get("/log/tile/entries/<path:path>")
    def log_entries(path: str) -> Any:
        try:
            number, width = bundle.parse_tile_path(path)
        except bundle.BadBundle:
            abort(404)
        entries = current_store().log_entries(number * bundle.BUNDLE, width)
        if len(entries) < width:
            abort(404)
        answer = Response(bundle.write(entries), content_type="application/octet-stream")
        answer.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return answer


ACCESS = {"log_size": frozenset({"public"}), "log_entries": frozenset({"public"})}
