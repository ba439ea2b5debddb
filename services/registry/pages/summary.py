"""The season's report as a page (R24)."""

from flask import Blueprint

from services.chassis import clock
from services.registry.usecases import summary

from . import PUBLIC, page, spoken

blueprint = Blueprint("summary_page", __name__)
ACCESS = {"summary_page.report": PUBLIC}


@blueprint.get("/seasons/<season>/summary")
def report(season: str) -> str:
    """Show the season's report: words, tables, bars."""
    language = spoken()
    told, reports = summary.shown(season, language)
    return page(
        "summary.html",
        report=told,
        season=season,
        closed=reports[-1] if reports else None,
        closed_on=clock.shanghai_date(clock.from_text(reports[-1]["closed"])) if reports else None,
        report_say=summary.words_in(language),
    )
