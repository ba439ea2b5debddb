"""The words that stay private (R25): only the bureau that must decide on them reads them."""

from services.chassis.store.views import Body, Views
from services.chassis.web.identity import actor, current_store
from services.chassis.web.refusals import NotFound
from services.registry.domain.refusals import NotYourSeason


def of_objection(objection: str) -> str:
    """Return the commitment to an objection's grounds and author (R18).

    :raises NotFound: when there is no such objection.
    :raises NotYourSeason: for another bureau than the season's.
    """
    with current_store().reading() as views:
        found = _document(views, "objection", objection)
        return _checked(views, found, _document(views, "notice", found["notice"])["season"])


def of_revocation(revocation: str) -> str:
    """Return the commitment to an enterprise's statement (R21).

    :raises NotFound: when there is no such revocation.
    :raises NotYourSeason: for another bureau than the season's.
    """
    with current_store().reading() as views:
        found = _document(views, "revocation", revocation)
        return _checked(views, found, _document(views, "title", found["title"])["season"])


def _checked(views: Views, found: Body, season: str) -> str:
    owner = _document(views, "season", season)["owner"]
    if actor().organisation != owner:
        raise NotYourSeason(season=season, owner=owner)
    return str(found.get("words") or "")


def _document(views: Views, kind: str, id: str) -> Body:
    found = views.get(kind, id)
    if found is None:
        raise NotFound(what=kind, id=id)
    return found
