"""The mutation runs can be trusted: every rule has its guard where the code stands, scores add up."""

import json
from pathlib import Path

import pytest

from tests.mutation import copy, domains, guards
from tests.support import rules

GUARDS = guards.read_guards()


def test_every_built_rule_has_a_guard_to_take_out() -> None:
    built = [rule.number for rule in rules.read_rules() if rule.built]
    assert list(dict.fromkeys(guard.rule for guard in GUARDS)) == built


@pytest.mark.parametrize("guard", GUARDS, ids=lambda one: f"{one.rule}-{one.function}")
def test_a_guard_stands_in_the_code_as_the_table_says_and_a_unit_test_cites_its_rule(
    guard: guards.Guard,
) -> None:
    assert guard.disabled() != (copy.ROOT / guard.module).read_text("utf-8")
    assert guards.unit_tests(guard.rule)


@pytest.mark.parametrize(
    "wrong",
    [{"code": "if no_such_thing:"}, {"function": "no_such_function"}, {"code": "revocation"}],
)
def test_a_guard_that_the_code_has_left_behind_is_told(wrong: dict[str, str]) -> None:
    (right,) = [guard for guard in GUARDS if guard.rule == "R21"]
    moved = guards.Guard(**{**vars(right), **wrong})
    with pytest.raises(guards.GuardNotFound, match="R21"):
        moved.disabled()


def test_a_score_counts_what_was_killed_what_survived_and_what_waits(tmp_path: Path) -> None:
    folder = tmp_path / "services" / "registry" / "domain"
    folder.mkdir(parents=True)
    codes = {"a.x_f__mutmut_1": 1, "a.x_f__mutmut_2": 0, "a.x_f__mutmut_3": None}
    # A change that no test reaches has survived; one that runs for ever is noticed.
    codes |= {"a.x_g__mutmut_1": 33, "a.x_g__mutmut_2": 36}
    (folder / "a.py.meta").write_text(json.dumps({"exit_code_by_key": codes}))
    score = domains.read_score(tmp_path)
    assert (score.killed, score.waiting, score.percent) == (2, 1, "50.0")
    assert score.survivors == ["a.x_f__mutmut_2", "a.x_g__mutmut_1"]
    assert domains.Score().percent == "-"
    scores = {"intake": domains.Score(), "registry": score}
    assert domains.table(scores).splitlines()[-1].split() == [
        "together",
        "4",
        "2",
        "2",
        "1",
        "50.0",
    ]
    domains.forget_survivors(tmp_path)
    again = domains.read_score(tmp_path)
    assert (again.killed, again.survivors, again.waiting) == (2, [], 3)
    domains.write_survivors(scores, tmp_path / "survivors.txt")
    assert (tmp_path / "survivors.txt").read_text().splitlines()[:2] == ["   1 a.x_f", "   1 a.x_g"]


def test_a_copy_is_refreshed_and_what_has_not_changed_is_left_alone(tmp_path: Path) -> None:
    made = tmp_path / "copy"
    assert Path("docs/rules.yaml") in copy.refresh(made)
    kept, changed, gone = (made / "docs" / name for name in ("rules.yaml", "rules.md", "old.md"))
    before = kept.stat().st_mtime_ns
    changed.write_text("other")
    gone.write_text("old")
    assert copy.refresh(made) == {Path("docs/rules.md"), Path("docs/old.md")}
    assert kept.stat().st_mtime_ns == before
    assert changed.read_bytes() == rules.DOCUMENT.read_bytes()
    assert not gone.exists()
