"""A platform that answers over HTTP: a record as JSON, and the document's very bytes.

``GET {url}/record?record_number=…`` and ``GET {url}/document?record_number=…``. The document is
hashed here, as it comes. Redirects are not followed. Whatever is cut short, too long, too slow or
not in the form below is no answer: a difference is only what was read whole.
"""

import hashlib
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import httpx
import msgspec

from services.chassis.errand import OutsideUnavailable
from services.contracts.values import DeclaredValue, Reference
from services.intake.domain.platform_record import Gone, PlatformRecord, Shown

from .tidy import tidy

RECORD_BYTES, DOCUMENT_BYTES = 1_000_000, 20_000_000
#: Of a silence, and of a whole question: short of the 15 seconds after which a loop seems dead.
SILENCE_SECONDS, WHOLE_SECONDS = 2.5, 10.0
_THERE, _GONE = frozenset({200}), frozenset({404, 410})


class _Head(msgspec.Struct):
    record_number: str
    status: Literal["in_force", "abolished", "gone"]


class _Value(msgspec.Struct):
    indicator: str
    operator: Literal["<", "≤", "=", "≥", ">"]
    value: Decimal
    unit: str
    clause: str = ""
    page: int = 0


class _Reference(msgspec.Struct):
    number: str
    title: str = ""


class _Record(msgspec.Struct):
    record_number: str
    number: str
    name: str
    edition: str
    published: date
    effective: date
    covers: tuple[str, ...]
    references: tuple[_Reference, ...]
    values: tuple[_Value, ...]
    abolished: date | None = None


class HttpPlatform:
    """Asks a platform at an address; ``whole`` bounds one question, in seconds."""

    def __init__(
        self, url: str, *, silence: float = SILENCE_SECONDS, whole: float = WHOLE_SECONDS
    ) -> None:
        self._url = url.rstrip("/")
        self._silence, self._whole = silence, whole

    def show(self, record_number: str, since: datetime) -> Shown:  # noqa: ARG002 - it shows today
        """Return the record as the platform shows it now.

        :raises OutsideUnavailable: when it does not answer, or not in this form.
        """
        deadline = time.monotonic() + self._whole
        try:
            with self._client() as client:
                return self._show(client, record_number, deadline)
        except httpx.TimeoutException as error:
            raise OutsideUnavailable("逾时未应答 no answer in time") from error
        except httpx.ConnectError as error:
            raise OutsideUnavailable("无法连接 cannot be reached") from error
        except httpx.HTTPError as error:
            raise OutsideUnavailable(
                f"应答中断 the answer broke off ({type(error).__name__})"
            ) from error

    def _client(self) -> httpx.Client:
        return httpx.Client(
            timeout=self._silence, follow_redirects=False, headers={"Accept-Encoding": "identity"}
        )

    def _show(self, client: httpx.Client, record_number: str, deadline: float) -> Shown:
        with self._asked(client, "record", record_number, _THERE | _GONE) as answer:
            data = b"".join(_chunks(answer, RECORD_BYTES, deadline))
            missing = answer.status_code in _GONE
        head = _decode(data, _Head)
        if head.record_number != record_number:
            raise _unreadable("it tells of another record")
        if head.status == "gone":
            return Gone()
        if missing:
            # A page that is not there is no word about a record.
            raise OutsideUnavailable(f"HTTP {answer.status_code}")
        record: _Record = _decode(data, _Record)
        if head.status == "abolished" and record.abolished is None:
            raise _unreadable("abolished without a day")
        digest = hashlib.sha256()
        with self._asked(client, "document", record_number, _THERE) as answer:
            for chunk in _chunks(answer, DOCUMENT_BYTES, deadline):
                digest.update(chunk)
        return tidy(_record(record, digest.hexdigest()))

    @contextmanager
    def _asked(
        self, client: httpx.Client, what: str, record_number: str, wanted: frozenset[int]
    ) -> Iterator[httpx.Response]:
        params = {"record_number": record_number}
        with client.stream("GET", f"{self._url}/{what}", params=params) as answer:
            if answer.status_code not in wanted:
                raise OutsideUnavailable(f"HTTP {answer.status_code}")
            headers = answer.headers
            if headers.get("content-encoding", "identity") != "identity":
                raise _unreadable("it is packed")
            if "content-length" not in headers and "transfer-encoding" not in headers:
                # Nobody could tell half of it from the whole.
                raise _unreadable("it does not say how long it is")
            yield answer


def _chunks(answer: httpx.Response, most: int, deadline: float) -> Iterator[bytes]:
    size = 0
    for chunk in answer.iter_raw():
        size += len(chunk)
        if size > most:
            raise _unreadable(f"longer than {most} bytes")
        if time.monotonic() > deadline:
            raise OutsideUnavailable("逾时未应答 no answer in time")
        yield chunk


def _decode(data: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(str(error)[:150]) from error


def _unreadable(why: str) -> OutsideUnavailable:
    return OutsideUnavailable(f"应答无法读取 the answer cannot be read: {why}")


def _record(found: _Record, document_sha256: str) -> PlatformRecord:
    return PlatformRecord(
        record_number=found.record_number,
        number=found.number,
        name=found.name,
        edition=found.edition,
        published=found.published,
        effective=found.effective,
        abolished=found.abolished,
        covers=found.covers,
        references=tuple(Reference(number=one.number, title=one.title) for one in found.references),
        values=tuple(
            DeclaredValue(
                indicator=one.indicator,
                operator=one.operator,
                value=one.value,
                unit=one.unit,
                clause=one.clause,
                page=one.page,
            )
            for one in found.values
        ),
        document_sha256=document_sha256,
    )
