"""Proofs against RFC 6962's own words, for every index and size to 64; hostile proofs are refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.log import tiles
from services.chassis.log.merkle import (
    EMPTY_ROOT,
    BadProof,
    leaf_hash,
    node_hash,
    verify_consistency,
    verify_inclusion,
)
from services.chassis.log.tree import MissingHashes, Tree
from tests.support import sample_log
from tests.unit.chassis.test_merkle import CT_LEAVES, CT_ROOTS, defined

CT = [leaf_hash(leaf) for leaf in CT_LEAVES]
LEAVES = list(sample_log.leaves(64))
HASH = st.binary(min_size=32, max_size=32) | st.sampled_from(LEAVES)
SIZES = range(1, 65)


def tree_of(leaves: list[bytes]) -> Tree:
    """A tree small enough to need no level above its leaves."""
    return Tree(len(leaves), lambda level, first, count: leaves[first : first + count])


def split(count: int) -> int:
    """The largest power of two strictly below a count."""
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def defined_path(index: int, leaves: list[bytes]) -> list[bytes]:
    """RFC 6962 §2.1.1, word for word."""
    if len(leaves) == 1:
        return []
    k = split(len(leaves))
    if index < k:
        return [*defined_path(index, leaves[:k]), defined(leaves[k:])]
    return [*defined_path(index - k, leaves[k:]), defined(leaves[:k])]


def defined_proof(old: int, leaves: list[bytes], known: bool = True) -> list[bytes]:
    """RFC 6962 §2.1.2, word for word: SUBPROOF."""
    if old == len(leaves):
        return [] if known else [defined(leaves)]
    k = split(len(leaves))
    if old <= k:
        return [*defined_proof(old, leaves[:k], known), defined(leaves[k:])]
    return [*defined_proof(old - k, leaves[k:], known=False), defined(leaves[:k])]


@pytest.mark.parametrize(
    ("proof", "hashes"),
    [
        (
            tree_of(CT).inclusion(5),
            [
                "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            tree_of(CT).consistency(6),
            [
                "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
            ],
        ),
        (
            tree_of(CT[:7]).consistency(3),
            [
                "0298d122906dcfc10892cb53a73992fc5b9f493ea4c9badb27b791b4127a7fe7",
                "07506a85fd9dd2f120eb694f86011e5bb4662e5c415a62917033d4a9624487e7",
                "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
                "837dbb152e9b079010717e84e865da4ebc0fa198a806d59d31bf15accef22d0e",
            ],
        ),
    ],
    ids=["leaf 5 of 8", "6 to 8", "3 to 7"],
)
def test_the_proofs_known_from_certificate_transparency(
    proof: list[bytes], hashes: list[str]
) -> None:
    assert [one.hex() for one in proof] == hashes


@pytest.mark.parametrize(("size", "root"), CT_ROOTS.items())
def test_the_known_roots_are_read_from_hashes(size: int, root: str) -> None:
    assert tree_of(CT[:size]).root().hex() == root


@pytest.mark.parametrize("size", SIZES)
def test_every_proof_to_64_is_what_the_definition_says_and_verifies(size: int) -> None:
    leaves = LEAVES[:size]
    tree, root = tree_of(leaves), defined(leaves)
    assert tree.root() == root
    for index in range(size):
        proof = tree.inclusion(index)
        assert proof == defined_path(index, leaves)
        verify_inclusion(leaves[index], index, size, root, proof)
    for old in range(1, size + 1):
        proof = tree.consistency(old)
        assert proof == defined_proof(old, leaves)
        verify_consistency(old, defined(leaves[:old]), size, root, proof)
    assert tree.consistency(0) == []
    verify_consistency(0, EMPTY_ROOT, size, root, [])


@pytest.mark.parametrize("size", [*range(1, 20), 63, 64])
def test_no_other_place_size_leaf_or_root_is_proven(size: int) -> None:
    leaves = LEAVES[:size]
    tree, root = tree_of(leaves), defined(leaves)
    for index in range(size):
        proof = tree.inclusion(index)
        for wrong_index in set(range(size + 1)) - {index}:
            with pytest.raises(BadProof):
                verify_inclusion(leaves[index], wrong_index, size, root, proof)
        # A path on the right edge is the same for some other sizes: what differs is their root.
        for wrong in (
            (leaves[index - 1] if size > 1 else root[::-1], root, proof),
            (leaves[index], root[::-1], proof),
            (leaves[index], root, [*proof, root]),
            (leaves[index], root, proof[:-1] if proof else [root]),
            (leaves[index], root, [one[:31] for one in proof] or [b""]),
        ):
            with pytest.raises(BadProof):
                verify_inclusion(wrong[0], index, size, wrong[1], wrong[2])


@pytest.mark.parametrize("size", [*range(2, 20), 63, 64])
def test_no_other_old_tree_is_continued(size: int) -> None:
    leaves = LEAVES[:size]
    root = defined(leaves)
    for old in range(1, size):
        proof, old_root = tree_of(leaves).consistency(old), defined(leaves[:old])
        changed = [node_hash(proof[0], proof[0]), *proof[1:]]
        for wrong in (
            (old, old_root[::-1], root, proof),
            (old, old_root, root[::-1], proof),
            (old, old_root, root, changed),
            (old, old_root, root, proof[:-1]),
            (old, old_root, root, [*proof, root]),
            (old + 1, old_root, root, proof),
            (old - 1, old_root, root, proof),
        ):
            with pytest.raises(BadProof):
                verify_consistency(wrong[0], wrong[1], size, wrong[2], wrong[3])


@pytest.mark.parametrize(
    ("old", "old_root", "size", "root", "proof"),
    [
        (0, LEAVES[0], 5, LEAVES[1], []),
        (0, EMPTY_ROOT, 5, LEAVES[1], [LEAVES[0]]),
        (0, EMPTY_ROOT, 0, LEAVES[1], []),
        (5, LEAVES[0], 5, LEAVES[1], []),
        (5, LEAVES[0], 5, LEAVES[0], [LEAVES[0]]),
        (5, b"", 5, b"", []),
        (6, LEAVES[0], 5, LEAVES[0], []),
        (-1, EMPTY_ROOT, 5, LEAVES[0], []),
        (1, LEAVES[0], 2**63, LEAVES[0], []),
    ],
)
def test_a_tree_is_continued_by_itself_and_the_empty_one_by_all(
    old: int, old_root: bytes, size: int, root: bytes, proof: list[bytes]
) -> None:
    verify_consistency(0, EMPTY_ROOT, 0, EMPTY_ROOT, [])
    verify_consistency(5, LEAVES[0], 5, LEAVES[0], [])
    with pytest.raises(BadProof):
        verify_consistency(old, old_root, size, root, proof)


@given(
    st.integers(-3, 2**64), st.integers(-3, 2**64), HASH, HASH, st.lists(HASH, max_size=70)
)  # fmt: skip
def test_any_numbers_and_hashes_are_refused_with_one_error(
    one: int, other: int, left: bytes, right: bytes, proof: list[bytes]
) -> None:
    with pytest.raises(BadProof):
        verify_inclusion(left, one, other, right[::-1], proof)
    if one != other:
        with pytest.raises(BadProof):
            verify_consistency(one, left, other, right[::-1], [*proof, right])


@pytest.mark.parametrize("index", [-1, 64])
def test_a_leaf_that_is_not_there_has_no_proof(index: int) -> None:
    with pytest.raises(IndexError, match="no index"):
        tree_of(LEAVES).inclusion(index)
    with pytest.raises(IndexError, match="no size"):
        tree_of(LEAVES).consistency(-1 if index < 0 else 65)


@pytest.mark.parametrize("row", [LEAVES[:3], [*LEAVES[:3], b"short"]])
def test_a_reader_that_has_not_all_hashes_is_found_out(row: list[bytes]) -> None:
    with pytest.raises(MissingHashes, match="level 0 lacks hashes 0 to 3"):
        Tree(4, lambda level, first, count: row).root()


def test_a_large_tree_is_read_tile_by_tile() -> None:
    asked = []
    whole = sample_log.hash_tiles(70_000)

    def fetch(tile: tiles.Tile) -> bytes:
        asked.append(tile.path)
        return whole[tile]

    tree = Tree(70_000, tiles.reader(70_000, fetch))
    proof = tree.inclusion(65_535)
    assert len(proof) == 17
    verify_inclusion(
        sample_log.leaves(70_000)[65_535], 65_535, 70_000, tree.root(), proof
    )  # fmt: skip
    assert sorted(asked) == [
        "tile/0/255", "tile/0/273.p/112", "tile/1/000", "tile/1/001.p/17", "tile/2/000.p/1",
    ]  # fmt: skip
    across = tree.consistency(300)
    assert (len(across), across[0].hex()[:8], across[-1].hex()[:8]) == (16, "f4921dd1", "dcff8f3a")
    verify_consistency(
        300, sample_log.tree(300).root(), 70_000, tree.root(), across
    )  # fmt: skip
