"""The audit finds what was changed in an export, names its entry, and tells it first."""

from collections.abc import Callable
from pathlib import Path

import pytest

from services.auditor.audit.remembered import BadMemory, Memory
from services.chassis.log import bundle
from services.chassis.log.merkle import leaf_hash
from tests.support.audited import (
    Files,
    audited,
    entries_of,
    export,
    keys,
    log_files,
    remembered,
    whole_season,
)

FULL = "/registry/log/tile/entries/000"
FULL_TILE = "/registry/log/tile/0/000"
INTAKE = "/intake/log/tile/entries/000.p/13"
INTAKE_TILE = "/intake/log/tile/0/000.p/13"
SEASON = whole_season()
EXPORT = export(SEASON)
Change = Callable[[Files], None]


def flipped(data: bytes, at: int) -> bytes:
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def place_of(index: int) -> int:
    """Where an entry of the full bundle begins, behind its length."""
    return 2 + sum(2 + len(one) for one in entries_of(SEASON, "registry")[:index])


def tampered(*changes: Change) -> Files:
    files = dict(EXPORT)
    for change in changes:
        change(files)
    assert files != EXPORT
    return files


def flip(path: str, at: int) -> Change:
    return lambda files: files.update({path: flipped(files[path], at)})


def drop(path: str) -> Change:
    return lambda files: files.pop(path) and None


def put(path: str, data: bytes) -> Change:
    return lambda files: files.update({path: data})


def edit_bundle(path: str, edit: Callable[[list[bytes]], None]) -> Change:
    def change(files: Files) -> None:
        entries = bundle.read(files[path])
        edit(entries)
        files[path] = bundle.write(entries)

    return change


def other(entries: list[bytes], at: int) -> None:
    """Change one entry's words, its length kept."""
    assert b"desk" in entries[at]
    entries[at] = entries[at].replace(b"desk", b"disk")


def swap(entries: list[bytes], at: int) -> None:
    entries[at], entries[at + 1] = entries[at + 1], entries[at]


def first(files: Files, *, memory: Path | None = None) -> tuple[str, int, str]:
    before = None if memory is None else remembered(EXPORT, memory)
    found = audited(files, before).findings
    assert found, "nothing was found"
    return found[0].service, found[0].index, found[0].kind


def with_leaf(path: str, at: int, data: bytes) -> Change:
    """Put the hash of other bytes into a tile of leaf hashes."""

    def change(files: Files) -> None:
        tile = files[path]
        files[path] = tile[: at * 32] + leaf_hash(data) + tile[at * 32 + 32 :]

    return change


def changed_entry(service: str, at: int) -> bytes:
    entries = entries_of(SEASON, service)
    other(entries, at)
    return entries[at]


def test_an_untouched_export_passes() -> None:
    found = audited(EXPORT)
    assert found.findings == []
    assert (found.entries, found.boards, found.derived) == (282, 2, True)


def test_what_was_seen_before_and_only_grew_since_passes(tmp_path: Path) -> None:
    shorter = dict(EXPORT) | log_files("intake", entries_of(SEASON, "intake"))
    before = remembered(shorter, tmp_path)
    grown = whole_season()
    grown.say(SEASON.logs["registry"][9].entry.event(), "2021-09-21T01:00:00.000000Z")
    assert audited(export(grown), before).findings == []


