"""Intake, put together for the chassis."""

from pathlib import Path

from services.chassis import erasure, retention
from services.chassis.project import in_turn
from services.chassis.service import Service

from . import api, projections_platform, projections_private
from .errand import errand
from .projections import project
from .reactions import REACTIONS
from .usecases.private import PRIVATE

SERVICE = Service(
    name="intake",
    title="Lingpao intake · 申报",
    project=in_turn(
        project,
        projections_platform.project,
        projections_private.project,
        erasure.projection(PRIVATE),
    ),
    reactions=REACTIONS,
    timers={},
    listens_to=("lingpao.scoring", "lingpao.registry"),
    blueprints=api.BLUEPRINTS,
    pages=(),
    access=api.ACCESS,
    texts=(
        Path(__file__).parent / "texts.yaml",
        Path(__file__).parent.parent / "contracts" / "texts.yaml",
    ),
    errands={"platform": errand, retention.ERRAND: retention.errand(PRIVATE)},
    private=PRIVATE,
)
