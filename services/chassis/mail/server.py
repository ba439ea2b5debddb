"""The mail server that takes our mail, read from a file that only we may read.

The file is JSON: ``host``, ``port``, ``security`` (``tls``, ``starttls`` or ``none``), ``sender``
(the address in From), ``pages`` (the registry's public address, for the links in a mail), and,
where the server wants them, ``user`` and ``password``; ``sender_name`` as people read it, and
``authorities``, a file of certificates to trust instead of the system's.
"""

import json
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

_SECURITY = ("tls", "starttls", "none")
_NEEDED = ("host", "port", "security", "sender", "pages")
_OTHERS_MAY = 0o077
#: Bytes of UTF-8 that fit into one encoded word: readers put a space between two.
_MOST_NAME = 45
_PORTS = range(1, 65_536)


class BadMailFile(ValueError):
    """The file that names the mail server is missing, readable by others, or wrong."""


@dataclass(frozen=True, kw_only=True)
class MailServer:
    """Where mail is handed over, and in whose name."""

    host: str
    port: int
    security: str
    sender: str
    pages: str
    sender_name: str = ""
    user: str = ""
    password: str = field(default="", repr=False)
    authorities: str = ""

    @property
    def domain(self) -> str:
        """The sender's domain: names this host to the server, and ends each Message-ID."""
        return self.sender.rpartition("@")[2]

    @property
    def place(self) -> str:
        """Where it is, in words without a secret."""
        return f"{self.host}:{self.port}"


def read(path: Path) -> MailServer:
    """Read the file.

    :raises BadMailFile: when others may read it, or it does not say what it must; the message says
        what is wrong and repeats no value, for one of them is a password.
    """
    try:
        mode = path.stat().st_mode
        text = path.read_text("utf-8")
    except OSError as error:
        raise BadMailFile(f"{error}") from error
    if mode & _OTHERS_MAY:
        raise BadMailFile(f"others may read {path}: chmod 600")
    try:
        said = json.loads(text)
    except ValueError as error:
        # Its own words would repeat a part of the file.
        raise BadMailFile(f"{path} is not JSON") from error
    if not isinstance(said, dict):
        raise BadMailFile(f"{path} is no JSON object")
    known = {one.name for one in fields(MailServer)}
    if unknown := sorted(set(said) - known):
        raise BadMailFile(f"{path}: {', '.join(unknown)} is unknown; known are {sorted(known)}")
    if missing := [name for name in _NEEDED if not said.get(name)]:
        raise BadMailFile(f"{path}: {', '.join(missing)} is missing")
    _check(path, said)
    return MailServer(**said)


def _check(path: Path, said: dict[str, Any]) -> None:
    port = said["port"]
    wrong = [name for name, value in said.items() if name != "port" and not _is_line(value)]
    if not isinstance(port, int) or isinstance(port, bool) or port not in _PORTS:
        wrong.append("port")
    if wrong:
        raise BadMailFile(f"{path}: {', '.join(wrong)} cannot be so")
    if said["security"] not in _SECURITY:
        raise BadMailFile(f"{path}: security is one of {', '.join(_SECURITY)}")
    if len(said.get("sender_name", "").encode()) > _MOST_NAME:
        raise BadMailFile(f"{path}: sender_name has at most {_MOST_NAME} bytes")
    local, at, domain = said["sender"].partition("@")
    if not (said["sender"].isascii() and local and at and domain) or "@" in domain:
        raise BadMailFile(f"{path}: sender is an address such as registry@example.org")
    if not said["pages"].startswith(("https://", "http://")):
        raise BadMailFile(f"{path}: pages is an address such as https://example.org/registry")
    if bool(said.get("user")) != bool(said.get("password")):
        raise BadMailFile(f"{path}: user and password come together")
    if said.get("user") and said["security"] == "none":
        raise BadMailFile(f"{path}: a password goes over tls or starttls only")


def _is_line(value: Any) -> bool:
    return isinstance(value, str) and value.isprintable()
