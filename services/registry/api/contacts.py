"""Where an organisation is to be notified: recorded, read and erased by itself or the operator (R25)."""

from typing import Any

from flask import Response
from marshmallow import Schema, fields, validate

from services.chassis.web import lists
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import Accepted, Anything, Strict, Text
from services.registry.usecases import contacts

blueprint = Blueprint("contacts", __name__, description="联系方式 · where to notify")
HOLDERS = frozenset(
    {
        "operator",
        "enterprise",
        "central_bank",
        "county_bureau",
        "bureau",
        "evaluation_body",
        "regulator",
        "credit_consumer",
    }
)
ACCESS = {
    "contacts.record_contact": HOLDERS,
    "contacts.read_contact": HOLDERS,
    "contacts.erase_contact": HOLDERS,
}


class OfOrganisation(Schema):
    """Whose contact: the caller's own organisation when empty; the operator names any."""

    organisation = fields.String(load_default="", validate=validate.Length(max=60))


class ContactSchema(Strict):
    """An e-mail address, and optionally whom to ask for and by which number.

    Kept apart from the record, erasable at any time; it replaces the contact before.
    """

    organisation = Text(60, load_default="")
    email = Text(254, required=True)
    name = Text(60, load_default="")
    telephone = Text(30, load_default="")


class ErasureOfContactSchema(Strict):
    """Whose contact is erased: the caller's own organisation's when empty."""

    organisation = Text(60, load_default="")


class ContactMade(Accepted):
    """The organisation concerned."""

    organisation = fields.String()


@blueprint.route("/v1/contact", methods=["POST"])
@blueprint.arguments(ContactSchema)
@blueprint.response(201, ContactMade)
def record_contact(body: dict[str, Any]) -> Response:
    """Record where an organisation is to be notified; what waited for it goes out."""
    return command(lambda tx: contacts.record(tx, **body))


@blueprint.route("/v1/contact", methods=["GET"])
@blueprint.arguments(OfOrganisation, location="query")
@blueprint.response(200, Anything)
def read_contact(query: dict[str, Any]) -> Response:
    """Read one's own organisation's contact; words are null where there is none."""
    return lists.as_json(contacts.shown(query["organisation"]))


@blueprint.route("/v1/contact/erasure", methods=["POST"])
@blueprint.arguments(ErasureOfContactSchema)
@blueprint.response(201, ContactMade)
def erase_contact(body: dict[str, Any]) -> Response:
    """Erase an organisation's contact; later notifications wait for another."""
    return command(lambda tx: contacts.erase(tx, **body))
