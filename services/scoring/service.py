"""Scoring, put together for the chassis."""

from pathlib import Path

from services.chassis import erasure, retention
from services.chassis.project import in_turn
from services.chassis.service import Service

from . import api, projections_platform, projections_private
from .projections import project
from .reactions import REACTIONS, leave_boards, take_effect
from .usecases.private import PRIVATE

SERVICE = Service(
    name="scoring",
    title="Lingpao scoring · 评估",
    project=in_turn(
        project,
        projections_platform.project,
        projections_private.project,
        erasure.projection(PRIVATE),
    ),
    reactions=REACTIONS,
    timers={"standard_abolished": leave_boards, "standard_revised": take_effect},
    listens_to=("lingpao.intake", "lingpao.registry"),
    blueprints=api.BLUEPRINTS,
    pages=(),
    access=api.ACCESS,
    texts=(
        Path(__file__).parent / "texts.yaml",
        Path(__file__).parent.parent / "contracts" / "texts.yaml",
    ),
    errands={retention.ERRAND: retention.errand(PRIVATE)},
    private=PRIVATE,
)
