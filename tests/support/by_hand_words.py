"""The arithmetic of a season's boards in words and tables (see by_hand.py)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.support.by_hand import Board, Entry, Out

_HEAD = """\
# The boards, worked out by hand

Everything here follows from the schemes (`schemes/*.yaml`), the promises (`enterprises/*.yaml`)
and the story (`story.yaml`), step by step, without the scoring engine; the JSON files beside it
are what must be published. `python -m tests.support.by_hand` on this folder writes them again.

- A promise meets a level when every value that it allows does: “< 10” meets “≤ 10”, not “≤ 8”.
- A promise in a unit of its own is converted exactly: 24500 kJ/kg = 24.5 MJ/kg, 0.5 ‰ = 0.05 %.
- A range is promised by two ends and meets the narrowest level that holds both.
- Weighted: points = weight × stars, composite = their sum. Star by minimum: the worst core
  indicator decides, the composite is the number of 5★.
"""
_CAUSES = {"consent_refused": "it refuses consent", "objection_upheld": "an objection is upheld"}


def arithmetic(boards: Sequence[Board]) -> str:
    """Return arithmetic.md."""
    return "\n".join([_HEAD, *(line for board in boards for line in _board(board))]) + "\n"


def _board(board: Board) -> Iterator[str]:
    yield f"# {board.category}\n"
    weight = " weight |" if board.weighted else ""
    yield f"| 指标 | 3★ | 4★ | 5★ |{weight}\n|---|---|---|---|{'---:|' if board.weighted else ''}"
    for code, core in board.cores.items():
        levels = " | ".join(core["levels"][star] for star in "345")
        weight = f" {core['weight']} |" if board.weighted else ""
        yield f"| {code} {core['name']} ({core['unit']}) | {levels} |{weight}"
    yield ""
    for _, entry in board.drawn:
        yield from _entry(board, entry)
    yield from _excluded(board.out)
    yield from _order(board)
    yield from _leaders(board)


def _entry(board: Board, entry: Entry) -> Iterator[str]:
    yield f"## {entry.name}\n"
    more = (" 权重 | 分 |", "---:|---:|") if board.weighted else ("", "")
    yield f"| 指标 | 承诺 | 星 |{more[0]}\n|---|---|---:|{more[1]}"
    for code, star in entry.stars.items():
        weight = int(board.cores[code].get("weight", 0))
        points = f" {weight} | {weight * star} |" if board.weighted else ""
        yield f"| {code} | {entry.promises.get(code, '—')} | {star} |{points}"
    stars = list(entry.stars.values())
    fives, fours = stars.count(5), stars.count(4)
    yield f"\n5★: {fives}, 4★: {fours}; worst {min(stars)}★; innovation {entry.bonus}."
    if board.weighted:
        terms = [int(board.cores[code]["weight"]) * star for code, star in entry.stars.items()]
        yield f"{' + '.join(map(str, terms))} = **{entry.composite}**, star {entry.star}.\n"
    else:
        yield f"Star **{entry.star}**, composite {entry.composite}.\n"
    if entry.star < min(stars):
        yield "All are at 5★, but no innovation item is advanced: star 4.\n"


def _excluded(out: Sequence[Out]) -> Iterator[str]:
    if not out:
        return
    yield "## Not on the board\n"
    for one in out:
        for _, indicator, lacking in one.findings:
            yield f"- {one.name}: {indicator}: {lacking}."
    yield ""


def _order(board: Board) -> Iterator[str]:
    first = "composite" if board.weighted else "star"
    yield f"## Order: {first}, then {', '.join(board.scheme['tie_breaks'])}\n"
    if not board.drawn:
        yield "Nobody is eligible: the board is drawn and published empty (R30).\n"
        return
    final = {entry.id: rank for rank, entry in board.rows}
    yield "| drawn | published | who | star | composite | 5★ | 4★ | innovation |"
    yield "|---:|---:|---|---:|---:|---:|---:|---:|"
    for rank, one in board.drawn:
        stars = list(one.stars.values())
        counts = f"{stars.count(5)} | {stars.count(4)} | {one.bonus}"
        place = final.get(one.id, "—")
        yield f"| {rank} | {place} | {one.name} | {one.star} | {one.composite} | {counts} |"
    yield ""
    for entry, why in board.left:
        yield f"{entry.name} leaves, for {_CAUSES[why]}; nobody's score changes.\n"


def _leaders(board: Board) -> Iterator[str]:
    rule, rows = board.scheme["leaders"], len(board.shown)
    yield "## Leaders\n"
    share = (
        f"{rule['max_share_percent']} % of {rows} is {rows * int(rule['max_share_percent'])}/100"
    )
    yield (
        f"The rule: star at least {rule['min_star']}, composite at least {rule['min_composite']};"
        f" {share}, at most {rule['max_count']}: {board.most}. A tie on the cut: {rule['at_tie']}."
    )
    fit = "、".join(one.name for one in board.fit) or "nobody"
    lead = "、".join(one.name for one in board.leaders) or "nobody"
    yield f"Fit are {fit}; leaders are **{lead}**.\n"
