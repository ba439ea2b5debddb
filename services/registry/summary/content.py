"""The report as sections of words, tables and bars, in one language; pages and PDF draw it (R24)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TEXTS = Path(__file__).parent / "texts.yaml"

#: Rows of a list that are shown; how many more there are is said below it.
MOST_ROWS = 200

#: Says a text of the report by its code, with details.
Say = Callable[..., str]


@dataclass(frozen=True)
class Words:
    """Paragraphs."""

    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """A table; ``more`` rows of it are not shown. ``empty`` is said when it has none."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    empty: str
    more: str = ""


@dataclass(frozen=True)
class Bars:
    """A chart: a bar for each name."""

    title: str
    bars: tuple[tuple[str, int], ...]

    @property
    def longest(self) -> int:
        """The largest number, at least 1: the length that all bars are drawn by."""
        return max((number for _, number in self.bars), default=0) or 1


@dataclass(frozen=True)
class Section:
    """A part of the report with its title."""

    title: str
    blocks: tuple[Words | Table | Bars, ...]


@dataclass(frozen=True)
class Report:
    """The whole report."""

    title: str
    season: str
    sections: tuple[Section, ...]


def compose(facts: Mapping[str, Any], say: Say) -> Report:
    """Arrange the facts of a season."""
    names = {one["code"]: one["name"] for field in facts["fields"] for one in field["categories"]}
    sections = (
        _frame(facts, say),
        _participation(facts["participation"], names, say),
        *(_board(board, names, say) for board in facts["boards"]),
        _leaders(facts["leaders"], names, say),
        _notices(facts["notices"], names, say),
        _objections(facts["objections"], names, say),
        _revocations(facts["revocations"], names, say),
        _closing(facts, say),
    )
    return Report(say("title"), facts["name"], sections)


def _frame(facts: Mapping[str, Any], say: Say) -> Section:
    body = facts["body"]
    words = [say("legal_basis", basis="；".join(facts["legal_basis"]))]
    if body is not None:
        words.append(say("body", name=body["name"] or body["organisation"]))
    phases = _table(
        say,
        ("phase", "first", "last"),
        ((one["name"], one["first"], one["last"]) for one in facts["phases"]),
    )
    return Section(say("frame"), (Words(tuple(words)), phases))


def _participation(told: Mapping[str, Any], names: Mapping[str, str], say: Say) -> Section:
    columns = (
        "submitted", "accepted", "declined", "withdrawn", "ineligible", "consented", "refused",
        "on_board", "leaders",
    )  # fmt: skip
    of = told["categories"]
    sum_up = say("participants", enterprises=told["enterprises"], applications=told["applications"])
    return Section(
        say("participation"),
        (
            Words((sum_up,)),
            _table(
                say,
                ("category", *columns),
                ((names[one["category"]], *(str(one[name]) for name in columns)) for one in of),
            ),
            Bars(
                say("applications_by_category"),
                tuple((names[one["category"]], one["submitted"]) for one in of),
            ),
        ),
    )


def _board(board: Mapping[str, Any], names: Mapping[str, str], say: Say) -> Section:
    state = say(f"board_{board['state']}", version=board["version"], day=board["published"])
    rows = (
        (
            str(row["rank"]),
            f"{row['name']} {row['enterprise']}",
            row["number"],
            "★" * row["star"],
            row["composite"],
            say("is_leader") if row["leader"] else "",
        )
        for row in board["top"]
    )
    left = board["row_count"] - len(board["top"])
    return Section(
        say("board", name=names[board["category"]]),
        (
            Words((state,)),
            _table(
                say, ("rank", "enterprise", "standard", "star", "composite", "leader"), rows, left
            ),
            Bars(
                say("stars_chart"),
                tuple((say("stars", n=one["star"]), one["count"]) for one in board["stars"]),
            ),
        ),
    )


def _leaders(leaders: Iterable[Mapping[str, Any]], names: Mapping[str, str], say: Say) -> Section:
    rows = (
        (
            one["name"],
            one["enterprise"],
            names[one["category"]],
            one["valid_from"],
            one["last_valid_day"],
            say(f"title_{one['state']}"),
        )
        for one in leaders
    )
    head = ("enterprise", "uscc", "category", "valid_from", "last_valid_day", "state")
    return Section(say("leader_list"), (_table(say, head, rows),))


def _notices(notices: Iterable[Mapping[str, Any]], names: Mapping[str, str], say: Say) -> Section:
    rows = (
        (
            say(f"notice_{one['kind']}"),
            names.get(one["category"], one["category"]),
            one["opened"],
            one["last_day"] or say("unsettled"),
            str(one["working_days"]),
            str(one["reopened"]),
        )
        for one in notices
    )
    head = ("kind", "category", "opened", "last_day", "working_days", "reopened")
    return Section(say("notices"), (_table(say, head, rows),))


def _objections(told: Mapping[str, Any], names: Mapping[str, str], say: Say) -> Section:
    # Facts of an earlier day know of no withdrawal, and must give the bytes they gave then.
    states = [one for one in ("open", "dismissed", "upheld", "withdrawn") if one in told]
    rows = (
        (
            one["number"],
            names.get(one["category"], one["category"]),
            one["filed"],
            one["answered"] or "",
            say(f"objection_{one['state']}"),
            say(f"effect_{one['effect']}") if one["effect"] else "",
        )
        for one in told["items"]
    )
    head = ("number", "category", "filed", "answered", "outcome", "effect")
    counted = say("objections_counted", filed=told["filed"], late=told["late"])
    return Section(
        say("objections"),
        (
            Words((counted,)),
            _table(say, head, rows),
            Bars(say("outcomes"), tuple((say(f"objection_{one}"), told[one]) for one in states)),
        ),
    )


def _revocations(told: Mapping[str, Any], names: Mapping[str, str], say: Say) -> Section:
    rows = (
        (
            one["name"],
            names[one["category"]],
            str(one["ground"]),
            one["decision_number"],
            one["served_on"],
            one["last_barred_day"] if one["state"] == "revoked" else say("bar_lifted"),
        )
        for one in told["items"]
    )
    head = ("enterprise", "category", "ground", "decision", "served_on", "barred_to")
    pending = Words((say("pending", count=told["pending"]),))
    return Section(say("revocations"), (pending, _table(say, head, rows)))


def _closing(facts: Mapping[str, Any], say: Say) -> Section:
    head = ("enterprise", "uscc", "award", "granted_by", "document_number", "granted_on")
    awards = (
        (one["name"], *(one[name] for name in ("enterprise", *head[2:]))) for one in facts["awards"]
    )
    publicity = ((one["occasion"], one["channel"], one["held_on"]) for one in facts["publicity"])
    proposals = (
        f"{number}. {proposal}" for number, proposal in enumerate(facts["proposals"], start=1)
    )
    return Section(
        say("closing"),
        (
            Words((facts["experience"] or say("no_experience"),)),
            _table(say, head, awards),
            _table(say, ("occasion", "channel", "held_on"), publicity),
            Words((say("proposals"), *proposals)),
        ),
    )


def _table(
    say: Say, head: Iterable[str], rows: Iterable[tuple[str, ...]], unshown: int = 0
) -> Table:
    every = tuple(rows)
    left = unshown + len(every[MOST_ROWS:])
    return Table(
        tuple(say(f"head_{name}") for name in head),
        every[:MOST_ROWS],
        say("none"),
        say("more", count=left) if left else "",
    )
