"""What came of the season, read back from the services and shown as tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from rich.console import Console
from rich.table import Table

from .desk import Desk


@dataclass(frozen=True)
class Row:
    """A place on a published board."""

    rank: int
    enterprise: str
    uscc: str
    star: int
    composite: str
    bonus: int
    leader: bool


@dataclass(frozen=True)
class Board:
    """A published board: its category's name, address and rows."""

    category: str
    name: str
    state: str
    address: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Title:
    """A leader title and its state: ``valid``, ``expired`` or ``revoked``."""

    enterprise: str
    uscc: str
    category: str
    valid_from: str
    last_valid_day: str
    state: str


@dataclass(frozen=True)
class Revocation:
    """A revocation and the bar that follows from it; its days are empty before the decision."""

    enterprise: str
    uscc: str
    ground: int
    state: str
    decision_number: str
    first_barred_day: str
    last_barred_day: str


@dataclass(frozen=True)
class Summary:
    """What the season left behind, and what this run did.

    ``replayed`` of the ``sent`` requests had been answered in an earlier run; ``refused`` are
    the steps refused as the story says, ``passed_over`` those an earlier run had tried.
    """

    boards: tuple[Board, ...]
    titles: tuple[Title, ...]
    revocations: tuple[Revocation, ...]
    sent: int
    replayed: int
    refused: tuple[str, ...]
    passed_over: tuple[str, ...]


def summarise(desk: Desk, *, refused: list[str], passed_over: list[str]) -> Summary:
    """Read boards, titles and revocations back from the registry."""
    return Summary(
        boards=tuple(_boards(desk)),
        titles=tuple(_titles(desk)),
        revocations=tuple(_revocations(desk)),
        sent=desk.sent,
        replayed=desk.replayed,
        refused=tuple(refused),
        passed_over=tuple(passed_over),
    )


def _boards(desk: Desk) -> Iterator[Board]:
    names = _enterprise_names(desk)
    for field in desk.folder.season.fields:
        for category in field.categories:
            board = desk.client.get(f"/registry/v1/boards/{desk.board(category.code)}")
            leaders = {str(one["application"]) for one in board["leaders"]}
            yield Board(
                category=category.code,
                name=category.name,
                state=str(board["state"]),
                address=str(board.get("address") or ""),
                rows=tuple(_row(row, names, leaders) for row in board["row_list"]),
            )


def _row(row: dict[str, Any], names: dict[str, str], leaders: set[str]) -> Row:
    uscc = str(row["enterprise"])
    return Row(
        rank=int(row["rank"]),
        enterprise=names.get(uscc, uscc),
        uscc=uscc,
        star=int(row["star"]),
        composite=str(row["composite"]),
        bonus=int(row["bonus"]),
        leader=str(row["application"]) in leaders,
    )


def _titles(desk: Desk) -> Iterator[Title]:
    names = _enterprise_names(desk)
    for title in desk.client.items("/registry/v1/titles"):
        uscc = str(title["enterprise"])
        yield Title(
            enterprise=names.get(uscc, uscc),
            uscc=uscc,
            category=str(title["category"]),
            valid_from=str(title["valid_from"]),
            last_valid_day=str(title["last_valid_day"]),
            state=str(title["state"]),
        )


def _revocations(desk: Desk) -> Iterator[Revocation]:
    names = _enterprise_names(desk)
    for one in desk.client.items("/registry/v1/revocations"):
        uscc = str(one["enterprise"])
        yield Revocation(
            enterprise=names.get(uscc, uscc),
            uscc=uscc,
            ground=int(one["ground"]),
            state=str(one["state"]),
            decision_number=str(one.get("decision_number") or ""),
            first_barred_day=str(one.get("first_barred_day") or ""),
            last_barred_day=str(one.get("last_barred_day") or ""),
        )


def _enterprise_names(desk: Desk) -> dict[str, str]:
    return {enterprise.uscc: enterprise.name for enterprise in desk.folder.enterprises.values()}


def show(summary: Summary, console: Console) -> None:
    """Print both boards, the titles, the revocations and what the run did."""
    for board in summary.boards:
        console.print(_board_table(board))
    titles = _table("“领跑者”称号 · titles", "企业", "类别", "自", "至", "状态")
    for title in summary.titles:
        titles.add_row(
            title.enterprise, title.category, title.valid_from, title.last_valid_day, title.state
        )
    console.print(titles)
    exits = _table("取消称号 · revocations", "企业", "情形", "状态", "决定书文号", "限制期")
    for one in summary.revocations:
        exits.add_row(
            one.enterprise,
            str(one.ground),
            one.state,
            one.decision_number,
            f"{one.first_barred_day} … {one.last_barred_day}",
        )
    console.print(exits)
    console.print(
        f"{summary.sent} 个请求，其中 {summary.replayed} 个先前已答复；"
        f"按预期被拒 {len(summary.refused)} 步，已过时点未重试 {len(summary.passed_over)} 步\n"
        f"{summary.sent} requests, {summary.replayed} answered before; "
        f"{len(summary.refused)} steps refused as foreseen, {len(summary.passed_over)} not retried"
    )


def _board_table(board: Board) -> Table:
    title = f"{board.name} · {board.category}  {board.state}  {board.address}".rstrip()
    table = _table(title, "名次", "企业", "USCC", "星级", "综合", "创新", "领跑者")
    for row in board.rows:
        table.add_row(
            str(row.rank),
            row.enterprise,
            row.uscc,
            "★" * row.star,
            row.composite,
            str(row.bonus),
            "领跑者" if row.leader else "",
        )
    return table


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    for column in columns:
        table.add_column(column)
    return table