@pytest.mark.parametrize(
    ("change", "where"),
    [
        pytest.param(flip(FULL, place_of(17) + 40), ("registry", 17, "entry"), id="byte_of_an_entry"),
        pytest.param(
            edit_bundle(FULL, lambda e: other(e, 200)), ("registry", 200, "entry"), id="words"
        ),
        pytest.param(
            edit_bundle(INTAKE, lambda e: other(e, 12)), ("intake", 12, "entry"), id="last_entry"
        ),
        pytest.param(
            edit_bundle(FULL, lambda e: e.__delitem__(17)), ("registry", 17, "bundle"), id="deleted"
        ),
        pytest.param(
            edit_bundle(FULL, lambda e: e.insert(17, e[30])), ("registry", 17, "bundle"), id="added"
        ),
        pytest.param(
            edit_bundle(FULL, lambda e: e.__setitem__(17, b"")), ("registry", 17, "missing"),
            id="emptied",
        ),
        pytest.param(
            edit_bundle(FULL, lambda e: swap(e, 17)), ("registry", 17, "entry"), id="reordered"
        ),
        pytest.param(
            lambda files: files.update({FULL: files[FULL][:-1]}), ("registry", 255, "bundle"),
            id="truncated_by_a_byte",
        ),
        pytest.param(
            lambda files: files.update({FULL: files[FULL][: len(files[FULL]) // 2]}),
            ("registry", 128, "bundle"),
            id="truncated_by_half",
        ),
        pytest.param(put(FULL, b""), ("registry", 0, "bundle"), id="bundle_emptied"),
        pytest.param(
            lambda files: files.update({FULL: files[FULL] + b"\0\0"}), ("registry", 255, "bundle"),
            id="lengthened",
        ),
        pytest.param(drop(INTAKE), ("intake", 0, "bundle"), id="bundle_gone"),
        pytest.param(flip(INTAKE, 0), ("intake", 0, "bundle"), id="length_of_the_first"),
        pytest.param(flip(FULL_TILE, 32 * 17 + 5), ("registry", 17, "tile"), id="tile"),
        pytest.param(flip(INTAKE_TILE, 32 * 7), ("intake", 7, "tile"), id="partial_tile"),
        pytest.param(
            flip("/registry/log/tile/1/000.p/1", 9), ("registry", 0, "tile"), id="upper_tile"
        ),
        pytest.param(put(FULL_TILE, b"x" * 31), ("registry", 0, "tile"), id="tile_cut"),
        pytest.param(drop(FULL_TILE), ("registry", 0, "tile"), id="tile_gone"),
    ],
)  # fmt: skip
def test_what_was_changed_in_a_file_is_named(change: Change, where: tuple[str, int, str]) -> None:
    assert first(tampered(change)) == where


def test_an_entry_changed_with_its_tile_is_narrowed_down_to_the_tile() -> None:
    words = changed_entry("registry", 17)
    both = tampered(edit_bundle(FULL, lambda e: other(e, 17)), with_leaf(FULL_TILE, 17, words))
    found = audited(both).findings
    assert [(one.index, one.kind) for one in found] == [(0, "entries")]
    assert "entries 0 to 255" in found[0].why


def test_an_entry_changed_with_every_tile_over_it_is_no_part_of_the_signed_root() -> None:
    words = changed_entry("intake", 7)
    all_over = tampered(
        edit_bundle(INTAKE, lambda e: other(e, 7)), with_leaf(INTAKE_TILE, 7, words)
    )
    assert first(all_over) == ("intake", -1, "root")


def test_who_was_here_before_names_that_very_entry(tmp_path: Path) -> None:
    words = changed_entry("intake", 7)
    all_over = tampered(
        edit_bundle(INTAKE, lambda e: other(e, 7)), with_leaf(INTAKE_TILE, 7, words)
    )
    assert first(all_over, memory=tmp_path) == ("intake", 7, "entry")


def test_an_entry_and_a_tile_changed_in_two_places_are_both_named() -> None:
    twice = tampered(edit_bundle(FULL, lambda e: other(e, 17)), flip(FULL_TILE, 32 * 40))
    found = audited(twice).findings
    assert {(one.service, one.kind) for one in found} == {("registry", "entries")}, (
        "neither can be held to the other"
    )
    # The tile above is untouched, and says that it is one of these.
    assert found[0].index == 0


# -- checkpoints and keys --------------------------------------------------------------------

NOTE = EXPORT["/intake/log/checkpoint"]
BODY = NOTE.split(b"\n\n", maxsplit=1)[0]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param(put("/intake/log/checkpoint", NOTE.replace(b"\n13\n", b"\n12\n")),
                     "checkpoint", id="size"),
        pytest.param(flip("/intake/log/checkpoint", len(BODY) - 5), "checkpoint", id="root"),
        pytest.param(flip("/intake/log/checkpoint", 3), "checkpoint", id="origin"),
        pytest.param(flip("/intake/log/checkpoint", len(BODY) + 40), "checkpoint", id="signature"),
        pytest.param(put("/intake/log/checkpoint", b"\xff\xfe"), "checkpoint", id="no_text"),
        pytest.param(put("/intake/log/checkpoint", b""), "checkpoint", id="empty"),
        pytest.param(put("/intake/log/checkpoint", BODY + b"\n\n"), "checkpoint", id="unsigned"),
        pytest.param(drop("/intake/log/checkpoint"), "unreachable", id="gone"),
        pytest.param(
            lambda files: files.update(
                log_files("intake", entries_of(SEASON, "intake"), keys("intake", "somebody"))
            ),
            "checkpoint",
            id="another_key",
        ),
        pytest.param(
            put("/intake/log/key", f"{keys('intake', 'somebody')[0].verifier.text}\n".encode()),
            "key", id="another_key_told",
        ),
        pytest.param(put("/intake/log/key", b"no key\n"), "key", id="no_key"),
        pytest.param(put("/intake/log/key", b""), "key", id="no_key_told"),
        pytest.param(put("/intake/log/key", b"\xff"), "key", id="key_no_text"),
        pytest.param(drop("/intake/log/key"), "key", id="key_gone"),
        pytest.param(
            lambda files: files.update(
                log_files("intake", entries_of(SEASON, "intake"), keys("intake")[:1])
                | {"/intake/log/key": files["/intake/log/key"]}
            ),
            "key", id="a_signature_taken_away",
        ),
    ],
)  # fmt: skip
def test_a_checkpoint_that_is_not_the_signed_one_is_named(change: Change, kind: str) -> None:
    assert first(tampered(change)) == ("intake", -1, kind)


def test_two_services_logs_swapped_are_both_named() -> None:
    def change(files: Files) -> None:
        for path in [one for one in files if one.startswith(("/intake/", "/registry/"))]:
            _, service, rest = path.split("/", 2)
            turned = {"intake": "registry", "registry": "intake"}[service]
            files[f"/{turned}/{rest}"] = EXPORT[path]
        for path in set(files) - {one for one in files if one.startswith("/scoring/")}:
            _, service, rest = path.split("/", 2)
            if f"/{ {'intake': 'registry', 'registry': 'intake'}[service] }/{rest}" not in EXPORT:
                del files[path]

    found = audited(tampered(change)).findings
    assert [(one.service, one.kind) for one in found[:2]] == [
        ("intake", "swapped"),
        ("registry", "swapped"),
    ]


# -- against what was seen before ------------------------------------------------------------


def signed_again(service: str, entries: list[bytes]) -> Change:
    """Whoever has the signer's key can sign anything; not twice unseen."""

    def change(files: Files) -> None:
        for path in [one for one in files if one.startswith(f"/{service}/log/")]:
            del files[path]
        files.update(log_files(service, entries))

    return change


def test_yesterdays_copy_of_a_log_is_rolled_back(tmp_path: Path) -> None:
    shorter = tampered(signed_again("intake", entries_of(SEASON, "intake")[:-1]))
    assert first(shorter, memory=tmp_path) == ("intake", -1, "rolled_back")


def test_another_history_under_the_same_key_is_forked_at_its_first_other_entry(
    tmp_path: Path,
) -> None:
    entries = entries_of(SEASON, "registry")
    other(entries, 17)
    other(entries, 18)
    forked = tampered(signed_again("registry", entries))
    assert first(forked, memory=tmp_path) == ("registry", 17, "forked")
    # As long, or longer: the root that was seen is not in it.
    forked = tampered(signed_again("registry", [*entries, entries[3]]))
    assert first(forked, memory=tmp_path / "2") == ("registry", 17, "forked")


def test_without_the_leaves_a_fork_lies_between_two_checkpoints(tmp_path: Path) -> None:
    entries = entries_of(SEASON, "registry")
    early = dict(EXPORT) | log_files("registry", entries[:100])
    remembered_early = audited(early).logs["registry"]
    assert remembered_early.trusted is not None
    memory = Memory(tmp_path, "here")
    for log in (remembered_early, audited(EXPORT).logs["registry"]):
        assert log.trusted is not None
        note = log.trusted.note.to_bytes().decode()
        memory.keep(memory.recall(), {}, {"registry": note}, {})
    other(entries, 150)
    found = audited(tampered(signed_again("registry", entries)), memory.recall()).findings
    assert (found[0].index, found[0].kind) == (100, "forked")
    assert "one of entries 100 to 260" in found[0].why


def test_a_log_of_another_name_is_not_the_one_seen(tmp_path: Path) -> None:
    renamed = log_files("intake", entries_of(SEASON, "intake"), keys("registry"))
    files = dict(EXPORT) | renamed
    assert first(files, memory=tmp_path) == ("intake", -1, "swapped")


@pytest.mark.parametrize("spoilt", [b"{", b"[]", b'{"keys": {}, "notes": {"intake": ["x"]}}'])
def test_a_memory_that_is_damaged_is_told(tmp_path: Path, spoilt: bytes) -> None:
    remembered(EXPORT, tmp_path)
    [path] = tmp_path.glob("*/seen.json")
    path.write_bytes(spoilt)
    with pytest.raises(BadMemory, match=r"seen\.json"):
        Memory(tmp_path, "here").recall()


def test_remembered_leaves_that_are_damaged_accuse_nobody(tmp_path: Path) -> None:
    before = remembered(EXPORT, tmp_path)
    [path] = tmp_path.glob("*/registry.leaves")
    path.write_bytes(flipped(path.read_bytes(), 5))
    assert Memory(tmp_path, "here").recall().of("registry").leaves == ()
    assert before.of("registry").leaves != ()
    assert audited(EXPORT, Memory(tmp_path, "here").recall()).findings == []


# -- documents -------------------------------------------------------------------------------


def document(kind: str) -> tuple[str, int]:
    """The path of a document, and the first entry that cites it."""
    for one in SEASON.logs["scoring"]:
        data = one.entry.data
        cited = data.get("rows" if kind == "rows" else "document")
        if cited and cited["media_type"] == {"rows": "application/jsonl"}.get(kind, "text/yaml"):
            return f"/scoring/documents/{cited['sha256']}", one.index
    raise LookupError(kind)


@pytest.mark.parametrize("kind", ["rows", "scheme"])
@pytest.mark.parametrize(
    "how",
    [
        pytest.param(lambda path: flip(path, 30), id="changed"),
        pytest.param(lambda path: put(path, b""), id="emptied"),
        pytest.param(drop, id="gone"),
    ],
)
def test_a_document_that_is_not_the_cited_one_is_named(
    kind: str, how: Callable[[str], Change]
) -> None:
    path, index = document(kind)
    assert first(tampered(how(path))) == ("scoring", index, "document")


def test_every_finding_is_told_once_and_in_the_same_order() -> None:
    words = [edit_bundle(path, lambda e: other(e, 3)) for path in (FULL, INTAKE)]
    files = tampered(*words, drop("/scoring/log/key"))
    found = audited(files).findings
    assert [(one.service, one.index, one.kind) for one in found] == [
        ("scoring", -1, "key"),
        ("intake", 3, "entry"),
        ("registry", 3, "entry"),
    ]
