"""The message that tells of a signed checkpoint: no event, for a log never holds its own."""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, kw_only=True)
class CheckpointSigned:
    """A service's log was signed at a size.

    ``source`` is the service, ``size`` counts its entries, ``root`` is their RFC 6962 root
    (base64), ``note`` the C2SP signed note word for word.
    """

    TYPE: ClassVar[str] = "lingpao.checkpoint_signed.v1"

    source: str
    size: int
    root: str
    note: str
