"""Intake, put together for the chassis."""

from pathlib import Path

from services.chassis.service import Service

from . import api
from .projections import project

SERVICE = Service(
    name="intake",
    title="Lingpao intake · 申报",
    project=project,
    reactions={},
    timers={},
    listens_to=("lingpao.scoring", "lingpao.registry"),
    blueprints=api.BLUEPRINTS,
    pages=(),
    access=api.ACCESS,
    texts=(
        Path(__file__).parent / "texts.yaml",
        Path(__file__).parent.parent / "contracts" / "texts.yaml",
    ),
)
