"""A notification from due to proof of service, without clock, mail or store (R15, R18, R21, R22)."""

from datetime import UTC, date, datetime
from functools import reduce

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.contracts.registry import (
    NotificationAcknowledged,
    NotificationFailed,
    NotificationSent,
    ServiceRecorded,
)
from services.contracts.values import Document
from services.registry.domain import contact
from services.registry.domain import notification as rules
from services.registry.domain.calendar import WorkingDays
from services.registry.domain.refusals import FieldWrong, NotificationOver

CONTENT = Document(sha256="a" * 64, size=9, media_type="text/plain")
DUE = rules.due(
    notification="n",
    kind="hearing_opened",
    season="finance-2021",
    about="case",
    recipient="91140599DEM0000142",
    addressed_to=rules.ORGANISATION,
    due=date(2021, 11, 8),
    content=CONTENT,
    address="c1",
)
DAY = date(2021, 11, 1)


def after(*events):
    return reduce(rules.evolve, (DUE, *events), None)


def taken(state, attempt=1, address="c1"):
    return rules.sent(
        state,
        attempt,
        address=address,
        message_id="<n@registry.example>",
        message_sha256="b" * 64,
        answer="250 queued",
    )


def not_taken(state, attempt=1, *, address="c1", permanent=False):
    return rules.failed(state, attempt, address=address, reason="451 later", permanent=permanent)


def served(state, **changes):
    said = {
        "how": "post",
        "receipt": "EMS-DEMO-1",
        "served_on": DAY,
        "documents": (),
        "since": DAY,
        "today": DAY,
        **changes,
    }
    return rules.serve(state, **said)


def test_a_notification_waits_until_a_server_took_it_over_R22():
    assert after().state == rules.WAITING
    event = taken(after())
    assert event == NotificationSent(
        notification="n",
        recipient="91140599DEM0000142",
        channel="mail",
        attempt=1,
        address="c1",
        message_id="<n@registry.example>",
        message_sha256="b" * 64,
        answer="250 queued",
    )
    assert after(event).state == rules.SENT


def test_an_attempt_is_recorded_once_whoever_comes_second_R22():
    sent = taken(after())
    assert taken(after(sent)) is None
    assert not_taken(after(sent)) is None
    failed = not_taken(after())
    assert taken(after(failed), attempt=1) is None
    assert taken(after(failed), attempt=2).attempt == 2
    assert taken(after(), attempt=2) is None, "none is left out either"


def test_a_passing_failure_is_tried_again_later_each_time_and_then_no_more_R22():
    events = []
    minutes = []
    for attempt in range(1, 8):
        event = not_taken(after(*events), attempt)
        events.append(event)
        minutes.append(event.retry_minutes)
    assert minutes == [10, 60, 240, 720, 1440, 2880, None]
    assert after(*events[:-1]).state == rules.WAITING
    assert after(*events).state == rules.UNDELIVERABLE


def test_a_permanent_failure_is_not_tried_again_R22():
    event = not_taken(after(), permanent=True)
    assert event == NotificationFailed(
        notification="n",
        recipient="91140599DEM0000142",
        channel="mail",
        attempt=1,
        address="c1",
        reason="451 later",
        retry_minutes=None,
    )
    assert after(event).state == rules.UNDELIVERABLE


def test_a_new_address_begins_anew_R22_R25():
    first = [not_taken(after(), permanent=True)]
    event = not_taken(after(*first), 2, address="c2")
    assert (event.attempt, event.retry_minutes) == (2, 10)
    again = not_taken(after(*first, event), 3, address="c2")
    assert again.retry_minutes == 60


def test_an_officer_serves_by_other_means_with_a_receipt_R22():
    state = after(not_taken(after(), permanent=True))
    event = served(state, documents=(CONTENT,))
    assert event == ServiceRecorded(
        notification="n",
        recipient="91140599DEM0000142",
        how="post",
        receipt="EMS-DEMO-1",
        served_on=DAY,
        documents=(CONTENT,),
    )
    assert after(event).state == rules.SERVED
    # A mail that was taken over may not have been read: it may be served as well.
    assert served(after(taken(after()))).how == "post"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"how": "fax"}, "how"),
        ({"receipt": " "}, "receipt"),
        ({"served_on": date(2021, 10, 31)}, "served_on"),
        ({"served_on": date(2021, 11, 2)}, "served_on"),
    ],
)
def test_service_by_other_means_that_cannot_be_so_is_refused_R22(refused, changes, field):
    with refused(FieldWrong, field=field):
        served(after(), **changes)


