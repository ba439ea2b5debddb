"""A registry that has asked some banks for their consent, with contacts, to be mailed for real."""

import uuid
from collections import Counter as Counting
from pathlib import Path
from typing import Any

from services.chassis.entry import Entry
from services.chassis.mail.server import MailServer

from .counter import BOARD, SEASON_BODY, Counter, at, open_counter
from .mailbox import Mailbox

#: Fictitious banks, each with the address it is to be notified at.
BANKS = {
    "91140599DEM0000142": "taken@bank-a.example",
    "91140599DEM000022W": "refused@bank-b.example",
    "91140599DEM00003XR": "grey@bank-c.example",
    "91140599DEM00004RN": "broken@bank-d.example",
}
PAGES = "https://registry.example/registry"


def server_of(mailbox: Mailbox) -> MailServer:
    """Return how the mailbox's server is reached."""
    return MailServer(
        host="127.0.0.1",
        port=mailbox.port,
        security="none",
        sender="notify@registry.example",
        sender_name="登记系统（示例）",
        pages=PAGES,
    )


def asked(folder: Path, banks: dict[str, str] | None = None) -> Counter:
    """Open a registry where a board was drawn and each bank, with its contact, has been asked.

    :param banks: USCC and address; a bank without an address recorded none.
    """
    desk = open_counter(folder, at("2021-09-27"))
    phases = [{**one, "steps": [*one["steps"], "consent"]} for one in SEASON_BODY["phases"]]
    desk.season(phases=phases)
    for bank, address in (BANKS if banks is None else banks).items():
        desk.account(bank, "enterprise")
        if address:
            said = {"email": address, "name": "示例经办人", "telephone": "0356 0000000"}
            desk.made("/v1/contact", said, bank)
    desk.drawn(enterprises=tuple(BANKS if banks is None else banks))
    desk.made(f"/v1/boards/{BOARD}/consent-requests", by="evaluation_body")
    return desk


def tasks(desk: Counter) -> dict[str, dict[str, Any]]:
    """Return the notifications by their recipients, of whom each has one."""
    items = desk.get("/v1/notifications?limit=500", "bureau")["items"]
    return {one["recipient"]: one for one in items}


def told(desk: Counter) -> list[Entry]:
    """Return the log's entries."""
    return [Entry.from_bytes(one) for one in desk.store.log_entries(0, desk.store.log_size())]


def counted(desk: Counter, name: str) -> dict[str, int]:
    """Return how many events of a type each recipient has."""
    kind = f"lingpao.registry.{name}.v1"
    return dict(Counting(one.data["recipient"] for one in told(desk) if one.type == kind))


def everything_public(desk: Counter) -> str:
    """Return the log, read models, receipts and timers: all but where private words lie."""
    found = []
    with desk.store.reading_cursor() as cursor:
        for table in ("stored_events", "view", "view_key", "receipt", "timer", "heartbeat"):
            cursor.execute(f"SELECT * FROM {table}")
            for row in cursor.fetchall():
                found += [v.decode() if isinstance(v, bytes) else str(v) for v in tuple(row)]
    return "\n".join(found)


def confirm(desk: Counter, notification: str, code: str) -> int:
    """Confirm with the code of a mail, as anybody can; return the answer's status."""
    headers = {"Idempotency-Key": uuid.uuid4().hex, "Notification-Code": code}
    path = f"/v1/notifications/{notification}/acknowledgement"
    return int(desk.client.post(path, json={}, headers=headers).status_code)
