"""Checking a receipt alone: no server is asked, only the keys that the reader already trusts."""

from dataclasses import dataclass

from services.chassis.entry import Entry, UnknownEvent
from services.chassis.log import canon
from services.chassis.log.merkle import BadProof
from services.chassis.log.policy import Policy, Trusted, Untrusted
from services.chassis.log.proof import BadProofFile, ProofFile


class NotProven(ValueError):
    """The receipt does not prove an entry; the message says why."""


@dataclass(frozen=True)
class Proven:
    """An entry, its index, and the signed checkpoint that proves it."""

    entry: Entry
    index: int
    trusted: Trusted


def verify(receipt: bytes, policy: Policy) -> Proven:
    """Check a ``.tlog-proof`` that holds its entry, as the services give it.

    :raises NotProven: when it is damaged, or not of a log that the policy trusts.
    """
    try:
        proof = ProofFile.parse(receipt)
        if proof.extra is None:
            raise NotProven("the receipt does not hold its entry")
        trusted = proof.verify(proof.extra, policy)
        canon.decode(proof.extra)
        return Proven(Entry.from_bytes(proof.extra), proof.index, trusted)
    except (BadProofFile, BadProof, Untrusted, canon.NotCanonical, UnknownEvent) as error:
        raise NotProven(str(error)) from error
