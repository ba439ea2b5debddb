"""Entry bundles and tile paths from a hostile hand: refused with one error, or read exactly."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from services.chassis.log import bundle

ENTRIES = st.lists(st.binary(max_size=40) | st.binary(min_size=250, max_size=700), max_size=8)
PATHISH = st.text(st.sampled_from("0123456789x/.p"), max_size=24)


@given(ENTRIES)
def test_what_was_bundled_is_read_back(entries: list[bytes]) -> None:
    assert bundle.read(bundle.write(entries)) == entries


@given(st.binary(max_size=300))
@example(b"\xff\xff" + b"a" * 65_535)
@example(b"\x00\x00" * 3)
def test_any_bytes_are_refused_or_read_without_loss(data: bytes) -> None:
    try:
        entries = bundle.read(data)
    except bundle.BadBundle:
        return
    assert bundle.write(entries) == data


@given(ENTRIES.filter(bool), st.data())
def test_a_bundle_cut_off_inside_an_entry_is_refused(
    entries: list[bytes], data: st.DataObject
) -> None:
    whole = bundle.write(entries)
    ends = {len(bundle.write(entries[:count])) for count in range(len(entries) + 1)}
    cut = data.draw(st.sampled_from([at for at in range(len(whole)) if at not in ends]))
    with pytest.raises(bundle.BadBundle):
        bundle.read(whole[:cut])


def test_an_entry_too_long_for_its_length_is_not_written() -> None:
    assert len(bundle.write([b"a" * 65_535])) == 65_537
    with pytest.raises(OverflowError):
        bundle.write([b"a" * 65_536])


@given(st.integers(0, 10**15 - 1), st.integers(1, 256))
def test_every_tile_has_one_path(number: int, width: int) -> None:
    assert bundle.parse_tile_path(bundle.tile_path(number, width)) == (number, width)


@given(PATHISH | st.text(max_size=12))
@example("000.p/" + "1" * 5000)
@example("1" * 5000)
@example("000.p/٢")
@example("000.p/1.p/1")
@example("000.p/")
@example("x000/001")
def test_any_text_is_refused_or_is_the_path_of_one_tile(text: str) -> None:
    try:
        number, width = bundle.parse_tile_path(text)
    except bundle.BadBundle:
        return
    assert bundle.tile_path(number, width) == text
