"""Credit records as they may be read (R32).

Credit systems and authorities read all, with every receipt. The public reads what is in force: a
record ends with its last barred day, and one that was annulled is told to nobody as a fact.
"""

from services.chassis import clock
from services.chassis.store.views import Body, Views
from services.chassis.web.identity import actor, check_organisation, current_store
from services.chassis.web.refusals import NotFound
from services.registry.credit.record import IN_FORCE
from services.registry.domain.consequences import CREDIT, DONE

#: Who reads the whole history.
READERS = frozenset({"credit_consumer", "bureau", "regulator", "auditor"})


def records(after: str, limit: int) -> tuple[list[Body], str | None, list[str]]:
    """Return a page of records in the order of their decisions, the next cursor, and positions.

    A page for the public may be short: what is not in force is left out.
    """
    with current_store().reading() as views:
        if actor().role in READERS:
            page = views.page("credit_record", after=after, limit=limit)
            return [_whole(views, one) for one in page.items], page.next, page.told
        page = views.page("credit_record", "status", IN_FORCE, after=after, limit=limit)
        today = _today()
        shown = [_public(one) for one in page.items if today <= one["last_barred_day"]]
        return shown, page.next, page.told


def record(revocation: str) -> tuple[Body, str]:
    """Return one record, and where on the bus it was told last.

    :raises NotFound: when there is none, or none that the caller may read.
    """
    with current_store().reading() as views:
        found = views.get("credit_record", revocation)
        told = views.told("credit_record", revocation)
        if found is not None and actor().role in READERS:
            return _whole(views, found), told
    if found is None or found["status"] != IN_FORCE or _today() > found["last_barred_day"]:
        raise NotFound(what="record", id=revocation)
    return _public(found), told


def sent_bytes(report: str) -> bytes:
    """Return the very bytes that were sent with a report; its receiver alone may ask.

    :raises NotFound: when there is no such report.
    :raises NotYours: for another organisation.
    """
    store = current_store()
    with store.reading() as views:
        found = views.get("credit_report", report)
    if found is None:
        raise NotFound(what="report", id=report)
    check_organisation(found["receiver"], report)
    return store.documents.get(found["record"]["sha256"])


def _whole(views: Views, found: Body) -> Body:
    told = views.all("consequence", "revocation", found["record"])
    receipts = [
        {
            "of": one["of"],
            "receiver": one["addressee"],
            "receipt": one["receipt"],
            "received": one["done"],
            # What the receiver says it has, never what was sent to it.
            "record_sha256": one["received_sha256"],
        }
        for one in told
        if one["consequence"] == CREDIT and one["state"] == DONE
    ]
    return {**found, "receipts": receipts}


def _public(found: Body) -> Body:
    return {**found, "receipts": []}


def _today() -> str:
    store = current_store()
    with store.reading_cursor() as cursor:
        return clock.shanghai_date(store.now(cursor)).isoformat()
