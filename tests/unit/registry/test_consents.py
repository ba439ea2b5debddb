"""Consent at the registry is to the result that was shown, and holds for no other (R15)."""

from pathlib import Path

import pytest

from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from services.registry.domain import refusals
from services.registry.usecases import results
from tests.unit.registry.at_the_desk import BOARD, BODY, CATEGORY, SEASON, Registry, row

FIRST = [row("jia", 1, 5), row("yi", 2, 4), row("bing", 3, 3)]
#: Somebody joined before 乙 and 丙.
REDRAWN = [row("jia", 1, 5), row("ding", 2, 5), row("yi", 3, 4), row("bing", 4, 3)]


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    """Three banks on a first board, asked and consenting."""
    made = Registry(tmp_path)
    made.board(1, FIRST)
    assert ask(made) == 3
    made.hear(*(given(one) for one in ("jia", "yi", "bing")))
    return made


def ask(registry: Registry) -> int:
    with registry.acting(BODY) as tx:
        return int(results.request_consents(tx, BOARD)["asked"])


def of(name: str) -> dict[str, str]:
    return {"application": f"app-{name}", "enterprise": f"usc-{name}", "board": BOARD}


def given(name: str) -> i.ConsentGiven:
    return i.ConsentGiven(**of(name))


def about(name: str, version: int) -> i.ResultConsidered:
    return i.ResultConsidered(**of(name), board_version=version)


def submit(registry: Registry, version: int) -> None:
    nominated = s.LeadersNominated(
        board=BOARD, version=version, season=SEASON, category=CATEGORY, leaders=(),
        number_reason="无", skipped=(),
    )  # fmt: skip
    registry.hear(nominated)
    with registry.acting(BODY) as tx:
        results.submit_results(tx, BOARD)


def waiting(registry: Registry, version: int) -> str:
    with pytest.raises(refusals.ConsentMissing) as refused:
        submit(registry, version)
    return str(refused.value.details["enterprises"])


def test_a_board_that_all_consented_to_is_handed_in_R15(registry: Registry) -> None:
    submit(registry, 1)
    [event] = registry.stored(f"board:{BOARD}", r.ResultsSubmitted)
    assert isinstance(event, r.ResultsSubmitted)
    assert event.version == 1


def test_consent_does_not_pass_to_a_worse_place_R15(registry: Registry) -> None:
    registry.board(2, REDRAWN)
    # Before anybody was asked again.
    assert waiting(registry, 2) == "usc-ding、usc-yi、usc-bing"
    assert ask(registry) == 3
    registry.hear(given("ding"), about("yi", 2), given("yi"))
    assert waiting(registry, 2) == "usc-bing"
    registry.hear(about("bing", 2), given("bing"))
    submit(registry, 2)


def test_consent_passes_on_when_others_left_R15(registry: Registry) -> None:
    registry.board(2, [row("yi", 1, 4), row("bing", 2, 3)])
    assert ask(registry) == 0
    submit(registry, 2)


def test_consent_does_not_pass_to_another_scheme_R5_R15(registry: Registry) -> None:
    registry.board(2, FIRST, scheme_version=2)
    assert waiting(registry, 2) == "usc-jia、usc-yi、usc-bing"
    assert ask(registry) == 3


def test_an_answer_on_its_way_is_not_taken_for_one_to_what_it_has_not_seen_R15(
    tmp_path: Path,
) -> None:
    registry = Registry(tmp_path)
    registry.board(1, FIRST)
    ask(registry)
    registry.board(2, REDRAWN)
    ask(registry)
    # 乙 answered about its second place and meant that; intake had not heard of the other.
    registry.hear(given("jia"), given("yi"), given("ding"), about("bing", 2), given("bing"))
    assert waiting(registry, 2) == "usc-yi"
    registry.hear(about("yi", 2), given("yi"))
    submit(registry, 2)


def test_a_refusal_of_an_older_result_is_asked_again_R15(registry: Registry) -> None:
    registry.board(2, FIRST, scheme_version=2)
    assert ask(registry) == 3
    registry.hear(about("jia", 2), i.ConsentRefused(**of("jia"), reason_commitment=""))
    registry.board(3, FIRST, scheme_version=3)
    assert ask(registry) == 3
    registry.hear(
        *(event for one in ("jia", "yi", "bing") for event in (about(one, 3), given(one)))
    )
    submit(registry, 3)
