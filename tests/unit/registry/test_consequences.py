"""What follows from a revocation, tracked to done, and taken back by an annulment (R22, R32)."""

from datetime import date
from functools import reduce

import pytest

from services.contracts.registry import (
    BarLifted,
    Consequence,
    ConsequenceDone,
    ConsequenceOverdue,
    ConsequencesOpened,
    CreditReportAcknowledged,
    CreditReportSent,
)
from services.contracts.values import Document
from services.registry.domain import exit_refusals, refusals
from services.registry.domain.consequences import (
    acknowledge,
    complete,
    complete_by_hand,
    evolve,
    remind,
    send,
)
from services.registry.domain.opening import open_after_annulment, open_after_decision, open_for

DUE = date(2022, 5, 26)
RECORD = Document(sha256="a" * 64, size=900, media_type="application/json")
COMMON = {"revocation": "rev-1", "enterprise": "ent-1", "of": "revocation"}
OPENED = ConsequencesOpened(
    **COMMON,
    consequences=(
        Consequence(consequence="announcement", addressee=""),
        Consequence(consequence="regulator", addressee="reg-1"),
        Consequence(consequence="regulator", addressee="reg-2"),
        Consequence(consequence="credit", addressee="credit-1"),
        Consequence(consequence="policies", addressee=""),
        Consequence(consequence="execution", addressee=""),
    ),
    due=DUE,
)
SENT = CreditReportSent(**COMMON, report="report-1", receiver="credit-1", attempt=1, record=RECORD)
ACKNOWLEDGED = CreditReportAcknowledged(
    **COMMON, report="report-1", receiver="credit-1", record_sha256="a" * 64, receipt="回执一"
)
TAKEN_BACK = ConsequencesOpened(
    **{**COMMON, "of": "annulment"},
    consequences=(
        Consequence(consequence="regulator", addressee="reg-1"),
        Consequence(consequence="regulator", addressee="reg-2"),
        Consequence(consequence="credit", addressee="credit-1"),
    ),
    due=DUE,
)
SENT_AGAIN = CreditReportSent(
    **{**COMMON, "of": "annulment"},
    report="report-2",
    receiver="credit-1",
    attempt=1,
    record=RECORD,
)


def state(*events):
    return reduce(evolve, (OPENED, SENT, *events), None)


def done(consequence="announcement", addressee="", of="revocation"):
    return ConsequenceDone(
        **{**COMMON, "of": of},
        consequence=consequence,
        addressee=addressee,
        receipt="回执",
        documents=(),
    )


def completed(known, consequence="announcement", addressee="", of="revocation", receipt="回执"):
    return complete(known, of, consequence, addressee, receipt=receipt, documents=())


def test_a_decision_opens_announcement_reports_credit_and_policies_R22():
    made = open_after_decision(
        "rev-1", "ent-1", regulators={"reg-2", "reg-1"}, receivers={"credit-1"}, due=DUE
    )
    assert made == OPENED


def test_where_nobody_is_connected_the_bureau_still_has_to_report_R22():
    made = open_after_decision("rev-1", "ent-1", regulators=(), receivers=(), due=None)
    assert [(one.consequence, one.addressee) for one in made.consequences] == [
        ("announcement", ""),
        ("regulator", ""),
        ("credit", ""),
        ("policies", ""),
        ("execution", ""),
    ]


@pytest.mark.parametrize(
    ("consequence", "addressee"),
    [("announcement", ""), ("regulator", "reg-1"), ("credit", "credit-1"), ("policies", "")],
)
def test_each_consequence_is_done_once_with_its_receipt_R22(consequence, addressee, refused):
    event = completed(state(), consequence, addressee)
    assert event == done(consequence, addressee)
    after = state(event)
    assert after.tasks["revocation", consequence, addressee].state == "done"
    with refused(refusals.ConsequenceOver, state="done", consequence=consequence):
        completed(after, consequence, addressee)
    with refused(refusals.FieldWrong, field="receipt"):
        completed(state(), consequence, addressee, receipt=" ")


@pytest.mark.parametrize(
    ("consequence", "addressee"), [("regulator", "reg-1"), ("credit", "credit-1")]
)
def test_nobody_acknowledges_for_who_is_connected_R22_R23_R32(consequence, addressee, refused):
    said = {"receipt": "回执", "documents": ()}
    key = ("revocation", consequence, addressee)
    with refused(exit_refusals.AcknowledgesItself, addressee=addressee):
        complete_by_hand(state(), *key, **said, connected=True)
    assert complete_by_hand(state(), *key, **said, connected=False) == done(consequence, addressee)


def test_a_cancellation_is_recorded_where_it_is_made_and_not_by_hand_R21(refused):
    said = {"receipt": "回执", "documents": (), "connected": False}
    with refused(refusals.FieldWrong, field="consequence", found="execution"):
        complete_by_hand(state(), "revocation", "execution", "", **said)
    executed = completed(state(), "execution")
    assert executed == done("execution")
    # What was cancelled must be taken back; what was not falls away.
    again = open_after_annulment(state(executed), DUE)
    assert Consequence(consequence="execution", addressee="") in again.consequences
    annulled = state(executed, again)
    made = complete_by_hand(annulled, "annulment", "execution", "", **said)
    assert made == done("execution", of="annulment")


