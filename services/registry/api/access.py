"""Organisations, accounts and keys. Only the operator grants power."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.identity import current_store
from services.chassis.web.schemas import SLUG, Accepted, Listed, Nothing, PageQuery, Strict, Text
from services.registry.usecases import access, officers

blueprint = Blueprint("access", __name__, description="单位、账户与密钥 · organisations, keys")
OPERATOR = frozenset({"operator"})
ACCESS = {
    "access.register_organisation": OPERATOR,
    "access.open_account": OPERATOR,
    "access.issue_key": OPERATOR,
    "access.revoke_key": OPERATOR,
    "access.close_account": OPERATOR,
    "access.list_accounts": OPERATOR | {"auditor"},
}


def _empty_or_slug(text: str) -> None:
    if text:
        SLUG(text)


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


class ClosingSchema(Strict):
    """Why and when the officer handed over, and the account of whoever took over.

    The reason is public and names no person. ``days`` is how long the successor's key is good.
    """

    reason = Text(500, required=True)
    handed_over = fields.Date(required=True, format="iso")
    successor = fields.String(load_default="", validate=[_empty_or_slug, validate.Length(max=60)])
    days = fields.Integer(strict=True, load_default=365, validate=validate.Range(1, 3660))


class Closed(Accepted):
    """The account, and the successor's key, shown this once: a repeat answers null."""

    account = fields.String()
    successor = fields.String()
    key_id = fields.String()
    key = fields.String(allow_none=True)
    expires = fields.String()


class AccountsQuery(PageQuery):
    """A page, of one organisation or of all."""

    organisation = fields.String(load_default="", validate=validate.Length(max=60))


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


@blueprint.route("/v1/accounts", methods=["GET"])
@blueprint.arguments(AccountsQuery, location="query")
@blueprint.response(200, Listed)
def list_accounts(query: dict[str, Any]) -> Response:
    """List accounts, open and closed, of one organisation or of all."""
    return lists.filtered("account", query, "organisation")


@blueprint.route("/v1/accounts/<account>/closing", methods=["POST"])
@blueprint.arguments(ClosingSchema)
@blueprint.response(201, Closed)
def close_account(body: dict[str, Any], account: str) -> Response:
    """Close the account of an officer who leaves; all its keys die with it.

    A successor, if named, is opened in the same organisation and role and gets a key, shown once.
    """
    pepper = current_store().settings.pepper
    return command(
        lambda tx: officers.close(tx, account, pepper=pepper, **body), shown_once=("key",)
    )


@blueprint.route("/v1/keys/<key_id>/revocation", methods=["POST"])
@blueprint.arguments(Nothing)
@blueprint.response(201, Accepted)
def revoke_key(body: dict[str, Any], key_id: str) -> Response:
    """Kill a key in every service."""
    return command(lambda tx: access.revoke_key(tx, key_id, **body))
