"""What scoring has heard from others, as the values its rules ask for."""

import msgspec

from services.chassis.store.transaction import Transaction
from services.chassis.store.views import Body
from services.chassis.web.refusals import NotFound
from services.contracts.in_force import told_in_force
from services.contracts.intake import StandardDeclared
from services.contracts.phases import check_step
from services.contracts.refusal import CauseNotHeard
from services.contracts.values import Phase, Product
from services.scoring.domain.declaration import Declaration, declaration_of
from services.scoring.domain.refusals import NoAdoptedScheme, NotTheBody, SeasonClosed
from services.scoring.domain.scheme import Scheme
from services.scoring.domain.scheme_reader import read_scheme


def season_of(tx: Transaction, season: str) -> Body:
    """Return a season.

    :raises NotFound: when none of that id has been heard of.
    """
    found = tx.views.get("season", season)
    if found is None:
        raise NotFound(what="season", id=season)
    return found


def check_body_and_step(tx: Transaction, season: str, step: str) -> Body:
    """Refuse anybody but the season's evaluation body (R3), and a step out of phase (R1)."""
    found = season_of(tx, season)
    if tx.actor.organisation != found["body"]:
        raise NotTheBody(season=season, body=found["body"] or "—")
    check_takes(tx, found, step)
    return found


def check_takes(tx: Transaction, season: Body, step: str) -> None:
    """Refuse a step in a season that is closed (R24), or outside the phases that name it (R1)."""
    if tx.views.get("season_closed", season["season"]) is not None:
        raise SeasonClosed(season=season["season"])
    check_step(msgspec.convert(season["phases"], tuple[Phase, ...]), step, tx.today)


def adopted_scheme(tx: Transaction, board: str) -> tuple[Scheme, Body]:
    """Return the adopted scheme of a board with the words of its adoption.

    :raises NoAdoptedScheme: when there is none.
    """
    adopted = tx.views.get("adopted_scheme", board)
    if adopted is None:
        raise NoAdoptedScheme(board=board)
    return scheme_from(tx, adopted["document"]["sha256"]), adopted


def scheme_version_of(tx: Transaction, scheme: str, version: int) -> Scheme:
    """Return one version of a scheme.

    :raises CauseNotHeard: when this service has no such version.
    """
    found = tx.views.get("scheme_version", f"{scheme}@{version}")
    if found is None:
        raise CauseNotHeard(f"scheme {scheme} version {version}")
    return scheme_from(tx, found["document"]["sha256"])


def scheme_from(tx: Transaction, sha256: str) -> Scheme:
    """Read a scheme from the document store."""
    return read_scheme(tx.documents.get(sha256).decode())


def declaration(tx: Transaction, standard: str, version: int) -> Declaration:
    """Return one version of a declared standard.

    :raises CauseNotHeard: when it has not arrived yet.
    """
    data = tx.views.get("standard_version", f"{standard}@{version}")
    if data is None:
        raise CauseNotHeard(f"standard {standard} version {version}")
    linked = tx.views.get("products", f"{standard}@{version}") or {"products": []}
    products = msgspec.convert(linked["products"], tuple[Product, ...])
    # A revision is a declaration and the number it replaces, which no score looks at.
    return declaration_of(msgspec.convert(data, StandardDeclared), products)


def version_in_force(tx: Transaction, standard: str) -> int | None:
    """Return the version of a standard that is in force today, None for none (R7)."""
    found = tx.views.get("standard", standard)
    return None if found is None else told_in_force(found["effective"], tx.today)


def is_barred(tx: Transaction, enterprise: str) -> Body | None:
    """Return the bar an enterprise is under today, or None (R10)."""
    today = tx.today.isoformat()
    bars = tx.views.all("bar", "enterprise", enterprise)
    return next((bar for bar in bars if bar["first_day"] <= today <= bar["last_day"]), None)
