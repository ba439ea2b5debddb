"""Enterprises and their declared standards."""

from typing import Any

from flask import Response
from marshmallow import fields, validate

from services.chassis.web import lists, uploads
from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.schemas import (
    SLUG,
    Accepted,
    Anything,
    DocumentRef,
    Exact,
    Listed,
    PageQuery,
    Strict,
    Text,
)
from services.intake.usecases import standards, standards_shown

blueprint = Blueprint("standards", __name__, description="企业与标准 · enterprises, standards")
ENTERPRISE = frozenset({"enterprise"})
PUBLIC = frozenset({"public"})
ACCESS = {
    "standards.register_enterprise": ENTERPRISE,
    "standards.get_enterprise": PUBLIC,
    "standards.declare_standard": ENTERPRISE,
    "standards.revise_standard": ENTERPRISE,
    "standards.link_products": ENTERPRISE,
    "standards.abolish_standard": ENTERPRISE,
    "standards.list_standards": PUBLIC,
    "standards.get_standard": PUBLIC,
}


class EnterpriseSchema(Strict):
    """An enterprise; its USCC must be the caller's own."""

    enterprise = Text(40, required=True)
    name = Text(required=True)
    kind = fields.String(required=True, validate=validate.Regexp(r"^[a-z_]{1,40}\Z"))
    region = fields.String(required=True, validate=validate.Regexp(r"^[0-9]{6}\Z"))


class ReferenceSchema(Strict):
    """A document that the standard cites."""

    number = Text(60, required=True)
    title = Text(200, load_default="")


class ValueSchema(Strict):
    """A promise: indicator, operator, exact value, unit, and where it stands (R28)."""

    indicator = Text(20, required=True)
    operator = fields.String(required=True, validate=validate.OneOf(["<", "≤", "=", "≥", ">"]))
    value = Exact(required=True)
    unit = Text(30, required=True)
    clause = Text(60, load_default="")
    page = fields.Integer(strict=True, load_default=0, validate=validate.Range(0, 100_000))


class StandardSchema(Strict):
    """A declared standard (R7)."""

    category = fields.String(required=True, validate=[SLUG, validate.Length(max=40)])
    platform = Text(100, required=True)
    record_number = Text(60, required=True)
    number = Text(60, required=True)
    name = Text(required=True)
    edition = Text(40, required=True)
    published = fields.Date(required=True)
    effective = fields.Date(required=True)
    covers = fields.List(Text(), required=True, validate=validate.Length(1, 100))
    references = fields.List(
        fields.Nested(ReferenceSchema), required=True, validate=validate.Length(max=200)
    )
    values = fields.List(
        fields.Nested(ValueSchema), required=True, validate=validate.Length(1, 100)
    )
    document = fields.Nested(DocumentRef, required=True)


class ProofSchema(Strict):
    """The day on which it came true, and the document that shows it."""

    day = fields.Date(required=True)
    document = fields.Nested(DocumentRef, required=True)


class ProductSchema(Strict):
    """A product by its model: final (定型)? in mass production (量产)? null while it is not (R8)."""

    model = Text(60, required=True)
    name = Text(required=True)
    finalised = fields.Nested(ProofSchema, required=True, allow_none=True)
    in_production = fields.Nested(ProofSchema, required=True, allow_none=True)


class ProductsSchema(Strict):
    """The products that the version in force covers, whole (关联产品)."""

    products = fields.List(
        fields.Nested(ProductSchema), required=True, validate=validate.Length(1, 100)
    )


class StandardLinked(Accepted):
    """The standard and the version that the products were linked to."""

    standard = fields.String()
    version = fields.Integer()


class StandardMade(Accepted):
    """The standard's id, kept across revisions, and its version."""

    standard = fields.String()
    version = fields.Integer()
    text_sha256 = fields.String()


class AbolitionSchema(Strict):
    """From which day on the standard is no longer in force."""

    abolished = fields.Date(required=True)


class StandardsQuery(PageQuery):
    """A page, of one enterprise or of all."""

    enterprise = fields.String(load_default="", validate=validate.Length(max=18))


@blueprint.route("/v1/enterprises", methods=["POST"])
@blueprint.arguments(EnterpriseSchema)
@blueprint.response(201, Accepted)
def register_enterprise(body: dict[str, Any]) -> Response:
    """Register one's own enterprise."""
    return command(lambda tx: standards.register_enterprise(tx, **body))


@blueprint.route("/v1/enterprises/<enterprise>", methods=["GET"])
@blueprint.response(200, Anything)
def get_enterprise(enterprise: str) -> Response:
    """Show an enterprise."""
    return lists.one("enterprise", enterprise, "enterprise")


@blueprint.route("/v1/standards", methods=["POST"])
@blueprint.arguments(StandardSchema)
@blueprint.response(201, StandardMade)
def declare_standard(body: dict[str, Any]) -> Response:
    """Declare a standard."""
    uploads.check_cited(body["document"], "document")
    return command(lambda tx: standards.declare_standard(tx, body))


@blueprint.route("/v1/standards", methods=["GET"])
@blueprint.arguments(StandardsQuery, location="query")
@blueprint.response(200, Listed)
def list_standards(query: dict[str, Any]) -> Response:
    """List declared standards."""
    return lists.as_json(*standards_shown.listing(query))


@blueprint.route("/v1/standards/<standard>", methods=["GET"])
@blueprint.response(200, Anything)
def get_standard(standard: str) -> Response:
    """Show a standard: every version, and the one in force today."""
    body, told = standards_shown.show(standard)
    return lists.as_json(body, [told])


@blueprint.route("/v1/standards/<standard>/revisions", methods=["POST"])
@blueprint.arguments(StandardSchema)
@blueprint.response(201, StandardMade)
def revise_standard(body: dict[str, Any], standard: str) -> Response:
    """Replace the version in force with a new one."""
    uploads.check_cited(body["document"], "document")
    return command(lambda tx: standards.revise_standard(tx, standard, body))


@blueprint.route("/v1/standards/<standard>/products", methods=["POST"])
@blueprint.arguments(ProductsSchema)
@blueprint.response(201, StandardLinked)
def link_products(body: dict[str, Any], standard: str) -> Response:
    """Link the products that the standard covers, with the proofs that they are made."""
    for number, product in enumerate(body["products"]):
        for name in ("finalised", "in_production"):
            if product[name] is not None:
                place = f"products.{number}.{name}.document"
                uploads.check_cited(product[name]["document"], place)
    return command(lambda tx: standards.link_products(tx, standard, **body))


@blueprint.route("/v1/standards/<standard>/abolition", methods=["POST"])
@blueprint.arguments(AbolitionSchema)
@blueprint.response(201, Accepted)
def abolish_standard(body: dict[str, Any], standard: str) -> Response:
    """Declare a standard no longer in force."""
    return command(lambda tx: standards.abolish_standard(tx, standard, **body))
