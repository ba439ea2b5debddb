"""Leader titles, their revocation, and the bars that follow."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import (
    TEXT_MOST,
    Accepted,
    Anything,
    Listed,
    Nothing,
    PageQuery,
    Strict,
    Text,
)
from services.registry.usecases import execution, hearings, proposals, revocations, words

blueprint = Blueprint("titles", __name__, description="“领跑者”称号与退出 · titles and exit")
BUREAU = frozenset({"bureau"})
PUBLIC = frozenset({"public"})
ACCESS = {
    "titles.list_titles": PUBLIC,
    "titles.get_title": PUBLIC,
    "titles.propose_revocation": BUREAU,
    "titles.list_revocations": PUBLIC,
    "titles.get_revocation": PUBLIC,
    "titles.read_statement": BUREAU,
    "titles.make_statement": frozenset({"enterprise"}),
    "titles.drop_proposal": BUREAU,
    "titles.decide_revocation": BUREAU,
    "titles.execute_revocation": frozenset({"evaluation_body"}),
    "titles.announce_instead": BUREAU,
    "titles.annul_revocation": BUREAU,
    "titles.get_bars": PUBLIC,
}


class OfEnterprise(PageQuery):
    """A page, of one enterprise or of all."""

    enterprise = fields.String(load_default="", validate=validate.Length(max=18))


class WhoseQuery(Schema):
    """Whose statement; empty for the first."""

    enterprise = fields.String(load_default="", validate=validate.Length(max=18))


class ProposalSchema(Strict):
    """Ground 1 to 7, facts and evidence (R21)."""

    ground = fields.Integer(required=True, strict=True)
    facts = Text(TEXT_MOST, required=True)
    evidence = fields.List(Text(500), required=True, validate=validate.Length(max=50))


class ProposalMade(Accepted):
    """The revocation's id and the last day to be heard."""

    revocation = fields.String()
    hearing_last_day = fields.String(allow_none=True)


class StatementSchema(Strict):
    """The enterprise's statement, or its waiver (陈述申辩)."""

    how = fields.String(required=True, validate=validate.OneOf(["statement", "waived"]))
    statement = Text(TEXT_MOST, load_default="")


class RevocationDecisionSchema(Strict):
    """The served decision (R21, R32)."""

    decision_number = Text(60, required=True)
    legal_basis = Text(500, required=True)


class DropSchema(Strict):
    """Why the proposal was unfounded."""

    reasons = Text(TEXT_MOST, required=True)


class OwnAnnouncementSchema(Strict):
    """Why the bureau announces the cancellation in the body's place."""

    reasons = Text(TEXT_MOST, required=True)


class AnnulmentSchema(Strict):
    """Why the revocation was wrong."""

    reasons = Text(TEXT_MOST, required=True)


@blueprint.route("/v1/titles", methods=["GET"])
@blueprint.arguments(OfEnterprise, location="query")
@blueprint.response(200, Listed)
def list_titles(query: dict[str, Any]) -> Response:
    """List titles, valid, expired and revoked alike."""
    return lists.filtered("title", query, "enterprise")


@blueprint.route("/v1/titles/<title>", methods=["GET"])
@blueprint.response(200, Anything)
def get_title(title: str) -> Response:
    """Show a title and its state."""
    return lists.one("title", title, "title")


@blueprint.route("/v1/titles/<title>/revocation-proposals", methods=["POST"])
@blueprint.arguments(ProposalSchema)
@blueprint.response(201, ProposalMade)
def propose_revocation(body: dict[str, Any], title: str) -> Response:
    """Propose a revocation; the enterprise is heard first."""
    return command(lambda tx: proposals.propose(tx, title, **body))


@blueprint.route("/v1/revocations", methods=["GET"])
@blueprint.arguments(OfEnterprise, location="query")
@blueprint.response(200, Listed)
def list_revocations(query: dict[str, Any]) -> Response:
    """List revocations, proposed, dropped, decided and annulled."""
    return lists.filtered("revocation", query, "enterprise")


@blueprint.route("/v1/revocations/<revocation>", methods=["GET"])
@blueprint.response(200, Anything)
def get_revocation(revocation: str) -> Response:
    """Show a revocation."""
    return lists.one("revocation", revocation, "revocation")


@blueprint.route("/v1/revocations/<revocation>/statement", methods=["POST"])
@blueprint.arguments(StatementSchema)
@blueprint.response(201, Accepted)
def make_statement(body: dict[str, Any], revocation: str) -> Response:
    """Make the enterprise's statement, or waive it."""
    return command(lambda tx: hearings.make_statement(tx, revocation, **body))


@blueprint.route("/v1/revocations/<revocation>/words", methods=["GET"])
@blueprint.arguments(WhoseQuery, location="query")
@blueprint.response(200, Anything)
def read_statement(query: dict[str, Any], revocation: str) -> Response:
    """Read an enterprise's statement (陈述申辩): the named one's, else the first that was made."""
    return lists.words(words.of_revocation(revocation, query["enterprise"]), revocation)


@blueprint.route("/v1/revocations/<revocation>/dropping", methods=["POST"])
@blueprint.arguments(DropSchema)
@blueprint.response(201, Accepted)
def drop_proposal(body: dict[str, Any], revocation: str) -> Response:
    """Drop a proposal that turned out unfounded; a later one may come."""
    return command(lambda tx: revocations.drop(tx, revocation, **body))


@blueprint.route("/v1/revocations/<revocation>/decision", methods=["POST"])
@blueprint.arguments(RevocationDecisionSchema)
@blueprint.response(201, Accepted)
def decide_revocation(body: dict[str, Any], revocation: str) -> Response:
    """Serve the decision: the title is withdrawn and the bar begins."""
    return command(lambda tx: revocations.decide(tx, revocation, **body))


@blueprint.route("/v1/revocations/<revocation>/execution", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, Accepted)
def execute_revocation(body: dict[str, Any], revocation: str) -> Response:
    """Record that the evaluation body cancelled the title on its side."""
    return command(lambda tx: execution.execute(tx, revocation, **body))


@blueprint.route("/v1/revocations/<revocation>/own-announcement", methods=["POST"])
@blueprint.arguments(OwnAnnouncementSchema)
@blueprint.response(201, Accepted)
def announce_instead(body: dict[str, Any], revocation: str) -> Response:
    """Announce the cancellation by the bureau itself, when the body did not cancel in its time."""
    return command(lambda tx: execution.announce_instead(tx, revocation, **body))


@blueprint.route("/v1/revocations/<revocation>/annulment", methods=["POST"])
@blueprint.arguments(AnnulmentSchema)
@blueprint.response(201, Accepted)
def annul_revocation(body: dict[str, Any], revocation: str) -> Response:
    """Annul a revocation that was wrong."""
    return command(lambda tx: revocations.annul(tx, revocation, **body))


@blueprint.route("/v1/bars/<enterprise>", methods=["GET"])
@blueprint.response(200, Anything)
def get_bars(enterprise: str) -> Response:
    """Show an enterprise's bars; an empty list when it has none."""
    return lists.as_json(revocations.bars_of(enterprise))
