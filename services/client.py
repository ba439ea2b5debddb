"""A small client of the three services: what every program of ours that speaks HTTP needs.

It repeats a request safely (each POST bears its Idempotency-Key), tells a refusal as a named
exception, and carries what it has been told: every ``Lingpao-Position`` an answer bears is
kept and sent as ``Lingpao-After``, so that whichever service is asked next has first heard
what was done before (read your writes, across services).
"""

import json
import re
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, TypeVar

import httpx

_TOKEN = re.compile(r"([a-z.]+/[0-9]+)@([0-9]+)")
_REQUEST_SECONDS = 60.0
_LOOK_AGAIN_SECONDS = 0.05
T = TypeVar("T")


class Problem(Exception):
    """A service refused the request (RFC 9457).

    :ivar status: the HTTP status.
    :ivar code: the stable name of the rule, ``service.snake_name``; empty when no problem
        document came.
    :ivar document: the problem document as it came.
    """

    def __init__(self, method: str, path: str, status: int, document: Mapping[str, Any]) -> None:
        self.status = status
        self.code = str(document.get("code", ""))
        self.document = dict(document)
        words = [f"{method} {path}: {status} {self.code or '(no code)'}"]
        words += [str(document[name]) for name in ("title", "detail") if document.get(name)]
        words += [f"{row.get('field')}: {row.get('why')}" for row in document.get("errors") or ()]
        super().__init__("\n  ".join(words))


class Unreachable(Exception):
    """No service answered within the deadline, however often it was asked."""


class TooLate(Exception):
    """What was waited for did not happen within the deadline."""


@dataclass(frozen=True)
class Answer:
    """What an accepted request brought.

    ``replayed`` is true when the same Idempotency-Key had been answered before: then this
    request changed nothing.
    """

    body: dict[str, Any]
    replayed: bool = False


class Client:
    """Speaks to the services under one address.

    :param base_url: the address under which ``/registry``, ``/intake`` and ``/scoring`` lie.
    :param patience: seconds in which a busy or restarting service must answer.
    :param transport: another way to carry requests, for tests.
    """

    def __init__(
        self,
        base_url: str,
        *,
        patience: float = 60.0,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._http = httpx.Client(base_url=base_url, timeout=_REQUEST_SECONDS, transport=transport)
        self._patience = patience
        self._heard: dict[str, int] = {}

    def __enter__(self) -> "Client":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._http.close()

    @property
    def after(self) -> str:
        """The newest position told of each topic and partition, as ``Lingpao-After`` has it."""
        return ", ".join(f"{where}@{position}" for where, position in sorted(self._heard.items()))

    def post(
        self, path: str, body: Mapping[str, Any], *, key: str | None, idempotency_key: str
    ) -> Answer:
        """Send a command.

        :param key: the bearer key; None for a route that is open to anyone.
        :param idempotency_key: the same for every repetition of the same request.
        :raises Problem: when the service refuses.
        :raises Unreachable: when none answers in time.
        """
        # One form for one body, so that a repetition is the same request byte for byte.
        content = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return self.post_raw(
            path,
            content.encode(),
            "application/json",
            key=key,
            idempotency_key=idempotency_key,
        )

    def post_raw(
        self, path: str, content: bytes, media_type: str, *, key: str | None, idempotency_key: str
    ) -> Answer:
        """Send bytes of a media type, such as a document. As :meth:`post` otherwise."""
        headers = {"Content-Type": media_type, "Idempotency-Key": idempotency_key}
        answer = self._send("POST", path, key, headers=headers, content=content)
        replayed = answer.headers.get("Idempotent-Replay") == "true"
        return Answer(answer.json(), replayed)

    def get(self, path: str, *, key: str | None = None, **query: str) -> dict[str, Any]:
        """Read one thing.

        :raises Problem: when the service refuses, with status 404 when there is no such thing.
        """
        found: dict[str, Any] = self._send("GET", path, key, params=query).json()
        return found

    def items(self, path: str, *, key: str | None = None, **query: str) -> Iterator[dict[str, Any]]:
        """Read a list, page after page."""
        page = self.get(path, key=key, **query)
        yield from page["items"]
        while page.get("next"):
            page = self.get(path, key=key, **{**query, "after": str(page["next"])})
            yield from page["items"]

    def wait_until(
        self, read: Callable[[], T], enough: Callable[[T], bool], *, what: str, seconds: float
    ) -> T:
        """Read again and again until it is enough.

        :param what: what is waited for, in words.
        :raises TooLate: when it is not enough after ``seconds``; tells what was seen last.
        """
        deadline = time.monotonic() + seconds
        pause = _LOOK_AGAIN_SECONDS
        while not enough(seen := read()):
            if time.monotonic() > deadline:
                raise TooLate(f"waited {seconds:g} s for {what}; last seen: {seen!r}")
            time.sleep(pause)
            pause = min(pause * 1.5, 1.0)
        return seen

    def _send(
        self,
        method: str,
        path: str,
        key: str | None,
        *,
        headers: Mapping[str, str] | None = None,
        content: bytes | None = None,
        params: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        deadline = time.monotonic() + self._patience
        while True:
            asked = {**(headers or {}), **({"Authorization": f"Bearer {key}"} if key else {})}
            if self._heard:
                asked["Lingpao-After"] = self.after
            try:
                answer = self._http.request(
                    method, path, headers=asked, content=content, params=params
                )
            except httpx.TransportError as error:
                if time.monotonic() > deadline:
                    raise Unreachable(f"{method} {path}: {error}") from error
                time.sleep(_LOOK_AGAIN_SECONDS)
                continue
            if answer.is_success:
                self._remember(answer.headers.get("Lingpao-Position", ""))
                return answer
            wait = _retry_after(answer)
            if wait is None or time.monotonic() + wait > deadline:
                raise Problem(method, path, answer.status_code, _document(answer))
            time.sleep(wait)

    def _remember(self, positions: str) -> None:
        for where, position in _TOKEN.findall(positions):
            self._heard[where] = max(int(position), self._heard.get(where, 0))


def _retry_after(answer: httpx.Response) -> float | None:
    """Return for how long the service asks to wait, None when waiting will not help."""
    if answer.status_code not in {httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.TOO_MANY_REQUESTS}:
        return None
    asked = answer.headers.get("Retry-After", "")
    return float(asked) if re.fullmatch(r"[0-9]{1,4}", asked) else _LOOK_AGAIN_SECONDS


def _document(answer: httpx.Response) -> dict[str, Any]:
    try:
        document = answer.json()
    except ValueError:
        return {"detail": answer.text[:500]}
    return document if isinstance(document, dict) else {"detail": answer.text[:500]}
