"""Asking the signer for a checkpoint."""

from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx

from services.chassis.errand import OutsideUnavailable

from .memory import Seen

_SECONDS = 10.0


class RolledBack(RuntimeError):
    """The signer signed a tree that this store does not contain: it is an older copy, or changed."""


@dataclass(frozen=True)
class Signed:
    """A signed checkpoint, and the public keys whose signatures it carries."""

    note: str
    keys: tuple[str, ...]


class Signer:
    """The signer of an installation.

    :param address: its URL, or a file that holds it (a signer on a port that the system chose).
    """

    def __init__(self, address: str, secret: bytes) -> None:
        self._address = address
        self._secret = secret

    def sign(self, log: str, tree: Seen, old: int, proof: Callable[[int], list[bytes]]) -> Signed:
        """Have a tree signed.

        :param old: the size that we believe was signed last; the signer's word decides.
        :param proof: gives the proof that the tree of a size is the beginning of this one.
        :raises RolledBack: when the signer has signed more than this tree, or another one.
        :raises OutsideUnavailable: when the signer does not answer.
        """
        answer = self._ask(log, tree, old, proof)
        if answer.status_code == httpx.codes.CONFLICT:
            signed = int(answer.json()["size"])
            if signed > tree.size:
                raise RolledBack(
                    f"{signed} entries of {log} were signed, and the store has {tree.size}"
                )
            answer = self._ask(log, tree, signed, proof)
        if answer.status_code == httpx.codes.UNPROCESSABLE_ENTITY:
            raise RolledBack(answer.json()["why"])
        if answer.status_code != httpx.codes.OK:
            raise OutsideUnavailable(f"signer: {answer.status_code} {answer.text[:200]}")
        said = answer.json()
        return Signed(said["note"], tuple(said["keys"]))

    def _ask(
        self, log: str, tree: Seen, old: int, proof: Callable[[int], list[bytes]]
    ) -> httpx.Response:
        body = {
            "log": log,
            "old": old,
            "size": tree.size,
            "root": b64encode(tree.root).decode(),
            "proof": [b64encode(one).decode() for one in proof(old)],
        }
        try:
            return httpx.post(
                f"{self._url()}/sign",
                json=body,
                headers={"Authorization": f"Bearer {self._secret.decode()}"},
                timeout=_SECONDS,
            )
        except (httpx.HTTPError, OSError) as error:
            raise OutsideUnavailable(f"signer: {error}") from error

    def _url(self) -> str:
        if self._address.startswith("http"):
            return self._address
        return Path(self._address).read_text("utf-8").strip()
