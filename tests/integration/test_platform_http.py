"""The HTTP adapter against a real server: edited, gone, and in every trouble a server can be (R31)."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import msgspec
import pytest

from services.chassis.errand import OutsideUnavailable
from services.intake.domain.platform_record import Gone, PlatformRecord
from services.intake.platform import http
from services.intake.platform.http import HttpPlatform
from tests.support.platform import FakePlatform, fake_platform
from tests.unit.intake.declaring import DECLARED, RECORD

NOW = datetime(2021, 9, 1, tzinfo=UTC)
TEXT = b"%PDF " + b"the text " * 20
SHOWN = replace(RECORD, document_sha256=sha256(TEXT).hexdigest())
SILENCE, WHOLE = 0.3, 0.8


@pytest.fixture
def server() -> Iterator[FakePlatform]:
    with fake_platform() as made:
        made.publish(msgspec.to_builtins(DECLARED), TEXT)
        yield made


def show(server: FakePlatform, number: str = "EX-1") -> PlatformRecord | Gone:
    return HttpPlatform(server.url, silence=SILENCE, whole=WHOLE).show(number, NOW)


def refused(server: FakePlatform) -> str:
    begun = time.monotonic()
    with pytest.raises(OutsideUnavailable) as found:
        show(server)
    assert time.monotonic() - begun < WHOLE + 2 * SILENCE + 1
    assert "127.0.0.1" not in str(found.value)
    return str(found.value)


def test_a_record_is_read_and_its_document_hashed_here_R31(server: FakePlatform) -> None:
    assert show(server) == SHOWN
    server.documents["EX-1"] += b"edited silently"
    assert show(server) != SHOWN


def test_a_value_edited_silently_is_seen_R31(server: FakePlatform) -> None:
    server.records["EX-1"]["values"][0]["value"] = "8"
    edited = show(server)
    assert isinstance(edited, PlatformRecord)
    assert str(edited.values[0].value) == "8"


def test_numbers_may_come_as_numbers_and_stay_exact_R28(server: FakePlatform) -> None:
    server.records["EX-1"]["values"][0]["value"] = 0.1
    edited = show(server)
    assert isinstance(edited, PlatformRecord)
    assert str(edited.values[0].value) == "0.1"


def test_an_abolished_standard_has_its_day_R7(server: FakePlatform) -> None:
    server.records["EX-1"] |= {"status": "abolished", "abolished": "2021-08-30"}
    assert show(server) == replace(SHOWN, abolished=date(2021, 8, 30))


def test_a_deleted_record_is_gone_and_so_is_one_that_never_was_R31(server: FakePlatform) -> None:
    assert show(server, "EX-2") == Gone()
    server.deleted.add("EX-1")
    assert show(server) == Gone()


def test_any_record_number_is_asked_for_as_it_is(server: FakePlatform) -> None:
    for number in ("..", "a/b", "?x=1&y", "备案 1#", "%2e"):
        server.publish(msgspec.to_builtins(DECLARED) | {"record_number": number}, TEXT)
        assert show(server, number) == replace(SHOWN, record_number=number)
    assert server.asked == ["..", "a/b", "?x=1&y", "备案 1#", "%2e"]


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("500", "HTTP 500"),
        ("404", "cannot be read"),
        ("302", "HTTP 302"),
        ("silent", "no answer in time"),
        ("dripping", "no answer in time"),
        ("half", "broke off"),
        ("unmeasured", "how long"),
        ("packed", "packed"),
        ("huge", "longer than"),
        ("garbage", "cannot be read"),
        ("another", "another record"),
        ("unfit", "Expected `str`, got `int` - at `$.number`"),
        ("no day", "missing required field"),
    ],
)
def test_trouble_is_no_answer_and_never_a_difference_or_a_record_gone_R31(
    server: FakePlatform, trouble: str, words: str
) -> None:
    server.trouble = trouble
    assert words in refused(server)
    server.trouble = ""
    server.released.set()
    assert show(server) == SHOWN


@pytest.mark.parametrize(
    "trouble", ["500", "404", "302", "silent", "dripping", "half", "unmeasured", "packed"]
)
def test_a_document_in_trouble_is_no_other_document_R31(server: FakePlatform, trouble: str) -> None:
    server.document_trouble = trouble
    assert refused(server)


def test_a_document_longer_than_any_is_not_read_to_its_end(
    server: FakePlatform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "DOCUMENT_BYTES", 10_000)
    server.document_trouble = "huge"
    assert "longer than 10000 bytes" in refused(server)


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "网\u0000点"},
        {"values": [{"indicator": "C1", "operator": "≤", "value": "NaN", "unit": "min"}]},
        {"values": [{"indicator": "C1", "operator": "≈", "value": "5", "unit": "min"}]},
        {"values": [{"indicator": "C1", "operator": "≤", "value": "five", "unit": "min"}]},
        {"published": "2021-02-30"},
        {"covers": "all"},
        {"status": "withdrawn"},
        {"references": None},
        {"record_number": 7},
        {"status": "abolished", "abolished": None},
    ],
)
def test_words_that_cannot_be_right_are_no_answer(
    server: FakePlatform, changes: dict[str, Any]
) -> None:
    server.records["EX-1"] |= changes
    assert "cannot be read" in refused(server)


def test_a_server_that_is_not_there_and_comes_back_R31(server: FakePlatform) -> None:
    asker = HttpPlatform(server.url, silence=SILENCE, whole=WHOLE)
    assert asker.show("EX-1", NOW) == SHOWN
    server.stop()
    with pytest.raises(OutsideUnavailable, match=r"cannot be reached|broke off"):
        asker.show("EX-1", NOW)
    with pytest.raises(OutsideUnavailable, match="cannot be reached"):
        asker.show("EX-1", NOW)
    server.start()
    assert asker.show("EX-1", NOW) == SHOWN
