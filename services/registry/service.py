"""The registry, put together for the chassis."""

from pathlib import Path

from services.chassis.service import Service

from . import api, pages
from .projections import project
from .reactions import REACTIONS
from .usecases import notices, revocations

SERVICE = Service(
    name="registry",
    title="Lingpao registry · 名单",
    project=project,
    reactions=REACTIONS,
    timers={
        "close_notice": notices.close_due,
        "expire_title": revocations.expire,
        "hearing_over": revocations.hearing_over,
    },
    listens_to=("lingpao.intake", "lingpao.scoring"),
    blueprints=api.BLUEPRINTS,
    pages=(pages.blueprint,),
    access={**api.ACCESS, **pages.ACCESS},
    texts=(
        Path(__file__).parent / "texts.yaml",
        pages.TEXTS,
        Path(__file__).parent.parent / "contracts" / "texts.yaml",
    ),
)
