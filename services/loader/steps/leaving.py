"""Steps out of a title, and what follows from them (R21, R22, R32, R34)."""

from datetime import date
from typing import Literal

from .base import Step


class WaitForProposal(Step, tag="wait_for_proposal", frozen=True, kw_only=True):
    """The system has proposed to revoke an enterprise's title on ``ground`` (R21)."""

    enterprise: str
    ground: int


class MakeStatement(Step, tag="make_statement", frozen=True, kw_only=True):
    """The enterprise is heard on its proposed revocation (R21)."""

    how: Literal["statement", "waived"]
    statement: str = ""


class DecideRevocation(Step, tag="decide_revocation", frozen=True, kw_only=True):
    """The bureau's served decision on an enterprise's proposed revocation (R21, R22)."""

    enterprise: str
    decision_number: str
    legal_basis: str


class ExecuteRevocation(Step, tag="execute_revocation", frozen=True, kw_only=True):
    """The body cancels the title on its side (R21)."""

    enterprise: str


class ProposeRevocation(Step, tag="propose_revocation", frozen=True, kw_only=True):
    """The bureau proposes to revoke the title won with ``title``, an application (R21).

    ``last_day`` is the last day to be heard that it must answer.
    """

    title: str
    ground: int
    facts: str
    evidence: tuple[str, ...]
    last_day: date


class Complete(Step, tag="complete", frozen=True, kw_only=True):
    """The bureau records what follows from an enterprise's revocation as done (R22)."""

    enterprise: str
    consequence: Literal["announcement", "policies"]
    receipt: str


class AcknowledgeRevocation(Step, tag="acknowledge_revocation", frozen=True, kw_only=True):
    """A regulator acknowledges that it was told of an enterprise's revocation (R22)."""

    enterprise: str
    receipt: str


class AcknowledgeCreditReport(Step, tag="acknowledge_credit_report", frozen=True, kw_only=True):
    """A credit system acknowledges the record of an enterprise's revocation (R23, R32)."""

    enterprise: str
    receipt: str


class RecordSuccessor(Step, tag="record_successor", frozen=True, kw_only=True):
    """The bureau records who follows an enterprise (R34).

    ``titles`` and ``bars`` are how many of each must come with it.
    """

    enterprise: str
    successor: str
    kind: Literal["merger", "split", "rename", "reregistration"]
    grounds: str
    takes_titles: bool
    titles: int
    bars: int
