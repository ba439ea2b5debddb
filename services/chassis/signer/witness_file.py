"""Which witnesses an installation asks, from a file."""

import json
from dataclasses import dataclass
from pathlib import Path

from services.chassis.log.keys import WITNESS_KINDS, BadKey, VerifierKey


class BadWitnesses(ValueError):
    """The file of witnesses is not as it must be."""


@dataclass(frozen=True)
class Witness:
    """A witness: where it is asked, and the keys that it cosigns with."""

    url: str
    keys: tuple[VerifierKey, ...]


def read(path: Path) -> tuple[Witness, ...]:
    """Read a JSON file: a list of ``{"url": …, "keys": [vkey, …]}``.

    :raises BadWitnesses: when it is not written so.
    """
    try:
        found = [
            Witness(one["url"], tuple(VerifierKey.parse(key) for key in one["keys"]))
            for one in json.loads(path.read_text("utf-8"))
        ]
    except (OSError, ValueError, KeyError, TypeError, BadKey) as error:
        raise BadWitnesses(f"{path}: {error}") from error
    for one in found:
        web = str(one.url).startswith(("http://", "https://"))
        if not web or not one.keys or any(key.kind not in WITNESS_KINDS for key in one.keys):
            raise BadWitnesses(f'{path}: say {{"url": "https://…", "keys": ["a witness\'s vkey"]}}')
    return tuple(found)
