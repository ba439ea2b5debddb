"""Submission and publication wait until the platform has shown the texts on the board (R31)."""

from dataclasses import replace

import pytest

from services.registry.domain import refusals
from services.registry.domain.platform import RowText, check_shown

BOARD = "finance-2021.branch-service"
SEEN = RowText(number="Q/A 1-2021", platform="平台", connected=True, state="confirmed")
WAITING = replace(
    SEEN, number="Q/B 1-2021", state="waiting", since="2021-09-02", trouble="HTTP 500"
)
UNASKED = replace(SEEN, number="Q/C 1-2021", state="unasked")
DIFFERS = replace(SEEN, number="Q/D 1-2021", state="differs", fields=("name", "values.C1"))


def test_a_board_whose_texts_were_all_shown_goes_on_R31() -> None:
    check_shown(BOARD, [SEEN, SEEN])
    check_shown(BOARD, [])


def test_a_step_waits_and_says_for_which_standards_since_when_and_why_R31() -> None:
    with pytest.raises(refusals.PlatformAwaited) as refused:
        check_shown(BOARD, [SEEN, WAITING, UNASKED, replace(WAITING, since="2021-09-01")])
    assert refused.value.details == {
        "board": BOARD,
        "count": 3,
        "standards": "Q/B 1-2021 (平台)；Q/C 1-2021 (平台)；Q/B 1-2021 (平台)",
        "since": "2021-09-01",
        "trouble": "HTTP 500",
    }


def test_what_intake_has_not_said_yet_is_waited_for_R31() -> None:
    with pytest.raises(refusals.PlatformAwaited) as refused:
        check_shown(BOARD, [UNASKED])
    assert refused.value.details["since"] == refused.value.details["trouble"] == "—"


def test_nobody_waits_for_a_platform_that_is_not_connected_R31() -> None:
    check_shown(BOARD, [replace(one, connected=False) for one in (WAITING, UNASKED, SEEN)])


@pytest.mark.parametrize("connected", [True, False])
def test_a_difference_stops_the_step_and_names_standards_and_fields_R31(connected: bool) -> None:
    with pytest.raises(refusals.PlatformTextDiffers) as refused:
        check_shown(BOARD, [SEEN, WAITING, replace(DIFFERS, connected=connected)])
    assert refused.value.details["standards"] == "Q/D 1-2021 (name, values.C1)"


@pytest.mark.parametrize("state", ["gone", "abolished"])
def test_a_record_that_is_not_in_force_stops_the_step_until_the_row_has_left_R7_R31(
    state: str,
) -> None:
    with pytest.raises(refusals.PlatformRecordMissing) as refused:
        check_shown(BOARD, [WAITING, replace(SEEN, state=state)])
    assert refused.value.details["standards"] == f"Q/A 1-2021 ({state})"
