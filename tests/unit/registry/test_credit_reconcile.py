"""What was decided, sent and acknowledged, compared from the log alone (R32)."""

import hashlib
from dataclasses import replace

from services.chassis.entry import data_of
from services.contracts.registry import (
    ConsequenceDone,
    CreditReportAcknowledged,
    CreditReportSent,
    OrganisationRegistered,
    RevocationAnnulled,
)
from services.contracts.values import Document
from services.registry.credit import forms, record
from services.registry.credit.reconcile import Difference, reconcile
from tests.support.published import golden

REVOKED = golden("lingpao.registry.revoked.v1")
REV = REVOKED.data["revocation"]
ENT = REVOKED.data["enterprise"]
COMMON = {"revocation": REV, "enterprise": ENT}


def entry(event):
    return replace(REVOKED, type=event.TYPE, subject=event.key, data=data_of(event))


NAMED = entry(OrganisationRegistered(organisation=ENT, name="子虚村镇银行（虚构）"))
ANNULLED = entry(RevocationAnnulled(**COMMON, title="title-1", reasons="复检合格"))


def decided_sha(position=1):
    def name(one):
        return "子虚村镇银行（虚构）" if one == ENT else ""

    made = record.of_decision(REVOKED.event(), REVOKED, position, name)
    return made, hashlib.sha256(forms.as_json(made)).hexdigest()


DECIDED, SHA = decided_sha()
AFTER = record.of_annulment(DECIDED, ANNULLED.event(), ANNULLED, 4)
SHA_AFTER = hashlib.sha256(forms.as_json(AFTER)).hexdigest()


def sent(receiver="credit-1", sha=SHA, of="revocation"):
    kept = Document(sha256=sha, size=1, media_type="application/json")
    event = CreditReportSent(
        **COMMON, of=of, report=f"{receiver}-{of}", receiver=receiver, attempt=1, record=kept
    )
    return entry(event)


def acknowledged(receiver="credit-1", sha=SHA, of="revocation"):
    event = CreditReportAcknowledged(
        **COMMON,
        of=of,
        report=f"{receiver}-{of}",
        receiver=receiver,
        record_sha256=sha,
        receipt="回执",
    )
    return entry(event)


def by_hand(receiver="", of="revocation", consequence="credit"):
    event = ConsequenceDone(
        **COMMON, of=of, consequence=consequence, addressee=receiver, receipt="回执", documents=()
    )
    return entry(event)


def differences(*entries):
    return reconcile(enumerate((NAMED, REVOKED, *entries))).differences


def difference(kind, receiver="credit-1", of="revocation"):
    return Difference(kind, REV, of, receiver)


def test_what_agrees_makes_no_difference_R32():
    found = reconcile(enumerate((NAMED, REVOKED, sent(), sent(), acknowledged())))
    assert (found.decided, found.sent, found.acknowledged) == (1, 1, 1)
    assert found.differences == []
    assert reconcile(()).differences == []


def test_a_decision_told_to_nobody_is_found_R32():
    assert differences() == [difference("not_sent", "")]
    assert differences(by_hand(consequence="policies")) == [difference("not_sent", "")]
    assert differences(by_hand()) == []


def test_a_report_without_receipt_is_found_for_each_receiver_R32():
    assert differences(sent(), sent("credit-2"), acknowledged("credit-2")) == [
        difference("not_acknowledged")
    ]


def test_the_bureaus_word_is_not_the_receivers_R22_R23_R32():
    assert differences(sent(), by_hand("credit-1")) == [difference("by_hand")]
    other = sent(sha="b" * 64)
    assert differences(other, by_hand("credit-1")) == [
        difference("sent_otherwise"),
        difference("by_hand"),
    ]


def test_what_the_bureau_handed_over_where_nobody_is_connected_is_told_and_differs_not_R32():
    found = reconcile(enumerate((NAMED, REVOKED, by_hand())))
    assert (found.differences, found.notices) == ([], [difference("by_hand", "")])
    assert reconcile(enumerate((NAMED, REVOKED, sent(), acknowledged()))).notices == []


def test_a_record_that_does_not_follow_from_the_decision_is_found_R32():
    other = "b" * 64
    assert differences(sent(sha=other), acknowledged(sha=other)) == [difference("sent_otherwise")]
    assert differences(sent(), sent(sha=other), acknowledged()) == [difference("sent_otherwise")]


def test_a_receipt_for_other_bytes_is_found_R32():
    assert differences(sent(), acknowledged(sha="b" * 64)) == [difference("acknowledged_otherwise")]


def test_an_annulment_must_reach_everyone_who_was_told_R32():
    told = (sent(), acknowledged())
    assert differences(*told, ANNULLED) == [difference("not_sent", of="annulment")]
    again = sent(sha=SHA_AFTER, of="annulment")
    assert differences(*told, ANNULLED, again) == [difference("not_acknowledged", of="annulment")]
    receipt = acknowledged(sha=SHA_AFTER, of="annulment")
    assert differences(*told, ANNULLED, again, receipt) == []


def test_an_annulment_of_what_nobody_was_told_needs_no_report_R32():
    assert differences(ANNULLED) == [difference("not_sent", "")]


def test_a_report_without_a_decision_is_found_R32():
    found = reconcile(enumerate((NAMED, sent(), ANNULLED)))
    assert found.differences == [difference("not_decided")]