@pytest.mark.parametrize("how", ["post", "hand_over", "platform"])
def test_every_means_of_service_is_taken_R22(how):
    assert served(after(), how=how).how == how


def test_what_is_served_or_confirmed_is_not_served_again_R22(refused):
    first = served(after())
    with refused(NotificationOver, notification="n", state="served"):
        served(after(first))
    said = rules.acknowledge(after(), rules.CODE)
    with refused(NotificationOver, notification="n", state="acknowledged"):
        served(after(said))


def test_the_recipient_confirms_once_by_account_or_code_R22(refused):
    event = rules.acknowledge(after(taken(after())), rules.ACCOUNT)
    assert event == NotificationAcknowledged(
        notification="n", recipient="91140599DEM0000142", by="account"
    )
    assert after(event).state == rules.ACKNOWLEDGED
    with refused(NotificationOver, notification="n", state="acknowledged"):
        rules.acknowledge(after(event), rules.CODE)
    # Also what was served by other means may be confirmed.
    assert rules.acknowledge(after(served(after())), rules.CODE).by == "code"


def test_a_mail_under_way_does_not_undo_what_was_confirmed_meanwhile_R22():
    said = rules.acknowledge(after(), rules.ACCOUNT)
    assert after(said, taken(after(said))).state == rules.ACKNOWLEDGED
    by_hand = served(after())
    assert after(by_hand, not_taken(after(by_hand))).state == rules.SERVED


def test_nothing_comes_before_it_was_due():
    with pytest.raises(ValueError, match="before the notification was due"):
        rules.evolve(None, taken(after()))
    with pytest.raises(ValueError, match="no event of a notification"):
        rules.evolve(after(), contact.record("o", "c"))


def test_a_reminder_comes_when_two_working_days_are_left_R27():
    calendar = WorkingDays()
    # Monday 2021-11-08: Friday and Monday are left from Thursday 24:00 on.
    assert rules.near(date(2021, 11, 8), calendar) == datetime(2021, 11, 4, 16, tzinfo=UTC)
    # National Day: 2021-10-08 and 2021-10-09, a working Saturday, after the holidays.
    assert rules.near(date(2021, 10, 9), calendar) == datetime(2021, 10, 7, 16, tzinfo=UTC)
    # A last day that is not worked, Sunday 2021-10-31.
    assert rules.near(date(2021, 10, 31), calendar) == datetime(2021, 10, 27, 16, tzinfo=UTC)


# --- contacts


@pytest.mark.parametrize(
    "address",
    ["a@b.cn", "first.last+tag@bank-a.example.org", "o'hara@x.co", "x" * 64 + "@example.org"],
)
def test_an_address_is_taken_R25(address):
    assert contact.is_email(address)
    contact.check(address, "+86 356 000 0000")
    contact.check(address, "")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "a",
        "@b.cn",
        "a@b",
        "a@@b.cn",
        "a@b..cn",
        ".a@b.cn",
        "a.@b.cn",
        "a..b@c.cn",
        "a b@c.cn",
        "a@b.cn\nBcc: x@y.cn",
        "a@b.cn\r\n",
        "a@b.cn ",
        "<a@b.cn>",
        "A <a@b.cn>",
        "a@b.cn,c@d.cn",
        '"a b"@c.cn',
        "张三@b.cn",
        "a@银行.cn",
        "a@-b.cn",
        "a@b.c1",
        "x" * 65 + "@example.org",
        "a@" + "b" * 64 + ".cn",
        "a@" + "b." * 130 + "cn",
        "a@b.cn\x00",
    ],
)
def test_what_is_no_plain_address_is_refused_and_not_repeated_R25(refused, address):
    assert not contact.is_email(address)
    with refused(FieldWrong, field="email", found="***"):
        contact.check(address, "")


@pytest.mark.parametrize(
    "telephone", ["1", "abc", "0356-\n1", "+", "0" * 31, "1 2 3 ", "１２３４５"]
)
def test_what_is_no_telephone_number_is_refused_R25(refused, telephone):
    with refused(FieldWrong, field="telephone", found="***"):
        contact.check("a@b.cn", telephone)


@given(st.text())
def test_no_text_that_is_taken_holds_a_space_or_line_break_R25(text):
    for candidate in (text, f"{text}@example.org", f"a@{text}.org"):
        if contact.is_email(candidate):
            assert candidate.isascii()
            assert candidate.isprintable()
            assert not set(candidate) & set(' <>,;:"\\()[]')
            assert candidate.count("@") == 1
