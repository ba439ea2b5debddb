"""Organisations, accounts and keys. Only the operator grants power."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import SLUG, Accepted, Nothing, Strict, Text
from services.registry.usecases import access

blueprint = Blueprint("access", __name__, description="单位、账户与密钥 · organisations, keys")
OPERATOR = frozenset({"operator"})
ACCESS = {
    "access.register_organisation": OPERATOR,
    "access.open_account": OPERATOR,
    "access.issue_key": OPERATOR,
    "access.revoke_key": OPERATOR,
}


class OrganisationSchema(Strict):
    """An organisation; an enterprise's id is its USCC."""

    organisation = Text(60, required=True)
    name = Text(required=True)


class AccountSchema(Strict):
    """An account of an organisation, with one role."""

    account = fields.String(required=True, validate=[SLUG, validate.Length(max=60)])
    organisation = Text(60, required=True)
    role = Text(30, required=True)


class KeySchema(Strict):
    """How many days the key is good for."""

    days = fields.Integer(required=True, strict=True, validate=validate.Range(1, 3660))


class KeyMade(Accepted):
    """The key, shown this once: a repeat of the request answers null."""

    key_id = fields.String()
    key = fields.String(allow_none=True)
    expires = fields.String()


@blueprint.route("/v1/organisations", methods=["POST"])
@blueprint.arguments(OrganisationSchema)
@blueprint.response(201, Accepted)
def register_organisation(body: dict[str, Any]) -> Response:
    """Register an organisation."""
    return command(lambda tx: access.register_organisation(tx, **body))


@blueprint.route("/v1/accounts", methods=["POST"])
@blueprint.arguments(AccountSchema)
@blueprint.response(201, Accepted)
def open_account(body: dict[str, Any]) -> Response:
    """Open an account with one role."""
    return command(lambda tx: access.open_account(tx, **body))


@blueprint.route("/v1/accounts/<account>/keys", methods=["POST"])
@blueprint.arguments(KeySchema)
@blueprint.response(201, KeyMade)
def issue_key(body: dict[str, Any], account: str) -> Response:
    """Issue a bearer key; it is shown once."""
    return command(lambda tx: access.issue_key(tx, account, **body), shown_once=("key",))


@blueprint.route("/v1/keys/<key_id>/revocation", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, Accepted)
def revoke_key(body: dict[str, Any], key_id: str) -> Response:
    """Kill a key in every service."""
    return command(lambda tx: access.revoke_key(tx, key_id, **body))
