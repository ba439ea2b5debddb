"""The ways in which a file of an export can be changed, by what kind of file it is."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any

from services.chassis.log import bundle, canon
from services.chassis.log.merkle import leaf_hash
from services.chassis.log.tiles import Tile

HASH = 32
CHANGED, WITH_TILE = "change a field", "change a field and its tile"
Files = Mapping[str, bytes]
#: Changed files, None for one that is gone.
Found = dict[str, bytes | None]
How = Callable[[Files, str, Random], Found]


def kind_of(path: str) -> str:
    """Return what kind of file a path names."""
    _, _, folder, *rest = path.split("/")
    if folder == "documents":
        return "document"
    if rest[0] == "tile":
        return "bundle" if rest[1] == "entries" else "tile"
    return rest[0]


def tile_of(path: str) -> Tile:
    """Return the tile that a path names."""
    return Tile.parse(path.split("/log/")[1])


# -- bytes of any file -----------------------------------------------------------------------


def _flip(files: Files, path: str, random: Random) -> Found:
    data = bytearray(files[path])
    if data:
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return {path: bytes(data)}


def _truncate(files: Files, path: str, random: Random) -> Found:
    return {path: files[path][: random.randrange(max(1, len(files[path])))]}


def _lengthen(files: Files, path: str, random: Random) -> Found:
    return {path: files[path] + random.randbytes(random.randint(1, 40))}


def _remove(files: Files, path: str, random: Random) -> Found:
    return {path: None}


def _exchange(files: Files, path: str, random: Random) -> Found:
    """Put another file of the kind in the place of this one."""
    kin = [one for one in sorted(files) if kind_of(one) == kind_of(path)]
    return {path: files[random.choice(kin)]}


_ANY: dict[str, How] = {
    "flip a bit": _flip,
    "truncate the file": _truncate,
    "lengthen the file": _lengthen,
    "remove the file": _remove,
    "exchange the file": _exchange,
}

# -- a list of things: entries of a bundle, hashes of a tile, lines of a text ------------------


def _on_parts(
    split: Callable[[bytes], Sequence[bytes]],
    join: Callable[[Sequence[bytes]], bytes],
    edit: Callable[[list[bytes], Random], None],
) -> How:
    def how(files: Files, path: str, random: Random) -> Found:
        parts = list(split(files[path]))
        edit(parts, random)
        return {path: join(parts)}

    return how


def _delete(parts: list[bytes], random: Random) -> None:
    del parts[random.randrange(len(parts))]


def _repeat(parts: list[bytes], random: Random) -> None:
    parts.insert(random.randrange(len(parts) + 1), random.choice(parts))


def _overwrite(parts: list[bytes], random: Random) -> None:
    parts[random.randrange(len(parts))] = random.choice(parts)


def _reorder(parts: list[bytes], random: Random) -> None:
    one, other = random.randrange(len(parts)), random.randrange(len(parts))
    parts[one], parts[other] = parts[other], parts[one]


def _rotate(parts: list[bytes], random: Random) -> None:
    at = random.randrange(len(parts))
    parts[:] = parts[at:] + parts[:at]


_EDITS = {
    "delete": _delete,
    "insert": _repeat,
    "overwrite": _overwrite,
    "reorder": _reorder,
    "rotate": _rotate,
}


def _parts(
    what: str,
    split: Callable[[bytes], Sequence[bytes]],
    join: Callable[[Sequence[bytes]], bytes],
    edits: Mapping[str, Callable[[list[bytes], Random], None]] = _EDITS,
) -> dict[str, How]:
    return {f"{name} {what}": _on_parts(split, join, edit) for name, edit in edits.items()}


def _hashes(data: bytes) -> list[bytes]:
    return [data[at : at + HASH] for at in range(0, len(data), HASH)]


def _lines(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


# -- fields of entries -----------------------------------------------------------------------


def _field(parts: list[bytes], random: Random) -> None:
    """Write another value into one field of an entry, in canonical form as before."""
    at = random.randrange(len(parts))
    entry = json.loads(parts[at])
    holder, key = random.choice(list(_leaves(entry)))
    holder[key] = _another(holder[key], random)
    parts[at] = canon.encode(entry)


def _leaves(value: Any) -> Iterator[tuple[Any, Any]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in list(items):
        if isinstance(item, dict | list) and item:
            yield from _leaves(item)
        else:
            yield value, key


def _another(value: Any, random: Random) -> Any:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + random.choice((-1, 1, 1000))
    if isinstance(value, str) and value:
        at = random.randrange(len(value))
        return value[:at] + random.choice("0123456789abcdef晋") + value[at + 1 :]
    return random.choice(("x", 7, [1], None))


def _with_tile(files: Files, path: str, random: Random) -> Found:
    """Change an entry's field, and the hash of it in its tile as well."""
    parts = bundle.read(files[path])
    before = list(parts)
    _field(parts, random)
    tile = tile_of(path)
    under = f"{path.split('/log/', maxsplit=1)[0]}/log/{Tile(0, tile.number, tile.width).path}"
    hashes = _hashes(files[under])
    for at, (one, other) in enumerate(zip(before, parts, strict=True)):
        if one != other:
            hashes[at] = leaf_hash(other)
    return {path: bundle.write(parts), under: b"".join(hashes)}


def _body(edit: Callable[[list[bytes], Random], None]) -> How:
    def how(files: Files, path: str, random: Random) -> Found:
        text, signatures = files[path].split(b"\n\n", 1)
        parts = text.split(b"\n")
        edit(parts, random)
        return {path: b"\n".join(parts) + b"\n\n" + signatures}

    return how


def _size(files: Files, path: str, random: Random) -> Found:
    origin, size, rest = files[path].split(b"\n", 2)
    other = random.randrange(2 * int(size) + 2)
    return {path: b"\n".join((origin, str(other).encode(), rest))}


def _without_signature(files: Files, path: str, random: Random) -> Found:
    text, signatures = files[path].split(b"\n\n", 1)
    lines = signatures.splitlines(keepends=True)
    del lines[random.randrange(len(lines))]
    return {path: text + b"\n\n" + b"".join(lines)}


_ENTRY = _parts("an entry", bundle.read, bundle.write)
OF_ENTRIES: dict[str, How] = {
    **_ENTRY,
    CHANGED: _on_parts(bundle.read, bundle.write, _field),
    "flip a bit": _flip,
    WITH_TILE: _with_tile,
}
ANY_FILE: dict[str, dict[str, How]] = {
    "bundle": {**_ANY, **OF_ENTRIES},
    "tile": {**_ANY, **_parts("a hash", _hashes, b"".join)},
    "checkpoint": {
        **_ANY,
        **{f"{name} a line": _body(edit) for name, edit in _EDITS.items()},
        "change the size": _size,
        "take a signature away": _without_signature,
    },
    "key": {**_ANY, **_parts("a key", _lines, b"".join, {"delete": _delete})},
    "document": {
        **_ANY,
        **_parts("a line", _lines, b"".join),
    },
}
