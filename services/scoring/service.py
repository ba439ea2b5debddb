"""Scoring, put together for the chassis."""

from pathlib import Path

from services.chassis.service import Service

from . import api
from .projections import project
from .reactions import REACTIONS, leave_boards

SERVICE = Service(
    name="scoring",
    title="Lingpao scoring · 评估",
    project=project,
    reactions=REACTIONS,
    timers={"standard_abolished": leave_boards},
    listens_to=("lingpao.intake", "lingpao.registry"),
    blueprints=api.BLUEPRINTS,
    pages=(),
    access=api.ACCESS,
    texts=(
        Path(__file__).parent / "texts.yaml",
        Path(__file__).parent.parent / "contracts" / "texts.yaml",
    ),
)
