"""A system as it was known at a moment: it is read, says so on every answer, and takes nothing."""

from datetime import datetime

from flask import Flask, Response, request

from services.chassis import clock
from services.chassis.documents import DocumentMissing

from .problems import refused
from .refusals import NotFound, ReplayIsReadOnly

#: On every answer of a replay: the moment that it tells of, in UTC.
HEADER = "Lingpao-As-Of"
_READS = frozenset({"GET", "HEAD", "OPTIONS"})


def install(app: Flask, moment: datetime) -> None:
    """Refuse whatever would change something, before anything else is asked; mark every answer.

    Pages find the moment as ``as_of``, as clocks in Asia/Shanghai show it.
    """
    shown = moment.astimezone(clock.SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")

    @app.before_request
    def refuse() -> None:
        if request.method not in _READS:
            raise ReplayIsReadOnly(as_of=shown)

    @app.after_request
    def mark(answer: Response) -> Response:
        answer.headers[HEADER] = clock.to_text(moment)
        return answer

    # The place that the logs were read from may not hand out every document.
    app.register_error_handler(DocumentMissing, _not_had)
    app.context_processor(lambda: {"as_of": shown})


def _not_had(error: Exception) -> Response:
    return refused(NotFound(what="document", id=str(error)))
