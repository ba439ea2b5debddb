"""Whoever objected has the words erased, by the receipt (R25)."""

from typing import Any

from flask import Response

from services.chassis.web.bodies import Blueprint
from services.chassis.web.commands import command
from services.chassis.web.erasures import Erased
from services.chassis.web.schemas import Nothing
from services.registry.usecases import private

from .objecting import Receipt

blueprint = Blueprint("erasing", __name__, description="删除异议中的个人信息 · erasing")
ACCESS = {"erasing.erase_objection": frozenset({"public"})}


@blueprint.route("/v1/objections/<objection>/erasure", methods=["POST"])
@blueprint.arguments(Receipt, location="headers")
@blueprint.arguments(Nothing)
@blueprint.response(201, Erased)
def erase_objection(headers: dict[str, Any], body: dict[str, Any], objection: str) -> Response:
    """Erase one's words, name, contact and files once the objection is answered or withdrawn."""
    secret = headers["secret"]
    return command(lambda tx: private.erase_objection(tx, objection, secret, **body), by=secret)
