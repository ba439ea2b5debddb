"""The registry's public pages: seasons, notices, boards. Chinese first, English on request."""

from pathlib import Path
from typing import Any

from flask import Blueprint, current_app, render_template, request

from services.chassis.texts import LANGUAGES, Catalogue
from services.chassis.web.identity import current_store
from services.chassis.web.problems import language
from services.registry.usecases.boards import public_board

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


def _spoken() -> str:
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else language()


def _page(template: str, **content: Any) -> str:
    catalogue: Catalogue = current_app.extensions["catalogue"]
    spoken = _spoken()

    def say(code: str, **details: Any) -> str:
        return catalogue.say(f"page.{code}", "text", spoken, details)

    return render_template(template, say=say, language=spoken, **content)


@blueprint.get("/")
def home() -> str:
    """Show seasons, running notices and published boards."""
    with current_store().reading() as views:
        content = {
            "seasons": views.page("season", limit=_SHOWN_MOST).items,
            "notices": views.page("notice", "state", "open", limit=_SHOWN_MOST).items,
            "boards": views.page("public_board", limit=_SHOWN_MOST).items,
            "revocations": [
                one
                for one in views.page("revocation", limit=_SHOWN_MOST).items
                if one["state"] == "revoked"
            ],
        }
    return _page("home.html", **content)


@blueprint.get("/boards/<board>")
def board(board: str) -> str:
    """Show a board: ranks, stars, leaders, and what each indicator brought."""
    shown = public_board(board)
    leaders = {leader["application"] for leader in shown["leaders"]}
    return _page("board.html", board=shown, leaders=leaders)
