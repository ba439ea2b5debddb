"""What was known of a bank, or of nothing yet, at a moment; and the words for all of it."""

from pathlib import Path

import pytest
import yaml

from services.auditor import known as package
from services.auditor.known import KINDS, Known, NotKnownYet
from services.auditor.known.matter import Fact
from services.contracts import intake as i
from services.contracts import registry as r
from services.contracts import scoring as s
from tests.support.published import GOLDEN, golden
from tests.unit.auditor.matters import BANK, at, facts, listed, notice_opened, objected, revoked
from tests.unit.auditor.telling import BOARD, CATEGORY, SEASON, Telling, on, told

WORDS = yaml.safe_load((Path(package.__file__).parent / "texts.yaml").read_text("utf-8"))


def test_a_bank_is_told_across_the_logs_R7_R9_R11_R15() -> None:
    telling = told()
    telling.say(
        r.ConsentRequested(
            application="app-jia", enterprise=BANK, board=BOARD, board_version=1, rank=1, star=5
        ),
        on("2021-09-07"),
    )
    telling.say(
        i.ConsentGiven(application="app-jia", enterprise=BANK, board=BOARD), on("2021-09-08")
    )
    found = at(telling, "bank", BANK)
    assert facts(found)["name"] == "jia银行"
    assert listed(found, "standards")["std-jia"]["version"] == 1
    assert listed(found, "applications") == {"app-jia": "accepted"}
    assert listed(found, "scores") == {"app-jia": {"star": 5, "composite": "500", "bonus": 0}}
    assert listed(found, "places") == {BOARD: {"version": 1, "rank": 1, "star": 5}}
    assert listed(found, "consents") == {"app-jia": "given"}
    assert {one.service for one in found.entries} == {"intake", "scoring", "registry"}
    early = at(telling, "bank", BANK, on("2021-08-21"))
    assert "applications" not in early.lists


def test_a_bank_that_was_not_let_in_is_told_why_R8() -> None:
    telling = told(scored=())
    finding = s.Finding(
        ground="level", indicator="C1", declared="≤25 min", required="<20 min", clause="1"
    )
    telling.say(
        s.StandardFoundIneligible(
            application="app-jia", enterprise=BANK, season=SEASON, category=CATEGORY,
            standard="std-jia", version=1, scheme=BOARD, scheme_version=1, findings=(finding,),
        ),
        on("2021-08-26"),
    )  # fmt: skip
    found = listed(at(telling, "bank", BANK), "eligibility")
    assert found == {"app-jia": {"ineligible": ["level"]}}


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_known_yet_is_told_with_the_entry_it_begins_with(kind: str) -> None:
    telling = revoked()
    telling.say(notice_opened(), on("2022-06-10"))
    objected(telling, "o1", on("2022-06-11"))
    ids = {"notice": "n1", "objection": "o1", "title": "t1", "bank": BANK, "revocation": "v1"}
    with pytest.raises(NotKnownYet) as early:
        at(telling, kind, ids[kind], on("2021-08-01"))
    first = early.value.first
    assert first is not None
    assert first.entry.time in str(early.value)
    assert at(telling, kind, ids[kind], first.entry.time).entries[0] is first
    with pytest.raises(NotKnownYet) as never:
        at(telling, kind, "nobody")
    assert never.value.first is None


def test_every_fact_list_and_word_of_a_value_can_be_said_in_chinese_and_english() -> None:
    """Every event there is, told of every matter that it names."""
    named = set()
    for type_name in GOLDEN:
        telling = Telling()
        event = golden(type_name).event()
        telling.say(event, on("2022-01-01"))
        for kind in KINDS:
            field = "enterprise" if kind == "bank" else kind
            for id in {getattr(event, name, None) for name in (field, "about", "into")} - {None}:
                try:
                    found = at(telling, kind, str(id))
                except NotKnownYet:
                    continue
                named |= {f"fact.{name}" for name in found.facts}
                named |= {f"list.{name}" for name in found.lists}
                named |= states(found)
    assert len(named) > 80
    assert named <= set(WORDS)
    for words in WORDS.values():
        assert set(words) == {"zh", "en"}
        assert words["en"].isascii()
    assert {f"kind.{kind}" for kind in KINDS} <= set(WORDS)


def states(found: Known) -> set[str]:
    """The words that a state is told by, of the matter and of what it lists."""
    every: list[Fact] = [
        fact for name, fact in found.facts.items() if name in ("state", "executed_by")
    ]
    open_names = ("texts", "erased", "supplements", "attachments", "joined", "awards", "standings",
                  "successors", "predecessors")  # fmt: skip
    for name, facts_ in found.lists.items():
        if name not in open_names:
            every += facts_.values()
    said = {fact.value for fact in every if isinstance(fact.value, str)}
    said |= {fact.value["state"] for fact in every
             if isinstance(fact.value, dict) and "state" in fact.value}  # fmt: skip
    return {f"value.{word}" for word in said}
