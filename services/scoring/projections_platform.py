"""What the public platform last showed of an application's text, where it is not the text (R31)."""

from services.chassis.entry import Entry
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Views
from services.contracts import intake as i
from services.contracts.event import Event


def _otherwise(
    views: Views, e: i.PlatformTextDiffered | i.PlatformRecordGone, entry: Entry
) -> None:
    views.put("platform_word", e.application, {"application": e.application, "cause": entry.id})


def _confirmed(views: Views, e: i.PlatformTextConfirmed, entry: Entry) -> None:
    views.delete("platform_word", e.application)


_TABLE: dict[type[Event], Projection] = {
    i.PlatformTextDiffered: _otherwise,
    i.PlatformRecordGone: _otherwise,
    i.PlatformTextConfirmed: _confirmed,
}

project = by_type(_TABLE)
