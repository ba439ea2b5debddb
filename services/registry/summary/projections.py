"""What the report needs and no other read model keeps: applications, names, reopenings."""

from typing import Any

from services.chassis.entry import Entry, data_of
from services.chassis.project import Projection, by_type
from services.chassis.store.views import Views
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.contracts.event import Event


def _enterprise(views: Views, e: i.EnterpriseRegistered, entry: Entry) -> None:
    del entry
    views.put("report_enterprise", e.enterprise, {"name": e.name})


def _submitted(views: Views, e: i.ApplicationSubmitted, entry: Entry) -> None:
    del entry
    body = {"enterprise": e.enterprise, "category": e.category, "state": "submitted"}
    views.put("report_application", e.application, body, keys={"season": e.season})


def _becomes(state: str) -> Projection:
    def project(views: Views, e: Any, entry: Entry) -> None:
        del entry
        views.change("report_application", e.application, state=state)

    return project


def _ineligible(views: Views, e: s.StandardFoundIneligible, entry: Entry) -> None:
    del entry
    # Of another service, so it may be heard before the application itself.
    body = {"category": e.category}
    views.put("report_ineligible", e.application, body, keys={"season": e.season})


def _eligible(views: Views, e: s.StandardFoundEligible, entry: Entry) -> None:
    del entry
    views.delete("report_ineligible", e.application)


def _reopened(views: Views, e: r.NoticeReopened, entry: Entry) -> None:
    del entry
    before = views.get("report_notice", e.notice) or {"reopened": 0}
    views.put("report_notice", e.notice, {"reopened": before["reopened"] + 1})


def _summarised(views: Views, e: r.SeasonSummarised, entry: Entry) -> None:
    body = {**data_of(e), "closed": entry.time}
    keys = {"season": e.season}
    views.put("report", f"{e.season}@{e.version}", body, keys=keys, sort=f"{e.version:06}")


_TABLE: dict[type[Event], Projection] = {
    i.EnterpriseRegistered: _enterprise,
    i.ApplicationSubmitted: _submitted,
    i.ApplicationAccepted: _becomes("accepted"),
    i.ApplicationDeclined: _becomes("declined"),
    i.ApplicationWithdrawn: _becomes("withdrawn"),
    i.WithdrawalOvertaken: _becomes("accepted"),
    s.StandardFoundIneligible: _ineligible,
    s.StandardFoundEligible: _eligible,
    r.NoticeReopened: _reopened,
    r.SeasonSummarised: _summarised,
}

project = by_type(_TABLE)
