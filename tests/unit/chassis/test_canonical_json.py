"""Canonical JSON against an RFC 8785 implementation that is not ours."""

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from services.chassis.log import canon

TEXT = st.text(st.characters(exclude_categories=["Cs"])).filter(
    lambda text: canon.unicodedata.is_normalized("NFC", text)
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(st.characters(max_codepoint=126), max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(VALUES)
def test_the_subset_is_written_as_rfc_8785_writes_it(value: object) -> None:
    assert canon.encode(value) == rfc8785.dumps(value)  # type: ignore[arg-type]


@given(VALUES)
def test_what_was_written_is_read_back(value: object) -> None:
    assert canon.decode(canon.encode(value)) == value


@pytest.mark.parametrize(
    ("value", "path"),
    [
        ({"score": 1.5}, "$.score"),
        ({"a": [0, 2**53]}, "$.a[1]"),
        ({"名": 1}, "$"),
        ({"a": "e\u0301"}, "$.a"),
        ({"a": "\ud800"}, "$.a"),
        ({"a": {1}}, "$.a"),
    ],
)
def test_what_has_no_single_form_is_refused_with_its_place(value: object, path: str) -> None:
    with pytest.raises(canon.NotCanonical) as refused:
        canon.encode(value)
    assert refused.value.path == path


@pytest.mark.parametrize(
    "data", [b'{"b":1,"a":2}', b'{"a": 1}', b'{"a":1.0}', b'{"a":1,"a":1}', b"{", b"\xff", b"NaN"]
)
def test_another_encoding_of_a_value_is_refused(data: bytes) -> None:
    with pytest.raises((canon.NotCanonical, UnicodeDecodeError)):
        canon.decode(data)


@given(VALUES)
def test_the_faster_codec_writes_the_same(value: object) -> None:
    assert canon._WRITE.encode(value) == canon.encode(value)
    assert canon._surely(canon.encode(value)) == (value,)


PIECES = st.sampled_from(
    [b"\\u0041", b"\\u00e9", b"\\/", b"\\n", b"\\u000a", b"\\ud800", b"\\ud83d\\ude00", b"1e0", b"-0",
     b"0.0", b"9007199254740992", b"9007199254740991", b" ", b"e\xcc\x81", b"\xc3\xa9", b"\x7f",
     b'"', b":", b",", b"{", b"}", b"[", b"]", b"\\\\", b"null", b"1", b"-1", b"NaN", b"\xff"]
)  # fmt: skip


@given(VALUES, st.integers(0), st.integers(0, 3), PIECES)
def test_the_quick_look_takes_nothing_that_the_close_one_refuses(
    value: object, at: int, cut: int, piece: bytes
) -> None:
    written = canon.encode(value)
    place = at % (len(written) + 1)
    changed = written[:place] + piece + written[place + cut :]
    try:
        closely = canon.encode(canon.json.loads(changed)) == changed
    except (ValueError, UnicodeDecodeError):
        closely = False
    try:
        canon.decode(changed)
        taken = True
    except (canon.NotCanonical, UnicodeDecodeError):
        taken = False
    assert taken == closely
