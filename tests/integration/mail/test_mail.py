"""Notifications through a real mail server: each arrives, is recorded once, and proves its service."""

import hashlib
import itertools
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from services.chassis.errand import OutsideUnavailable
from services.chassis.mail.port import Refused, Taken
from services.chassis.mail.smtp import SmtpPost
from services.registry.errand import MailErrand
from tests.support.counter import Counter, at
from tests.support.mailbox import Mailbox
from tests.support.notified import (
    BANKS,
    PAGES,
    asked,
    confirm,
    counted,
    everything_public,
    server_of,
    tasks,
    told,
)

TAKEN, REFUSED, GREYLISTED, BROKEN = BANKS


def errand_of(desk: Counter, mailbox: Mailbox, post: Any = None) -> MailErrand:
    server = server_of(mailbox)
    seconds = itertools.count(step=10)
    return MailErrand(desk.store, server, post or SmtpPost(server, 5.0), lambda: next(seconds))


def run(errand: MailErrand) -> int:
    """Step until nothing is due; return how many wait."""
    done = 1
    while done:
        done, waiting = errand.step()
    return waiting


def states(desk: Counter) -> dict[str, str]:
    return {bank: one["state"] for bank, one in tasks(desk).items()}


def test_each_mail_has_its_own_fate_and_each_attempt_one_record_R15_R22_R25(
    tmp_path: Path,
) -> None:
    """One is taken, one refused for good, one greylisted, one taken but its answer lost."""
    desk = asked(tmp_path)
    mailbox = Mailbox(
        to={BANKS[REFUSED]: f"550 5.1.1 <{BANKS[REFUSED]}> no such user"},
        once={BANKS[GREYLISTED]: "451 4.7.1 greylisted, come again"},
        lost={BANKS[BROKEN]: 1},
    )
    with mailbox.open():
        errand = errand_of(desk, mailbox)
        assert run(errand) == 2
        assert states(desk) == {
            TAKEN: "sent",
            REFUSED: "undeliverable",
            GREYLISTED: "waiting",
            BROKEN: "waiting",
        }
        attempts = {bank: one["attempts"][0] for bank, one in tasks(desk).items()}
        assert attempts[REFUSED]["failed"] == "550 5.1.1 <***> no such user"
        assert attempts[GREYLISTED]["failed"] == "451 4.7.1 greylisted, come again"
        assert attempts[BROKEN]["failed"] == "connection_lost"
        # Nothing more happens before its time.
        assert run(errand) == 2
        assert len(mailbox.received) == 2
        desk.clock(at("2021-09-27") + timedelta(minutes=10))
        assert run(errand) == 0
    assert states(desk) == {
        TAKEN: "sent",
        REFUSED: "undeliverable",
        GREYLISTED: "sent",
        BROKEN: "sent",
    }
    assert counted(desk, "notification_sent") == {TAKEN: 1, GREYLISTED: 1, BROKEN: 1}
    assert counted(desk, "notification_failed") == {REFUSED: 1, GREYLISTED: 1, BROKEN: 1}
    _check_mails(desk, mailbox)
    _check_privacy(desk)


def _check_mails(desk: Counter, mailbox: Mailbox) -> None:
    """Every mail that arrived: to one, in both languages, with the day, as its record says."""
    found = tasks(desk)
    by_address = {address: found[bank] for bank, address in BANKS.items()}
    assert sorted(to for mail in mailbox.received for to in mail.to) == sorted(
        [BANKS[TAKEN], BANKS[GREYLISTED], BANKS[BROKEN], BANKS[BROKEN]]
    )
    for mail in mailbox.received:
        [to] = mail.to
        task, got = by_address[to], mail.parsed
        assert [one.addr_spec for one in got["To"].addresses] == [to]
        assert got["Message-ID"] == f"<{task['notification']}@registry.example>"
        assert got["Message-ID"] == task["sent"]["message_id"]
        assert hashlib.sha256(mail.data).hexdigest() == task["sent"]["message_sha256"]
        assert got["Auto-Submitted"] == "auto-generated"
        assert got["Subject"] == ("【模拟】[simulation] 请就入榜作出答复 / Your consent is asked")
        assert task["due"] == "2021-10-31"
        zh, en = mail.text.index("2021年10月31日"), mail.text.index("2021-10-31")
        assert 0 < zh < en
        assert "未答复不视为同意" in mail.text
        assert "silence is not consent" in mail.text
        assert "示例经办人" not in mail.text
        assert "0356" not in mail.text
    twice = [mail for mail in mailbox.received if mail.to == [BANKS[BROKEN]]]
    assert twice[0] == twice[1], "the same bytes: whoever has both sees that it is one"


