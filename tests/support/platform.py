"""A public standards platform as a real HTTP server, whose records a test edits, deletes, hides.

It can be in trouble in every way a server has: not there, silent, broken, cut off, dripping, huge,
sending its callers elsewhere. Standards declared at a running system can be mirrored, as
enterprises publish on the platform what they declare.
"""

import contextlib
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

Record = dict[str, Any]
#: Finds what an enterprise has declared: the record and the document's bytes.
Mirror = Callable[[str], tuple[Record, bytes] | None]
_FIELDS = (
    "record_number", "number", "name", "edition", "published", "effective", "covers", "references",
    "values",
)  # fmt: skip


class FakePlatform:
    """The server; ``trouble`` names what is wrong with it, empty when nothing is."""

    def __init__(self, mirror: Mirror | None = None) -> None:
        self.records: dict[str, Record] = {}
        self.documents: dict[str, bytes] = {}
        self.deleted: set[str] = set()
        self.trouble = ""
        #: The documents alone are in this trouble.
        self.document_trouble = ""
        #: Record numbers asked for, in order.
        self.asked: list[str] = []
        #: Set when a silent server may go on.
        self.released = threading.Event()
        self._mirror = mirror
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listen, on the port of before."""
        platform = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    platform._answer(self)

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        class Server(ThreadingHTTPServer):
            allow_reuse_address = True
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_: Any) -> None:
                """A caller that was killed is no fault here."""

        self._server = Server(("127.0.0.1", self._port), Handler)
        self._port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Refuse connections from now on."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def publish(self, record: Record, document: bytes) -> None:
        number = record["record_number"]
        with self._lock:
            self.records[number] = {**record, "status": "in_force", "abolished": None}
            self.documents[number] = document

    def _found(self, number: str) -> Record | None:
        with self._lock:
            known = number in self.records or number in self.deleted
        if not known and self._mirror and (declared := self._mirror(number)):
            # One that was published meanwhile is published the same.
            self.publish(*declared)
        with self._lock:
            return None if number in self.deleted else self.records.get(number)

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        asked = urlsplit(request.path)
        number = parse_qs(asked.query).get("record_number", [""])[0]
        record = self._found(number)
        if asked.path == "/record":
            self.asked.append(number)
            if record is None:
                status, record = 404, {"record_number": number, "status": "gone"}
            else:
                status = 200
            _send(self, request, self.trouble, status, json.dumps(record).encode())
        elif asked.path == "/document" and record is not None:
            trouble = self.document_trouble or self.trouble
            _send(self, request, trouble, 200, self.documents[number])
        else:
            _send(self, request, "", 404, b"<h1>not found</h1>")


def _send(
    platform: FakePlatform, request: BaseHTTPRequestHandler, trouble: str, status: int, body: bytes
) -> None:
    if trouble == "silent":
        platform.released.wait(30)
    status, body = _SAYS.get(trouble, (status, body))
    request.send_response(status)
    for name, value in _HEADERS.get(trouble, {"Content-Length": str(len(body))}).items():
        request.send_header(name, value)
    if trouble in {"half", "packed"}:
        request.send_header("Content-Length", str(len(body)))
    request.end_headers()
    for chunk in _chunks(trouble, body):
        request.wfile.write(chunk)
        request.wfile.flush()
    request.close_connection = trouble != ""


#: What is answered in place of a record or a document.
_SAYS = {
    "500": (500, b"<h1>fault</h1>"),
    "404": (404, b"<h1>moved house</h1>"),
    "302": (302, b""),
    "garbage": (200, b'{"record_number": 7'),
    "another": (200, b'{"record_number": "EX-9", "status": "gone"}'),
    "unfit": (200, b'{"record_number": "EX-1", "status": "in_force", "number": 7}'),
    "no day": (200, b'{"record_number": "EX-1", "status": "abolished"}'),
}
_HEADERS = {
    "302": {"Location": "http://127.0.0.1:9/elsewhere", "Content-Length": "0"},
    "unmeasured": {"Connection": "close"},
    "packed": {"Content-Encoding": "gzip"},
    "half": {},
    "huge": {"Content-Length": str(10**12)},
}


def _chunks(trouble: str, body: bytes) -> Iterator[bytes]:
    if trouble == "huge":
        while True:
            yield b"x" * 100_000
    if trouble == "dripping":
        for byte in body:
            yield bytes([byte])
            time.sleep(0.1)
    elif trouble in {"half", "unmeasured"}:
        yield body[: len(body) // 2]
    else:
        yield body


@contextlib.contextmanager
def fake_platform(mirror: Mirror | None = None) -> Iterator[FakePlatform]:
    """A platform for the length of a block."""
    made = FakePlatform(mirror)
    try:
        yield made
    finally:
        made.released.set()
        made.stop()


def as_record(declared: Record) -> Record:
    """What a platform shows of a declaration as intake shows it."""
    return {name: declared[name] for name in _FIELDS}


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
