"""The registry, put together for the chassis."""

from pathlib import Path

from services.chassis.project import in_turn
from services.chassis.service import Service

from . import api, pages
from .pages import summary as summary_page
from .projections import around, project
from .projections import revocations as exit_projections
from .reactions import REACTIONS
from .summary import projections as summary
from .usecases import consequences, notices, revocations

SERVICE = Service(
    name="registry",
    title="Lingpao registry · 名单",
    project=in_turn(project, around.project, exit_projections.project, summary.project),
    reactions=REACTIONS,
    timers={
        "close_notice": notices.close_due,
        "consequence_due": consequences.overdue,
        "expire_title": revocations.expire,
        "hearing_over": revocations.hearing_over,
    },
    listens_to=("lingpao.intake", "lingpao.scoring"),
    blueprints=api.BLUEPRINTS,
    pages=(pages.blueprint, summary_page.blueprint),
    access={**api.ACCESS, **pages.ACCESS, **summary_page.ACCESS},
    texts=(
        Path(__file__).parent / "texts.yaml",
        pages.TEXTS,
        Path(__file__).parent.parent / "contracts" / "texts.yaml",
    ),
)
