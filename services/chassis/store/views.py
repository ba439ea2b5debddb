"""Read models: JSON documents by kind and id, found again by named keys, page by page.

One pair of tables serves every projection of a service, so no service writes SQL and a
rebuild is the same for all. They hold only what events can tell again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .sql import Cursor

Body = dict[str, Any]
#: More documents than there can be: neither database takes the other's word for "all".
_ALL = 2**62


@dataclass(frozen=True)
class Page:
    """A page of documents; ``next`` is the cursor of the following one, None at the end."""

    items: list[Body]
    next: str | None
    told: list[str]


class Views:
    """The read models of a service inside one transaction."""

    def __init__(self, cursor: Cursor, aside: str = "") -> None:
        """:param aside: the ending of other tables' names, where a rebuild writes beside them."""
        self._cursor = cursor
        self._view, self._view_key = f"view{aside}", f"view_key{aside}"
        #: Where the event being projected will stand on the bus; empty for one that was heard.
        self.telling = ""

    def put(
        self, kind: str, id: str, body: Body, keys: Mapping[str, str] | None = None, sort: str = ""
    ) -> None:
        """Write a document whole, with the keys it is found by.

        :param keys: name -> value; every document is also found under the name ``all``.
        :param sort: its place in lists, ascending; the id decides among equals.
        """
        self._cursor.execute(
            f"INSERT INTO {self._view} (kind, id, body, told) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body, told = excluded.told",
            (kind, id, json.dumps(body, ensure_ascii=False), self.telling),
        )
        self._cursor.execute(f"DELETE FROM {self._view_key} WHERE kind = ? AND id = ?", (kind, id))
        for name, value in {"all": "", **(keys or {})}.items():
            self._cursor.execute(
                f"INSERT INTO {self._view_key} (kind, name, value, sort, id) VALUES (?, ?, ?, ?, ?)",
                (kind, name, value, sort, id),
            )

    def get(self, kind: str, id: str) -> Body | None:
        """Return a document, or None."""
        self._cursor.execute(f"SELECT body FROM {self._view} WHERE kind = ? AND id = ?", (kind, id))
        row = self._cursor.fetchone()
        return None if row is None else dict(json.loads(row["body"]))

    def told(self, kind: str, id: str) -> str:
        """Return where on the bus a document's last own event stands; empty when heard."""
        self._cursor.execute(f"SELECT told FROM {self._view} WHERE kind = ? AND id = ?", (kind, id))
        row = self._cursor.fetchone()
        return "" if row is None else str(row["told"])

    def change(self, kind: str, id: str, **changes: Any) -> Body:
        """Overwrite some fields of a document that exists; its keys stay.

        :raises KeyError: when there is no such document.
        """
        body = self.get(kind, id)
        if body is None:
            raise KeyError(f"{kind} {id}")
        body.update(changes)
        self._cursor.execute(
            f"UPDATE {self._view} SET body = ?, told = ? WHERE kind = ? AND id = ?",
            (json.dumps(body, ensure_ascii=False), self.telling, kind, id),
        )
        return body

    def delete(self, kind: str, id: str) -> None:
        """Remove a document and its keys."""
        self._cursor.execute(f"DELETE FROM {self._view} WHERE kind = ? AND id = ?", (kind, id))
        self._cursor.execute(f"DELETE FROM {self._view_key} WHERE kind = ? AND id = ?", (kind, id))

    def delete_by(self, kind: str, name: str, value: str) -> None:
        """Remove every document found by a key."""
        self._cursor.execute(
            f"SELECT id FROM {self._view_key} WHERE kind = ? AND name = ? AND value = ?",
            (kind, name, value),
        )
        for row in self._cursor.fetchall():
            self.delete(kind, row["id"])

    def all(self, kind: str, name: str = "all", value: str = "") -> list[Body]:
        """Return every document found by a key, in list order."""
        return self.page(kind, name, value, limit=-1).items

    def page(
        self, kind: str, name: str = "all", value: str = "", *, after: str = "", limit: int = 100
    ) -> Page:
        """Return one page in list order.

        :param after: the cursor of the page before; empty for the first page.
        :param limit: documents a page; negative for all.
        """
        sort, _, id = after.rpartition("\x1f")
        self._cursor.execute(
            f"SELECT k.sort, k.id, v.body, v.told FROM {self._view_key} k"
            f" JOIN {self._view} v ON v.kind = k.kind AND v.id = k.id"
            " WHERE k.kind = ? AND k.name = ? AND k.value = ?"
            " AND (k.sort > ? OR (k.sort = ? AND k.id > ?))"
            " ORDER BY k.sort, k.id LIMIT ?",
            (kind, name, value, sort, sort, id, limit + 1 if limit >= 0 else _ALL),
        )
        rows = self._cursor.fetchall()
        more = 0 <= limit < len(rows)
        kept = rows[:limit] if more else rows
        last = f"{kept[-1]['sort']}\x1f{kept[-1]['id']}" if more and kept else None
        told = [row["told"] for row in kept if row["told"]]
        return Page([json.loads(row["body"]) for row in kept], last, told)
