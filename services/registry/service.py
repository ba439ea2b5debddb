"""The registry, put together for the chassis."""

from pathlib import Path

from services.chassis import erasure, retention
from services.chassis.project import in_turn
from services.chassis.service import Service

from . import api, errand, pages
from .pages import notification as notification_page
from .pages import summary as summary_page
from .pages import verify as verify_page
from .projections import (
    around,
    channels,
    declared,
    ended,
    notifications,
    other_titles,
    platform,
    project,
    soliciting,
)
from .projections import revocations as exit_projections
from .reactions import REACTIONS
from .summary import projections as summary
from .usecases import attachments, consequences, hearings, notices, notifying, revocations
from .usecases.private import PRIVATE

SERVICE = Service(
    name="registry",
    title="Lingpao registry · 名单",
    project=in_turn(
        project,
        around.project,
        channels.project,
        soliciting.project,
        declared.project,
        other_titles.project,
        exit_projections.project,
        summary.project,
        platform.project,
        ended.project,
        notifications.project,
        erasure.projection(PRIVATE),
    ),
    reactions=REACTIONS,
    timers={
        "close_notice": notices.close_due,
        "consequence_due": consequences.overdue,
        attachments.TIMER: attachments.drop,
        "expire_title": revocations.expire,
        "hearing_over": hearings.over,
        notifying.TIMER: notifying.remind,
    },
    listens_to=("lingpao.intake", "lingpao.scoring"),
    blueprints=api.BLUEPRINTS,
    pages=(
        pages.blueprint,
        summary_page.blueprint,
        notification_page.blueprint,
        verify_page.blueprint,
    ),
    access={
        **api.ACCESS,
        **pages.ACCESS,
        **summary_page.ACCESS,
        **notification_page.ACCESS,
        **verify_page.ACCESS,
    },
    texts=(
        Path(__file__).parent / "texts.yaml",
        pages.TEXTS,
        Path(__file__).parent.parent / "contracts" / "texts.yaml",
    ),
    errands={retention.ERRAND: retention.errand(PRIVATE), errand.NAME: errand.errand},
    private=PRIVATE,
)
