"""Reading logs over real HTTP: what a server gives is believed only as far as it can be checked."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from services.auditor.source import Damaged, HttpSource, Logged, Unreachable
from services.chassis.log import bundle
from services.contracts import registry as r
from tests.unit.auditor.serving import write_export, write_log
from tests.unit.auditor.telling import Telling, on, sha256

SIZE = 300


def many() -> Telling:
    telling = Telling()
    for number in range(SIZE):
        telling.say(
            r.OrganisationRegistered(organisation=f"org-{number}", name="单位"), on("2021-08-10")
        )
    return telling


def read(url: str, service: str = "registry") -> list[Logged]:
    with closing(HttpSource(url)) as source:
        return source.log(service)


def test_a_log_comes_back_whole_over_full_and_partial_bundles(served: tuple[Path, str]) -> None:
    folder, url = served
    telling = many()
    write_export(folder, telling)
    assert read(url) == telling.logs["registry"]
    assert read(url, "intake") == []


def test_a_document_is_what_its_hash_says(served: tuple[Path, str]) -> None:
    folder, url = served
    telling = Telling()
    kept = telling.keep(b"text")
    write_export(folder, telling)
    with closing(HttpSource(url)) as source:
        assert source.document("scoring", kept.sha256) == b"text"
        (folder / "scoring" / "documents" / kept.sha256).write_bytes(b"other")
        with pytest.raises(Damaged, match=kept.sha256):
            source.document("scoring", kept.sha256)
        with pytest.raises(Unreachable, match=sha256(b"none")):
            source.document("scoring", sha256(b"none"))


def spoilt_number(entry: bytes) -> bytes:
    return entry.replace(b'"streamversion":1', b'"streamversion":1.0')


def spoilt_space(entry: bytes) -> bytes:
    return entry.replace(b'":', b'": ', 1)


def cut(entry: bytes) -> bytes:
    return entry[:-1]


def no_entry(_entry: bytes) -> bytes:
    return b"{}"


@pytest.mark.parametrize("spoil", [spoilt_number, spoilt_space, cut, no_entry])
def test_the_first_entry_that_is_none_is_named(served: tuple[Path, str], spoil) -> None:
    folder, url = served
    entries = [one.entry.to_bytes() for one in many().logs["registry"]]
    for index in (257, 259):
        entries[index] = spoil(entries[index])
    write_log(folder, "registry", entries)
    with pytest.raises(Damaged, match="registry: entry 257: "):
        read(url)


@pytest.mark.parametrize("told", [-1, 10**15, "3", None, [3], {}])
def test_a_size_that_is_none_is_not_believed(served: tuple[Path, str], told: object) -> None:
    folder, url = served
    write_log(folder, "registry", [], told=[] if told is None else told)
    with pytest.raises(Damaged, match="registry"):
        read(url)


def test_a_bundle_of_another_length_than_its_name_is_damaged(served: tuple[Path, str]) -> None:
    folder, url = served
    entries = [one.entry.to_bytes() for one in many().logs["registry"]]
    write_log(folder, "registry", entries)
    tile = folder / "registry" / "log" / "tile" / "entries" / "000"
    for spoilt in (bundle.write(entries[:255]), bundle.write(entries[:256])[:-1], b"\xff"):
        tile.write_bytes(spoilt)
        with pytest.raises(Damaged, match="registry: bundle 000"):
            read(url)


def test_a_log_that_claims_more_than_it_has_cannot_be_read(served: tuple[Path, str]) -> None:
    folder, url = served
    entries = [one.entry.to_bytes() for one in many().logs["registry"]]
    write_log(folder, "registry", entries, told=SIZE + 1)
    with pytest.raises(Unreachable, match=r"000\.p|001"):
        read(url)


def test_nobody_there_is_said_plainly(served: tuple[Path, str]) -> None:
    _, url = served
    with pytest.raises(Unreachable, match="/registry/log/size"):
        read(url)
    with pytest.raises(Unreachable):
        read("http://127.0.0.1:1")


def test_an_entry_is_known_by_its_place() -> None:
    one = many().logs["registry"][5]
    assert (one.service, one.index) == ("registry", 5)
    assert replace(one, index=6) != one
