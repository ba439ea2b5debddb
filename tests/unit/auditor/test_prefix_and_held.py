"""What each log held at a moment, and whether a log is the one that was signed."""

import pytest

from services.auditor.held import DoesNotFit, checkpoint, hold, root
from services.auditor.prefix import prefixes
from services.auditor.source import SERVICES
from services.chassis.log.policy import Policy, text
from services.contracts import intake as i
from services.contracts import registry as r
from tests.support.audited import Held, entries_of, keys, log_files, policy
from tests.unit.auditor.telling import BOARD, Telling, on, told

TOLD = told()
FILES = {
    path: data
    for service in SERVICES
    for path, data in log_files(service, entries_of(TOLD, service)).items()
    if TOLD.logs[service]
}


def sizes(telling: Telling, moment: str) -> dict[str, int]:
    return {service: len(log) for service, log in prefixes(telling.logs, moment).items()}


def organisation(telling: Telling, time: str, cause: str = "") -> str:
    named = r.OrganisationRegistered(organisation="a", name="单位")
    return telling.say(named, time, cause=cause).entry.id


def consent(telling: Telling, time: str, cause: str = "") -> str:
    given = i.ConsentGiven(application="app-jia", enterprise="usc-jia", board=BOARD)
    return telling.say(given, time, cause=cause).entry.id


def test_a_moment_takes_the_first_entries_of_each_log_that_very_time_included() -> None:
    telling = Telling()
    for day in ("2021-08-10", "2021-08-11", "2021-08-12"):
        organisation(telling, on(day))
        consent(telling, on(day, 2))
    assert sizes(telling, on("2021-08-09")) == {"registry": 0, "intake": 0, "scoring": 0}
    assert sizes(telling, on("2021-08-11")) == {"registry": 2, "intake": 1, "scoring": 0}


def test_nothing_after_a_later_entry_is_taken_whatever_its_clock_says() -> None:
    telling = Telling()
    for day in ("2021-08-10", "2021-08-12", "2021-08-11"):
        organisation(telling, on(day))
    assert sizes(telling, on("2021-08-11"))["registry"] == 1


def test_an_effect_is_not_taken_without_its_cause_nor_what_follows_from_it() -> None:
    telling = Telling()
    cause = organisation(telling, on("2021-08-12"))
    consent(telling, on("2021-08-10"))
    effect = consent(telling, on("2021-08-10"), cause)
    organisation(telling, on("2021-08-11"), effect)
    assert sizes(telling, on("2021-08-11")) == {"registry": 0, "intake": 1, "scoring": 0}
    assert sizes(telling, on("2021-08-12")) == {"registry": 2, "intake": 2, "scoring": 0}


def test_a_chain_over_three_logs_falls_as_one() -> None:
    telling = Telling()
    first = organisation(telling, on("2021-08-12"))
    second = consent(telling, on("2021-08-10"), first)
    organisation(telling, on("2021-08-13"))
    third = telling.adopt(on("2021-08-10"))
    telling.logs["scoring"].clear()
    telling.say(third.entry.event(), on("2021-08-10"), cause=second)
    assert sizes(telling, on("2021-08-11")) == {"registry": 0, "intake": 0, "scoring": 0}


def test_a_log_fits_the_checkpoint_that_its_signer_signed() -> None:
    signed = checkpoint(Held(FILES), "intake", policy())
    assert signed is not None
    log = TOLD.logs["intake"]
    hold(log, signed, "intake")
    assert root(log) == signed.root


def test_a_log_that_grew_since_still_fits_and_an_older_state_of_it_does_not() -> None:
    signed = checkpoint(Held(FILES), "intake", policy())
    assert signed is not None
    grown = told()
    consent(grown, on("2021-09-30"))
    hold(grown.logs["intake"], signed, "intake")
    with pytest.raises(DoesNotFit, match="are signed"):
        hold(TOLD.logs["intake"][:-1], signed, "intake")


def test_a_log_with_another_entry_does_not_fit() -> None:
    signed = checkpoint(Held(FILES), "intake", policy())
    assert signed is not None
    other = list(TOLD.logs["intake"])
    other[3] = other[2]
    with pytest.raises(DoesNotFit, match="not those signed"):
        hold(other, signed, "intake")


def test_without_a_policy_the_keys_that_the_place_tells_are_taken() -> None:
    assert checkpoint(Held(FILES), "intake", None) is not None


@pytest.mark.parametrize("broken", ["another key", "no key", "no note"])
def test_a_checkpoint_that_nobody_trusted_signed_does_not_fit(broken: str) -> None:
    files, trusted = dict(FILES), None
    match broken:
        case "another key":
            trusted = Policy.parse(text([keys("intake", "x")[0].verifier], [], 0).encode())
        case "no key":
            files["/intake/log/key"] = b"\xff"
        case "no note":
            files["/intake/log/checkpoint"] = b"-"
    with pytest.raises(DoesNotFit, match="intake"):
        checkpoint(Held(files), "intake", trusted)


def test_a_place_without_a_checkpoint_has_none() -> None:
    assert checkpoint(Held({}), "intake", policy()) is None
