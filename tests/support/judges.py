"""Programs not ours that judge a log's files: each takes a folder and a key, and says why not.

They are installed once by ``infra/judges/install.sh``; one that cannot be had is an error, never a
test that is left out. How far each of them looks:

- ``xmod`` (golang.org/x/mod): signature, root rebuilt from the entries, every hash tile, about a
  thousand inclusion and five hundred consistency proofs from the tiles, and the receipts.
- ``tessera`` (transparency-dev/tessera's fsck): signature, root, every hash tile.
- ``sigstore`` (npm @sigstore/verify): signature, and the receipts with their entries.
- ``openssl`` (nothing else): the key's id, signature, and the first entries' leaf hashes.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from services.chassis.log.keys import SigningKey, VerifierKey
from services.chassis.log.lines import to_base64
from tests.support.running import ROOT

_SOURCES = ROOT / "infra" / "judges"
_HOME = ROOT / "var" / "judges"
_SECONDS = 120


class CannotJudge(AssertionError):
    """A judge could not be installed, or did not say what it thinks."""


@dataclass(frozen=True)
class Verdict:
    """What a judge says: accepted or not, in its own words."""

    ok: bool
    words: str


Judge = Callable[[Path, VerifierKey], Verdict]


@cache
def install() -> None:
    """Install the judges; quick when they are there.

    :raises CannotJudge: when one cannot be had.
    """
    done = subprocess.run(
        [_SOURCES / "install.sh"],
        env=os.environ | {"PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise CannotJudge(f"the judges cannot be installed:\n{done.stderr[-3000:]}")


def _run(*command: Path | str) -> subprocess.CompletedProcess[str]:
    install()
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=_SECONDS)


def _verdict(*command: Path | str) -> Verdict:
    done = _run(*command)
    said = done.stdout.strip()
    if said.partition(" ")[0].rstrip(":") not in ("ok", "refused"):
        raise CannotJudge(f"{command[0]} said {said!r} and {done.stderr[-3000:]!r}")
    if done.returncode != (0 if said.startswith("ok") else 1):
        raise CannotJudge(f"{command[0]} said {said!r} but ended with {done.returncode}")
    return Verdict(said.startswith("ok"), said)


def _key_file(folder: Path, key: VerifierKey) -> Path:
    """Write the key where no judge looks for a log's files."""
    path = folder.with_name(f"{folder.name}.vkey")
    path.write_text(key.text)
    return path


def xmod(folder: Path, key: VerifierKey) -> Verdict:
    """Ask golang.org/x/mod's note and tlog."""
    return _verdict(_HOME / "bin" / "xmod", "log", folder, _key_file(folder, key))


def tessera(folder: Path, key: VerifierKey) -> Verdict:
    """Ask tessera's fsck."""
    return _verdict(_HOME / "bin" / "tessera", folder, _key_file(folder, key))


def sigstore(folder: Path, key: VerifierKey) -> Verdict:
    """Ask @sigstore/verify."""
    script = _SOURCES / "npm" / "sigstore.cjs"
    return _verdict("node", script, _HOME, folder, _key_file(folder, key))


def openssl(folder: Path, key: VerifierKey) -> Verdict:
    """Ask plain OpenSSL."""
    return _verdict(_SOURCES / "openssl.sh", folder, _key_file(folder, key))


JUDGES: dict[str, Judge] = {
    "xmod": xmod,
    "tessera": tessera,
    "sigstore": sigstore,
    "openssl": openssl,
}


def continues(
    folder: Path, old: bytes, new: bytes, key: VerifierKey, proof: Sequence[bytes]
) -> Verdict:
    """Ask golang.org/x/mod whether a signed checkpoint continues an earlier one.

    :param folder: an empty one, to put the question into.
    """
    (folder / "old").write_bytes(old)
    (folder / "new").write_bytes(new)
    (folder / "proof").write_text("\n".join(map(to_base64, proof)))
    named = (folder / "old", folder / "new", _key_file(folder, key), folder / "proof")
    return _verdict(_HOME / "bin" / "xmod", "consistency", *named)


def cosigned(checkpoint: Path, keys: Sequence[VerifierKey]) -> Verdict:
    """Ask transparency-dev/formats whether all of these keys have signed."""
    listed = checkpoint.with_name(f"{checkpoint.name}.vkeys")
    listed.write_text("\n".join(key.text for key in keys))
    return _verdict(_HOME / "bin" / "cosign", "verify", checkpoint, listed)


def cosign(checkpoint: Path, key: SigningKey) -> bytes:
    """Have transparency-dev/formats sign a checkpoint's text, now; return the note."""
    secret = checkpoint.with_name(f"{checkpoint.name}.skey")
    secret.write_text(key.text)
    done = _run(_HOME / "bin" / "cosign", "sign", checkpoint, secret)
    if done.returncode:
        raise CannotJudge(done.stdout)
    return done.stdout.encode()


def small_trees(count: int) -> list[dict[str, Any]]:
    """Have golang.org/x/mod write every root and proof of the trees of 1 to ``count`` entries."""
    trees: list[dict[str, Any]] = json.loads(
        _run(_HOME / "bin" / "xmod", "small", str(count)).stdout
    )
    return trees