def _check_privacy(desk: Counter) -> None:
    public = everything_public(desk)
    for private in (*BANKS.values(), "示例经办人", "0356 0000000", "bank-a.example"):
        assert private not in public


def test_the_code_of_the_mail_confirms_it_and_the_proof_is_a_chain_R22(tmp_path: Path) -> None:
    desk = asked(tmp_path, {TAKEN: BANKS[TAKEN]})
    with Mailbox().open() as mailbox:
        run(errand_of(desk, mailbox))
    [mail] = mailbox.received
    notification, code = re.findall(
        rf"{re.escape(PAGES)}/notifications/([0-9a-f]+)#([0-9a-f]+)", mail.text
    )[0]
    assert f"确认码 {code} " in mail.text
    assert f"the code {code}," in mail.text
    assert code not in everything_public(desk)
    assert confirm(desk, notification, code[::-1]) == 404
    assert confirm(desk, notification, code) == 201
    chain = [one for one in told(desk) if one.stream == f"notification:{notification}"]
    assert [one.type.split(".")[2] for one in chain] == [
        "notification_due",
        "notification_sent",
        "notification_acknowledged",
    ]
    content = desk.store.documents.get(chain[0].data["content"]["sha256"]).decode()
    assert content.partition("\n\n")[2] in mail.text
    assert code not in content


def test_a_server_that_is_down_makes_all_wait_and_takes_each_once_when_it_returns_R22(
    tmp_path: Path,
) -> None:
    desk = asked(tmp_path)
    size = desk.store.log_size()
    mailbox = Mailbox()
    errand = errand_of(desk, mailbox)
    for _ in range(3):
        with pytest.raises(OutsideUnavailable) as caught:
            errand.step()
        assert caught.value.waiting == len(BANKS)
    assert desk.store.log_size() == size, "nothing was decided"
    with mailbox.open():
        assert run(errand) == 0
    assert counted(desk, "notification_sent") == dict.fromkeys(BANKS, 1)
    assert len(mailbox.received) == len(BANKS)


def test_without_a_mail_server_tasks_wait_and_nothing_breaks_R22(tmp_path: Path) -> None:
    desk = asked(tmp_path)
    errand = MailErrand(desk.store, None, None)
    assert errand.step() == (0, len(BANKS))
    assert errand.step() == (0, len(BANKS))
    assert {one["waits_for"] for one in tasks(desk).values()} == {"mail_server"}


def test_what_could_not_be_delivered_goes_to_a_new_address_R22_R25(tmp_path: Path) -> None:
    desk = asked(tmp_path, {REFUSED: BANKS[REFUSED], TAKEN: ""})
    with Mailbox(to={BANKS[REFUSED]: "550 5.1.1 gone"}).open() as mailbox:
        errand = errand_of(desk, mailbox)
        run(errand)
        assert states(desk) == {REFUSED: "undeliverable", TAKEN: "no_address"}
        desk.made("/v1/contact", {"email": "new@bank-b.example"}, REFUSED)
        desk.made("/v1/contact", {"email": BANKS[TAKEN]}, TAKEN)
        run(errand)
    assert states(desk) == {REFUSED: "sent", TAKEN: "sent"}
    # Queued at the same moment, they go in any order.
    assert sorted(mail.to for mail in mailbox.received) == [["new@bank-b.example"], [BANKS[TAKEN]]]


def test_an_address_that_never_takes_it_is_left_to_an_officer_after_days_R22(
    tmp_path: Path,
) -> None:
    desk = asked(tmp_path, {GREYLISTED: BANKS[GREYLISTED]})
    waits = []
    with Mailbox(to={BANKS[GREYLISTED]: "452 4.2.2 mailbox full"}).open() as mailbox:
        errand = errand_of(desk, mailbox)
        moment = at("2021-09-27")
        for minutes in (0, 10, 60, 240, 720, 1440, 2880):
            moment += timedelta(minutes=minutes)
            # A minute early nothing is tried.
            desk.clock(max(at("2021-09-27"), moment - timedelta(minutes=1)))
            before = len(tasks(desk)[GREYLISTED]["attempts"])
            if minutes:
                run(errand)
                assert len(tasks(desk)[GREYLISTED]["attempts"]) == before
            desk.clock(moment)
            run(errand)
            waits.append(len(tasks(desk)[GREYLISTED]["attempts"]) - before)
    assert waits == [1] * 7
    [(bank, task)] = tasks(desk).items()
    assert (bank, task["state"], task["next_attempt"]) == (GREYLISTED, "undeliverable", None)
    shown = desk.get("/v1/notifications?state=undeliverable", "bureau")["items"]
    assert [one["notification"] for one in shown] == [task["notification"]]
    said = {"how": "hand_over", "receipt": "回证（示例）1", "served_on": "2021-09-28"}
    desk.made(f"/v1/notifications/{task['notification']}/service", said)
    assert states(desk) == {GREYLISTED: "served"}