def test_one_regulators_receipt_is_not_anothers_R22(refused):
    after = state(done("regulator", "reg-1"))
    assert after.tasks["revocation", "regulator", "reg-2"].state == "open"
    with refused(refusals.Unknown, what="regulator"):
        completed(after, "regulator", "reg-3")


def test_a_receiver_acknowledges_the_very_bytes_that_were_sent_R22_R23(refused):
    said = {"record_sha256": "a" * 64, "receipt": "回执一"}
    assert acknowledge(state(), "report-1", **said) == ACKNOWLEDGED
    with refused(refusals.RecordDiffers, found="b" * 64, expected="a" * 64):
        acknowledge(state(), "report-1", record_sha256="b" * 64, receipt="回执一")
    with refused(refusals.FieldWrong, field="receipt"):
        acknowledge(state(), "report-1", record_sha256="a" * 64, receipt=" ")
    with refused(refusals.Unknown, what="report"):
        acknowledge(state(), "report-9", **said)
    with refused(refusals.ConsequenceOver, state="done"):
        acknowledge(state(ACKNOWLEDGED), "report-1", **said)


def test_what_is_late_is_told_again_and_again_and_never_dropped_R22():
    key = ("revocation", "regulator", "reg-1")
    [first] = remind(state(), key, DUE)
    assert first == ConsequenceOverdue(
        **COMMON, consequence="regulator", addressee="reg-1", due=DUE, reminder=1
    )
    [second] = remind(state(first), key, date(2022, 6, 7))
    assert (second.reminder, second.due) == (2, date(2022, 6, 7))
    assert remind(state(first, done("regulator", "reg-1")), key, DUE) == ()


def test_a_report_without_receipt_is_sent_again_with_the_same_bytes_R22():
    key = ("revocation", "credit", "credit-1")
    overdue, again = remind(state(), key, DUE)
    assert overdue.reminder == 1
    assert (again.report, again.attempt, again.record) == ("report-1", 2, RECORD)
    _, third = remind(state(overdue, again), key, DUE)
    assert third.attempt == 3
    assert remind(state(ACKNOWLEDGED), key, DUE) == ()


def test_an_annulment_tells_everyone_who_was_told_R32():
    assert open_after_annulment(state(ACKNOWLEDGED), DUE) == TAKEN_BACK


def test_what_the_bureau_had_done_by_itself_is_taken_back_and_the_rest_falls_away_R32(refused):
    announced = state(done())
    made = open_after_annulment(announced, DUE)
    assert Consequence(consequence="announcement", addressee="") in made.consequences
    assert Consequence(consequence="policies", addressee="") not in made.consequences
    after = evolve(announced, made)
    assert after.tasks["revocation", "policies", ""].state == "lapsed"
    assert after.tasks["annulment", "announcement", ""].state == "open"
    with refused(refusals.ConsequenceOver, state="lapsed"):
        completed(after, "policies")
    assert remind(after, ("revocation", "policies", ""), DUE) == ()


def test_who_was_told_acknowledges_in_order_R23(refused):
    after = state(TAKEN_BACK, SENT_AGAIN)
    said = {"record_sha256": "a" * 64, "receipt": "回执二"}
    with refused(refusals.EarlierFirst, addressee="credit-1"):
        acknowledge(after, "report-2", **said)
    with refused(refusals.EarlierFirst, addressee="reg-1"):
        completed(after, "regulator", "reg-1", of="annulment")
    told = evolve(after, acknowledge(after, "report-1", **said))
    assert acknowledge(told, "report-2", **said).of == "annulment"


def test_what_an_organisation_was_told_stays_open_through_an_annulment_R22_R32():
    after = state(TAKEN_BACK)
    assert after.tasks["revocation", "credit", "credit-1"].state == "open"
    assert after.tasks["revocation", "announcement", ""].state == "lapsed"


def test_one_more_regulator_or_credit_system_is_told_once_R22(refused):
    made = open_for(state(), "credit", "credit-2", DUE)
    assert made.consequences == (Consequence(consequence="credit", addressee="credit-2"),)
    after = state(made)
    assert send(after, "revocation", "credit-2", "report-3", RECORD).attempt == 1
    assert after.tasks["revocation", "announcement", ""].state == "open"
    with refused(refusals.AlreadyThere, id="credit-2"):
        open_for(after, "credit", "credit-2", DUE)


def test_an_event_of_another_stream_is_a_fault():
    with pytest.raises(ValueError, match="bar_lifted"):
        state(BarLifted(enterprise="ent-1", revocation="rev-1"))
    with pytest.raises(ValueError, match="before the consequences"):
        reduce(evolve, [done()], None)
