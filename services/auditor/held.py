"""A log held to its signed checkpoint: the first entries lead to the very root that was signed."""

from collections.abc import Sequence

from services.chassis.log.checkpoint import Checkpoint
from services.chassis.log.keys import BadKey, VerifierKey
from services.chassis.log.merkle import leaf_hash, root_of
from services.chassis.log.policy import Policy, Untrusted, text

from .source import Files, Logged, Unreachable


class DoesNotFit(ValueError):
    """A log is not the one that was signed, or nobody trusted has signed it; the message says why."""


def checkpoint(files: Files, service: str, policy: Policy | None) -> Checkpoint | None:
    """Return the checkpoint of a log; None where the place has none.

    :param policy: whom to trust; without one the keys that the place itself gives.
    :raises DoesNotFit: when it is not trusted.
    """
    try:
        note = files.get(f"/{service}/log/checkpoint")
    except Unreachable:
        return None
    try:
        return (policy or _told(files, service)).open(note).checkpoint
    except (Untrusted, Unreachable, BadKey, UnicodeDecodeError) as error:
        raise DoesNotFit(f"{service}: {error}") from error


def hold(log: Sequence[Logged], signed: Checkpoint, service: str) -> None:
    """Hold a log to a checkpoint.

    :raises DoesNotFit: when it is shorter, or other entries lead to the root.
    """
    if len(log) < signed.size:
        raise DoesNotFit(f"{service}: {signed.size} entries are signed, {len(log)} are there")
    if root(log[: signed.size]) != signed.root:
        raise DoesNotFit(f"{service}: the first {signed.size} entries are not those signed")


def root(log: Sequence[Logged]) -> bytes:
    """Return the root of the tree over these entries."""
    return root_of(leaf_hash(one.entry.to_bytes()) for one in log)


def _told(files: Files, service: str) -> Policy:
    keys = files.get(f"/{service}/log/key").decode().split()
    return Policy.parse(text([VerifierKey.parse(key) for key in keys], [], 0).encode())