class Meanwhile:
    """Lets something happen while a mail is handed over."""

    def __init__(self, inner: Any, happens: Any) -> None:
        self.inner, self.happens = inner, happens

    def hand_over(self, to: str, message: bytes) -> Taken | Refused:
        found: Taken | Refused = self.inner.hand_over(to, message)
        self.happens()
        return found


def test_two_workers_that_send_the_same_mail_record_it_once_R22(tmp_path: Path) -> None:
    """One that slept past its lease wakes when the other has done its work."""
    desk = asked(tmp_path, {TAKEN: BANKS[TAKEN]})
    with Mailbox().open() as mailbox:
        other = errand_of(desk, mailbox)
        post = Meanwhile(SmtpPost(server_of(mailbox)), lambda: run(other))
        run(errand_of(desk, mailbox, post))
    assert len(mailbox.received) == 2
    assert mailbox.received[0] == mailbox.received[1]
    assert counted(desk, "notification_sent") == {TAKEN: 1}


def test_what_was_confirmed_while_a_mail_was_under_way_stays_confirmed_R22(
    tmp_path: Path,
) -> None:
    desk = asked(tmp_path, {TAKEN: BANKS[TAKEN]})
    id = tasks(desk)[TAKEN]["notification"]
    with Mailbox().open() as mailbox:
        post = Meanwhile(
            SmtpPost(server_of(mailbox)),
            lambda: desk.made(f"/v1/notifications/{id}/acknowledgement", {}, TAKEN),
        )
        run(errand_of(desk, mailbox, post))
    assert states(desk) == {TAKEN: "acknowledged"}
    assert counted(desk, "notification_sent") == {TAKEN: 1}


def test_a_new_address_recorded_while_the_old_one_refuses_is_tried_at_once_R22(
    tmp_path: Path,
) -> None:
    desk = asked(tmp_path, {REFUSED: BANKS[REFUSED]})
    with Mailbox(to={BANKS[REFUSED]: "550 5.1.1 gone"}).open() as mailbox:
        said = {"email": "new@bank-b.example"}
        post = Meanwhile(
            SmtpPost(server_of(mailbox)), lambda: desk.post("/v1/contact", said, REFUSED)
        )
        errand_of(desk, mailbox, post).step()
        assert states(desk) == {REFUSED: "waiting"}
        run(errand_of(desk, mailbox))
    assert [mail.to for mail in mailbox.received] == [["new@bank-b.example"]]


def test_an_address_that_was_erased_is_not_mailed_R25(tmp_path: Path) -> None:
    desk = asked(tmp_path, {TAKEN: BANKS[TAKEN]})
    with desk.store.writing() as tx:
        tx.drop_private(tasks(desk)[TAKEN]["address"])
    with Mailbox().open() as mailbox:
        run(errand_of(desk, mailbox))
    assert mailbox.received == []
    assert states(desk) == {TAKEN: "undeliverable"}
    assert tasks(desk)[TAKEN]["attempts"][0]["failed"] == "no_address"


def test_a_text_that_is_not_there_keeps_no_other_mail_waiting_R22(tmp_path: Path) -> None:
    desk = asked(tmp_path, {TAKEN: BANKS[TAKEN], BROKEN: BANKS[BROKEN]})
    gone = tasks(desk)[TAKEN]["content"]["sha256"]
    for file in (tmp_path / "documents").rglob(f"*{gone}"):
        file.unlink()
    with Mailbox().open() as mailbox:
        run(errand_of(desk, mailbox))
    assert states(desk) == {TAKEN: "waiting", BROKEN: "sent"}
    assert tasks(desk)[TAKEN]["attempts"][0]["failed"] == "no_content"
