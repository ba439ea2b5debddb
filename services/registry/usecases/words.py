"""The words that stay private (R25): only the bureau that must decide on them reads them."""

from services.chassis.store.views import Body, Views
from services.chassis.web.identity import actor, current_store
from services.chassis.web.refusals import NotFound
from services.registry.domain.refusals import NotYourSeason

from . import attachments as files
from .objecting import words_of


def of_objection(objection: str) -> Body:
    """Return an objection's grounds and author, its supplements and list of files (R18).

    :raises NotFound: when there is no such objection.
    :raises NotYourSeason: for another bureau than the season's.
    """
    with current_store().reading_cursor() as cursor:
        told = words_of(cursor, _objection(Views(cursor), objection))
    words = told.pop("words")
    if words is None:
        raise NotFound(what="words", id=objection)
    return {**words, **told}


def file_of_objection(objection: str, attachment: str) -> bytes:
    """Return a file that came with an objection.

    :raises NotFound: when there is no such objection or file, or it was erased.
    :raises NotYourSeason: for another bureau than the season's.
    """
    with current_store().reading_cursor() as cursor:
        return files.content(cursor, _objection(Views(cursor), objection), attachment)


def _objection(views: Views, objection: str) -> Body:
    found = _document(views, "objection", objection)
    _check(views, _document(views, "notice", found["notice"])["season"])
    return found


def of_revocation(revocation: str, enterprise: str) -> str:
    """Return the commitment to an enterprise's statement, empty for none (R21).

    :param enterprise: whose; empty for the first that made one.
    :raises NotFound: when there is no such revocation.
    :raises NotYourSeason: for another bureau than the season's.
    """
    with current_store().reading() as views:
        found = _document(views, "revocation", revocation)
        _check(views, _document(views, "title", found["title"])["season"])
    said = [one for one in found["hearings"] if one["words"]]
    theirs = (one["words"] for one in said if enterprise in {"", one["enterprise"]})
    return str(next(theirs, ""))


def _check(views: Views, season: str) -> None:
    owner = _document(views, "season", season)["owner"]
    if actor().organisation != owner:
        raise NotYourSeason(season=season, owner=owner)


def _document(views: Views, kind: str, id: str) -> Body:
    found = views.get(kind, id)
    if found is None:
        raise NotFound(what=kind, id=id)
    return found
