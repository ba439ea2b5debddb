"""What an audit found wrong: where, what, and why it is wrong."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Finding:
    """One fault. ``index`` is the first entry concerned, -1 when it is the log as a whole.

    ``kind`` is a key of texts.yaml; ``why`` says it in figures.
    """

    service: str
    index: int
    kind: str
    why: str


#: A log's bytes are not those that were signed, or are not there. The first reason for all else.
BYTES = frozenset(
    {
        "bundle",
        "checkpoint",
        "entries",
        "entry",
        "forked",
        "key",
        "message",
        "missing",
        "no_entry",
        "rolled_back",
        "root",
        "swapped",
        "tile",
        "unreachable",
    }
)
#: Of these the ones that say that it is not the signed log at all.
AUTHORITY = frozenset({"checkpoint", "key", "swapped", "unreachable"})
#: What a log says is not what its entries may say, or not what another log has.
WORDS = frozenset({"cause", "contract", "pin", "stream", "twice"})
#: Of the first those after which the entries at hand are not the signed ones, or not all.
BROKEN = BYTES - {"forked", "key", "rolled_back", "tile"}


def by_cause(finding: Finding) -> tuple[int, bool, int, str, str]:
    """Order findings: what explains others first, entries before logs as a whole, the earliest."""
    ranks = (AUTHORITY, BYTES, WORDS)
    rank = next((at for at, kinds in enumerate(ranks) if finding.kind in kinds), len(ranks))
    # An entry that is not there does not fit its hash either.
    kind = "" if finding.kind == "missing" else finding.kind
    return rank, finding.index < 0, finding.index, finding.service, kind
