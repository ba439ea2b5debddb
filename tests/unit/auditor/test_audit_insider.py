"""Who holds the signer's key can sign what never happened; it must still follow, and it does not."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from services.auditor import audit as package
from services.auditor.source import Logged
from services.chassis.entry import Entry
from services.chassis.log import canon
from services.contracts import scoring as s
from tests.support.audited import Files, audited, entries_of, export, log_files, whole_season
from tests.unit.auditor import test_audit
from tests.unit.auditor.telling import SCHEME_TEXT, Telling, on, told

SEASON = whole_season()
Story = Callable[[Telling], None]


def found(files: Files) -> list[tuple[str, int, str]]:
    return [(one.service, one.index, one.kind) for one in audited(files).findings]


def changed(telling: Telling, service: str, at: int, **changes: Any) -> None:
    """Write an entry anew, before anything is signed."""
    one = telling.logs[service][at]
    telling.logs[service][at] = Logged(service, at, replace(one.entry, **changes))


def of_type(telling: Telling, event: type) -> tuple[str, int]:
    """The service and the place of the last event of a type."""
    for service, log in telling.logs.items():
        for one in reversed(log):
            if one.entry.type == event.TYPE:  # type: ignore[attr-defined]
                return service, one.index
    raise LookupError(event)


# -- one entry of the log, signed anew -------------------------------------------------------


@pytest.mark.parametrize(
    ("at", "changes", "kind"),
    [
        pytest.param(40, {"causationid": "nobody"}, "cause", id="cause_missing"),
        pytest.param(40, {"causationid": "registry-41"}, "cause", id="cause_after_it"),
        pytest.param(40, {"streamversion": 3}, "stream", id="gap_in_the_stream"),
        pytest.param(40, {"id": "registry-39"}, "twice", id="id_twice"),
        pytest.param(40, {"id": "intake-1", "time": on("2021-09-01")}, "twice", id="id_of_another_log"),
        pytest.param(40, {"type": "lingpao.registry.nothing.v1"}, "contract", id="no_such_event"),
        pytest.param(40, {"data": {}}, "contract", id="fields_missing"),
        pytest.param(
            40, {"data": {"organisation": "org-40", "name": "x", "more": 1}}, "contract",
            id="fields_it_does_not_have",
        ),
        pytest.param(40, {"subject": "org-39"}, "contract", id="another_subject"),
        pytest.param(40, {"source": "lingpao.intake"}, "contract", id="another_source"),
        pytest.param(40, {"time": "yesterday"}, "contract", id="no_time"),
        pytest.param(40, {"specversion": "2.0"}, "contract", id="another_specversion"),
    ],
)  # fmt: skip
def test_an_entry_that_cannot_be_is_named(at: int, changes: dict[str, Any], kind: str) -> None:
    telling = told()
    for number in range(60):
        telling.say(SEASON.logs["registry"][number].entry.event(), on("2021-08-10"))
    changed(telling, "registry", at, **changes)
    assert found(export(telling))[0][1:] == (at, kind)


@pytest.mark.parametrize(
    "data",
    [b"", b"{}", b"[]", b"\xff", b"1" * 5000, b"[" * 5000, b'{"id":1e999}', b'{"\xc3\xa9":1}'],
)
def test_what_is_no_entry_is_named_and_nothing_falls_over(data: bytes) -> None:
    entries = entries_of(SEASON, "intake")
    entries[5] = data
    files = export(SEASON) | log_files("intake", entries)
    first = audited(files).findings[0]
    assert (first.service, first.index) == ("intake", 5)
    assert first.kind == ("no_entry" if data else "missing")


def test_an_entry_with_more_than_an_entry_has_is_none() -> None:
    entries = entries_of(SEASON, "intake")
    more = canon.decode(entries[5]) | {"zz": 1}
    entries[5] = canon.encode(more)
    assert found(export(SEASON) | log_files("intake", entries))[0] == ("intake", 5, "no_entry")


# -- one log against the others --------------------------------------------------------------


def test_a_log_rewound_alone_has_less_than_the_others_relied_on() -> None:
    entries = entries_of(SEASON, "intake")
    files = export(SEASON)
    files = {path: data for path, data in files.items() if not path.startswith("/intake/log/tile")}
    # The last score goes by an acceptance, and the board by all of them.
    scored, drawn = of_type(SEASON, s.Scored), of_type(SEASON, s.BoardDrawn)
    told_of = found(files | log_files("intake", entries[:-2]))
    assert told_of[:2] == [(*scored, "cause"), (*drawn, "pin")]


def test_a_log_changed_alone_has_another_root_than_the_others_relied_on() -> None:
    telling = whole_season()
    changed(telling, "intake", 3, reason="later thought of")
    service, drawn = of_type(SEASON, s.BoardDrawn)
    told_first = audited(export(telling)).findings[0]
    assert (told_first.service, told_first.index, told_first.kind) == (service, drawn, "pin")
    assert "lingpao.intake had another root at 12 entries" in told_first.why


# -- scores, boards, publications ------------------------------------------------------------


def forged_score() -> Telling:
    telling = told(scored=("jia", "yi", "bing"))
    telling.score("ding", on("2021-08-25", 3), composite=Decimal(450))
    return whole_season(telling)


def unfit_without_reason() -> Telling:
    telling = told()
    telling.say(
        s.StandardFoundIneligible(
            application="app-jia", enterprise="usc-jia", season="season-2021", category="counter",
            standard="std-jia", version=1, scheme="season-2021.counter", scheme_version=1,
            findings=(s.Finding(
                ground="level", indicator="C1", declared="≤5min", required="≤1min", clause=""
            ),),
        ),
        on("2021-08-26"),
    )  # fmt: skip
    return telling


def test_a_score_that_the_scheme_does_not_give_is_named_itself_R11() -> None:
    telling = forged_score()
    told_of = audited(export(telling)).findings
    where = of_type(telling, s.Scored)
    assert (told_of[0].service, told_of[0].index, told_of[0].kind) == (*where, "score")
    assert "app-ding" in told_of[0].why
    assert {one.kind for one in told_of[1:]} == {"board"}


def test_a_finding_that_does_not_follow_is_named_itself_R8() -> None:
    telling = unfit_without_reason()
    assert found(export(telling))[0] == (*of_type(telling, s.StandardFoundIneligible), "score")


def test_a_row_taken_off_for_anothers_refusal_is_named_R15() -> None:
    telling = whole_season(refuses="bing")
    told_of = audited(export(telling)).findings
    where = of_type(telling, s.BoardRestated)
    assert (told_of[0].service, told_of[0].index, told_of[0].kind) == (*where, "board")
    assert "app-jia: removed by version 2 without its cause" in told_of[0].why


def test_leaders_other_than_those_nominated_are_named_R13_R19() -> None:
    telling = whole_season(published="bing")
    from services.contracts.registry import Published

    assert found(export(telling)) == [(*of_type(telling, Published), "publication")]


def test_a_publication_of_what_was_never_nominated_is_named_R13() -> None:
    telling = whole_season()
    service, at = of_type(telling, s.LeadersNominated)
    log = telling.logs[service]
    nominated = log[at].entry
    changed(telling, service, at, data=nominated.data | {"version": 1})
    published = telling.logs["registry"][-1]
    fresh = Telling()
    fresh.logs = telling.logs
    # The registry relies on scoring's log as it is now.
    from tests.support.audited import pins

    told_pins = [
        {"origin": pin.origin, "root": pin.root, "size": pin.size}
        for pin in pins(telling, "scoring", "intake")
    ]
    changed(telling, "registry", published.index, data=published.entry.data | {"pins": told_pins})
    assert found(export(telling)) == [("registry", published.index, "publication")]


def test_a_scheme_that_is_signed_but_none_is_told_of_its_scores_and_boards() -> None:
    telling = Telling()
    telling.adopt(on("2021-08-20"), "season: [")
    telling.draw((), on("2021-09-06"))
    kinds = {kind for _, _, kind in found(export(telling))}
    assert kinds == {"board"}
    for text in ("", "- 1", SCHEME_TEXT.replace("weight: 50", "weight: 51"), "&a [*a]"):
        telling = Telling()
        telling.adopt(on("2021-08-20"), text)
        telling.draw((), on("2021-09-06"))
        assert {kind for _, _, kind in found(export(telling))} == {"board"}, text


def test_a_board_that_names_rows_by_no_hash_reads_no_other_file() -> None:
    telling = told()
    drawn = telling.draw(("jia",), on("2021-09-06"))
    rows = drawn.entry.data["rows"]
    for sha256 in ("../../../etc/passwd", "\u0000", "x" * 64, ""):
        data = drawn.entry.data | {"rows": rows | {"sha256": sha256}}
        changed(telling, "scoring", drawn.index, data=data)
        telling.documents[sha256] = b"root"
        assert found(export(telling))[0] == ("scoring", drawn.index, "document")


def test_a_document_of_another_size_than_cited_is_named() -> None:
    telling = told()
    drawn = telling.draw(("jia",), on("2021-09-06"))
    data = drawn.entry.data | {"rows": drawn.entry.data["rows"] | {"size": 7}}
    changed(telling, "scoring", drawn.index, data=data)
    assert ("scoring", drawn.index, "document") in found(export(telling))


# -- and all of it can be told ---------------------------------------------------------------


def test_every_kind_of_finding_is_produced_by_a_test_and_has_words_in_both_languages() -> None:
    kinds = yaml.safe_load((Path(package.__file__).parent / "texts.yaml").read_text("utf-8"))
    tests = "".join(
        path.read_text("utf-8") for path in Path(test_audit.__file__).parent.glob("test_audit*.py")
    )
    assert [kind for kind in kinds if f'"{kind}"' not in tests] == []
    assert all(set(words) == {"zh", "en"} for words in kinds.values())
    assert list(kinds) == sorted(kinds)


def test_an_entry_is_read_as_it_was_written() -> None:
    data = entries_of(SEASON, "scoring")[5]
    assert Entry.from_bytes(data).to_bytes() == data
