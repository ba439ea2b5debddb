"""The tree against RFC 6962's own definition, and the vectors known from Certificate Transparency."""

import base64
import hashlib

import pytest

from services.chassis.log import bundle
from services.chassis.log.merkle import Frontier, leaf_hash, node_hash, root_of

CT_LEAVES = [
    bytes.fromhex(text)
    for text in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
CT_ROOTS = {
    0: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}
ENTRIES = [f'{{"seq":{number}}}'.encode() for number in range(300)]


def defined(leaves: list[bytes]) -> bytes:
    """RFC 6962 §2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1 << (len(leaves) - 1).bit_length() - 1
    return node_hash(defined(leaves[:split]), defined(leaves[split:]))


@pytest.mark.parametrize(("size", "root"), CT_ROOTS.items())
def test_the_roots_known_from_certificate_transparency(size: int, root: str) -> None:
    assert root_of(map(leaf_hash, CT_LEAVES[:size])).hex() == root


def test_every_size_to_three_hundred_is_what_the_definition_says() -> None:
    leaves = [leaf_hash(entry) for entry in ENTRIES]
    tree = Frontier()
    for size in range(len(leaves) + 1):
        assert tree.root == defined(leaves[:size])
        assert tree == Frontier.from_bytes(tree.size, tree.to_bytes())
        if size < len(leaves):
            tree = tree.append(leaves[size])


def test_three_hundred_entries_give_the_known_root_and_bundles() -> None:
    root = base64.b64encode(root_of(map(leaf_hash, ENTRIES))).decode()
    assert root == "15eSMC/lwjZ4KVhvRRw/knYQ5R2oXVBQoubvHYTzzq8="
    whole, rest = bundle.write(ENTRIES[:256]), bundle.write(ENTRIES[256:])
    assert (len(whole), len(rest)) == (3218, 572)
    assert [hashlib.sha256(data).hexdigest() for data in (whole, rest)] == [
        "746f491c6bebe0c1f587b9744097d24f66385a865c71a692123d5f503eb66837",
        "31489c810be592ea42bcfbb494c5ca6a96f4f09f48652f439f3d9acdb8589bd0",
    ]
    assert bundle.read(whole) + bundle.read(rest) == ENTRIES


def test_a_frontier_of_the_wrong_length_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot have"):
        Frontier.from_bytes(3, b"\0" * 32)


@pytest.mark.parametrize(
    ("number", "width", "path"),
    [
        (0, 256, "000"),
        (273, 256, "273"),
        (1_234_067, 256, "x001/x234/067"),
        (273, 112, "273.p/112"),
        (1000, 1, "x001/000.p/1"),
    ],
)
def test_bundle_paths_are_those_of_tlog_tiles(number: int, width: int, path: str) -> None:
    assert bundle.tile_path(number, width) == path
    assert bundle.parse_tile_path(path) == (number, width)


@pytest.mark.parametrize(
    "path",
    ["", "0", "00", "0000", "1/000", "x000/000", "000.p/0", "000.p/256", "000.p/01", "000.p/x",
     "../../etc", "٠٠٠", "x" * 5000],
)  # fmt: skip
def test_a_path_written_otherwise_is_refused(path: str) -> None:
    with pytest.raises(bundle.BadBundle):
        bundle.parse_tile_path(path)


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x05abc", b"\xff\xff", b"\x00\x01a\x00"])
def test_lengths_that_point_past_the_end_are_refused(data: bytes) -> None:
    with pytest.raises(bundle.BadBundle):
        bundle.read(data)
