"""Notifications (送达): what is due, sent, failed, served by other means, confirmed (R22)."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from services.chassis.web import lists, uploads
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import (
    Accepted,
    Anything,
    DocumentRef,
    Listed,
    Nothing,
    PageQuery,
    Strict,
    Text,
)
from services.registry.domain.notification import MEANS, STATES
from services.registry.usecases import notifications

blueprint = Blueprint("notifications", __name__, description="通知与送达 · notifications")
READERS = frozenset(
    {
        "operator",
        "enterprise",
        "central_bank",
        "county_bureau",
        "bureau",
        "evaluation_body",
        "regulator",
        "credit_consumer",
        "auditor",
    }
)
ACCESS = {
    "notifications.list_notifications": READERS,
    "notifications.get_notification": READERS,
    "notifications.acknowledge_notification": frozenset({"public"}),
    "notifications.record_service": frozenset({"bureau"}),
}


class NotificationsQuery(PageQuery):
    """Notifications in one state, about one thing, or all."""

    state = fields.String(load_default="", validate=validate.OneOf(["", *STATES]))
    about = fields.String(load_default="", validate=validate.Length(max=120))


class Code(Schema):
    """The confirmation code of the mail; absent when the recipient's own account confirms."""

    secret = fields.String(
        data_key="Notification-Code", load_default="", validate=validate.Length(max=200)
    )


class ServiceSchema(Strict):
    """Service by other means, with its receipt (R22)."""

    how = fields.String(required=True, validate=validate.OneOf(MEANS))
    receipt = Text(200, required=True)
    served_on = fields.Date(required=True)
    documents = fields.List(
        fields.Nested(DocumentRef), load_default=list, validate=validate.Length(max=20)
    )


@blueprint.route("/v1/notifications", methods=["GET"])
@blueprint.arguments(NotificationsQuery, location="query")
@blueprint.response(200, Listed)
def list_notifications(query: dict[str, Any]) -> Response:
    """List notifications, each with what it waits for; others than authorities see their own."""
    body, told = notifications.listed(query)
    return lists.as_json(body, told)


@blueprint.route("/v1/notifications/<notification>", methods=["GET"])
@blueprint.response(200, Anything)
def get_notification(notification: str) -> Response:
    """Show a notification: its text, each attempt, and the proof of its service."""
    body, told = notifications.shown(notification)
    return lists.as_json(body, [told])


@blueprint.route("/v1/notifications/<notification>/acknowledgement", methods=["POST"])
@blueprint.arguments(Code, location="headers")
@blueprint.arguments(Nothing)
@blueprint.response(201, Accepted)
def acknowledge_notification(
    headers: dict[str, Any], body: dict[str, Any], notification: str
) -> Response:
    """Confirm that one has read it, by one's account or by the code of the mail."""
    secret = headers["secret"]
    return command(
        lambda tx: notifications.acknowledge(tx, notification, secret, **body), by=secret
    )


@blueprint.route("/v1/notifications/<notification>/service", methods=["POST"])
@blueprint.arguments(ServiceSchema)
@blueprint.response(201, Accepted)
def record_service(body: dict[str, Any], notification: str) -> Response:
    """Record that it was served by post, by hand or over a platform, with the receipt."""
    for number, document in enumerate(body["documents"]):
        uploads.check_cited(document, f"documents.{number}")
    return command(lambda tx: notifications.serve(tx, notification, **body))
