"""The registry's public pages: seasons, notices, boards. Chinese first, English on request."""

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request

from services.chassis.texts import LANGUAGES, Catalogue
from services.chassis.web.identity import current_store
from services.chassis.web.problems import language
from services.registry.usecases.boards import public_board
from services.registry.usecases.deadlines import running_notices

TEXTS = Path(__file__).parent / "texts.yaml"
blueprint = Blueprint(
    "pages",
    __name__,
    template_folder="templates",
    static_folder="static",
    static_url_path="/static",
)
PUBLIC = frozenset({"public"})
ACCESS = {"pages.home": PUBLIC, "pages.board": PUBLIC, "pages.static": PUBLIC}
_SHOWN_MOST = 100


def spoken() -> str:
    """Return the language asked for: in the address, else by the browser."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else language()


def page(template: str, **content: Any) -> str:
    """Draw a template with the words of the language asked for."""
    catalogue: Catalogue = current_app.extensions["catalogue"]
    tongue = spoken()

    def say(code: str, **details: Any) -> str:
        return catalogue.say(f"page.{code}", "text", tongue, details)

    return render_template(template, say=say, language=tongue, **content)


@blueprint.get("/")
def home() -> str:
    """Show seasons, running notices and published boards."""
    with current_store().reading() as views:
        content = {
            "seasons": views.page("season", limit=_SHOWN_MOST).items,
            "boards": views.page("public_board", limit=_SHOWN_MOST).items,
            "revocations": [
                one
                for one in views.page("revocation", limit=_SHOWN_MOST).items
                if one["state"] == "revoked"
            ],
        }
    return page("home.html", notices=running_notices(_SHOWN_MOST), **content)


@blueprint.get("/boards/<board>")
def board(board: str) -> str:
    """Show a board: ranks, stars, leaders, and what each indicator brought."""
    shown = public_board(board)
    leaders = {leader["application"] for leader in shown["leaders"]}
    return page("board.html", board=shown, leaders=leaders)
