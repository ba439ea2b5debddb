"""The log's files against the vectors known byte for byte, and growing without a change."""

import hashlib

import pytest

from services.chassis.log import bundle, tiles
from services.chassis.log.merkle import root_of
from services.chassis.log.tiles import ENTRIES, BadTile, Builder, Tile
from services.chassis.log.tree import Tree
from tests.support import sample_log

#: Bytes and SHA-256 of a file, by the log's size and the file's path.
KNOWN = {
    (300, "tile/0/000"): (8192, "9f2deb482878bbbc97ad0b2a8d12f606081485dd61c23ec35f4fe4c9a2c1ac95"),
    (300, "tile/0/001.p/44"): (1408, "ee0ec24f32aaff1fc79372089610d55719c4ab31b49a11a562ac2a6105083825"),
    (300, "tile/1/000.p/1"): (32, "1e5cc22dba488b4c88607eea65132206268039db465046fafde0d837ad6e3ecd"),
    (300, "tile/entries/000"): (3218, "746f491c6bebe0c1f587b9744097d24f66385a865c71a692123d5f503eb66837"),
    (300, "tile/entries/001.p/44"): (572, "31489c810be592ea42bcfbb494c5ca6a96f4f09f48652f439f3d9acdb8589bd0"),
    (70_000, "tile/0/273.p/112"): (3584, "f6176165fa3da97cc2e9fb86ea425a12755901493d0bb862be055dfd11046602"),
    (70_000, "tile/1/000"): (8192, "3447d8ccea92ff9236378bf7468dec094a4a3cdb69d5e44affde149366d00a10"),
    (70_000, "tile/1/001.p/17"): (544, "c08a8909d3eaca9eb4d346c0d90fd11d7afc47554be6d833f65221b141d11ece"),
    (70_000, "tile/2/000.p/1"): (32, "da9967583d62b0cc6655b926235b97d3a74b2ef37691f3098872a9ac0c584768"),
}  # fmt: skip
SIZES = [0, 1, 255, 256, 257, 300, 511, 512, 70_000]


@pytest.mark.parametrize(("size", "path"), KNOWN)
def test_a_file_has_the_bytes_known_of_it(size: int, path: str) -> None:
    data = sample_log.files(size)[path]
    assert (len(data), hashlib.sha256(data).hexdigest()) == KNOWN[size, path]


def test_the_files_of_three_hundred_entries_are_five_and_the_checkpoint() -> None:
    known = {path for size, path in KNOWN if size == 300}
    assert set(sample_log.files(300)) == known | {"checkpoint"}


def test_the_files_of_seventy_thousand_entries_are_551() -> None:
    assert len(sample_log.files(70_000)) - 1 == 551
    assert sample_log.tree(70_000).root().hex() == (
        "49eb5bb2bfa40df9ceb1f90de77f97b659c3e8ed34e951d22b1e6a2952818bcc"
    )


@pytest.mark.parametrize("size", SIZES)
def test_the_files_that_exist_are_those_that_are_named(size: int) -> None:
    named = list(tiles.at_size(size))
    assert [tile for tile in named if tile.level != ENTRIES] == sorted(sample_log.hash_tiles(size))
    assert {tile.path for tile in named} == set(sample_log.files(size)) - {"checkpoint"}
    assert all(1 <= tile.width <= 256 for tile in named)


def test_two_hundred_and_fifty_six_entries_have_a_partial_tile_above_the_full_one() -> None:
    assert [tile.path for tile in tiles.at_size(256)] == [
        "tile/entries/000", "tile/0/000", "tile/1/000.p/1",
    ]  # fmt: skip


@pytest.mark.parametrize("step", [1, 7, 100, 255, 256, 257, 513])
def test_a_log_that_grows_by_steps_gets_the_same_files_and_no_full_one_twice(step: int) -> None:
    last = 600 if step < 100 else 2_000
    size, whole = 0, sample_log.files(last)
    builder, wrote = Builder(), set()
    while size < last:
        grown = min(last, size + step)
        full = builder.extend(sample_log.leaves(last)[size:grown])
        new = dict([*full, *builder.partial()])
        due = {tile for tile in tiles.between(size, grown) if tile.level != ENTRIES}
        assert due <= set(new)
        assert {tile for tile in new if tile.width == 256} == {
            tile for tile in due if tile.width == 256
        }
        for tile, data in full:
            assert tile.path not in wrote
            assert data == whole[tile.path]
            wrote.add(tile.path)
        assert builder.size == grown
        assert builder.root() == root_of(sample_log.leaves(last)[:grown])
        size = grown
    assert {tile.path for tile in sample_log.hash_tiles(last) if tile.width == 256} == wrote


def test_nothing_is_named_when_nothing_grew() -> None:
    assert list(tiles.between(300, 300)) == []
    assert [tile.path for tile in tiles.between(256, 300)] == [
        "tile/entries/001.p/44", "tile/0/001.p/44",
    ]  # fmt: skip


@pytest.mark.parametrize("size", [1, 300, 70_000])
def test_a_tile_is_made_from_any_reader_of_hashes(size: int) -> None:
    read = tiles.reader(size, sample_log.hash_tiles(size).__getitem__)
    for tile, data in sample_log.hash_tiles(size).items():
        assert tiles.content(tile, read) == data
    with pytest.raises(BadTile):
        tiles.content(Tile(0, 300), read)


def test_a_partial_tile_that_is_gone_is_cut_from_the_full_one() -> None:
    earlier = sample_log.files(300)
    later = sample_log.files(512) | {"tile/1/000.p/1": earlier["tile/1/000.p/1"]}

    def fetch(tile: Tile) -> bytes:
        return later[tile.path] if tile.path in later else tile.cut_from(later[tile.full.path])

    assert Tree(300, tiles.reader(300, fetch)).root() == sample_log.tree(300).root()
    edge = Tile(ENTRIES, 1, 44)
    assert edge.cut_from(later[edge.full.path]) == earlier[edge.path]
    with pytest.raises(BadTile):
        edge.cut_from(earlier[edge.path])


@pytest.mark.parametrize(
    "path",
    ["tile/0/000", "tile/7/x001/234.p/1", "tile/entries/x001/x234/067", "tile/entries/000.p/255"],
)
def test_a_path_is_read_back(path: str) -> None:
    assert Tile.parse(path).path == path


@pytest.mark.parametrize(
    "path",
    ["", "tile", "tile/", "0/000", "tile/8/000", "tile/00/000", "tile/-1/000", "tile/0/0",
     "tile/Entries/000", "tile/0/000.p/256", "tile/0/../000", "tile/tile/0/000", "checkpoint"],
)  # fmt: skip
def test_a_path_of_no_tile_is_refused(path: str) -> None:
    with pytest.raises(BadTile):
        Tile.parse(path)


def test_bytes_that_are_not_the_tiles_are_refused() -> None:
    tile, entries = Tile(0, 0, 2), Tile(ENTRIES, 0, 2)
    assert tile.hashes(b"a" * 64) == [b"a" * 32] * 2
    assert entries.entries(bundle.write([b"", b"x"])) == [b"", b"x"]
    for data in (b"", b"a" * 63, b"a" * 65, b"a" * 96):
        with pytest.raises(BadTile):
            tile.hashes(data)
    for data in (b"", bundle.write([b"x"]), bundle.write([b"x"] * 3), b"\0\0\0\1"):
        with pytest.raises(BadTile):
            entries.entries(data)
