"""Getting let in by Apache Kafka, and saying in words why it does not let us in.

Clients are made here and nowhere else. A client that cannot connect tries for seconds, tells
nothing but that the time is over, and leaves its sockets behind; so a broker must first take our
own connection, and what the library then writes to its log is the reason we tell.
"""

import logging
import re
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from kafka import TopicPartition
from kafka.admin import KafkaAdminClient
from kafka.errors import (
    KafkaConfigurationError,
    KafkaError,
    KafkaTimeoutError,
    OffsetOutOfRangeError,
)

from .port import BusUnavailable, Partition

Client = TypeVar("Client")

CONNECT_MS = 5_000
#: A broker that comes back is met again this soon; the library would wait up to half a minute.
_RECONNECT_MS = 1_000
_UNKNOWN_TOPIC = 3
_REASON = re.compile(r"Bootstrap (?:connection|attempt) to \S+ failed: (.*) \(backoff")
_HUNG_UP = "socket disconnected"


@dataclass(frozen=True)
class KafkaSettings:
    """Where the brokers are and how to be let in.

    ``security`` holds kafka-python's own settings for TLS and SASL (``security_protocol``,
    ``ssl_cafile``, ``sasl_mechanism`` …), passed on as they are. ``replication`` is how many
    brokers hold a copy of each topic; all but one of them must have a record before it counts.
    """

    servers: str
    replication: int = 1
    security: dict[str, Any] = field(default_factory=dict, repr=False)


def connect(make: Callable[..., Client], settings: KafkaSettings, **options: Any) -> Client:
    """Make a client of the library.

    :raises BusUnavailable: when no broker takes the connection or lets us in, with the reason.
    :raises KafkaConfigurationError: when the settings make no sense, whatever the brokers say.
    """
    servers = [server.strip() for server in settings.servers.split(",")]
    context = _tls(settings.security)
    refusals = [_refusal(server, context) for server in servers]
    if all(refusals):
        raise BusUnavailable(f"kafka: nobody answers at {settings.servers}: {refusals[0]}")
    with _reasons() as told, speaking():
        try:
            return make(
                bootstrap_servers=servers,
                bootstrap_timeout_ms=CONNECT_MS,
                reconnect_backoff_max_ms=_RECONNECT_MS,
                **settings.security,
                **options,
            )
        except KafkaTimeoutError as error:
            raise BusUnavailable(f"kafka: not let in at {settings.servers}: {told()}") from error


def _tls(security: Mapping[str, Any]) -> ssl.SSLContext | None:
    """Return how we speak TLS, None when the settings ask for none.

    :raises KafkaConfigurationError: when a certificate or key cannot be read.
    """
    if security.get("security_protocol") not in ("SSL", "SASL_SSL"):
        return None
    authority, own = security.get("ssl_cafile"), security.get("ssl_certfile")
    try:
        context = ssl.create_default_context(cafile=authority)
        context.check_hostname = security.get("ssl_check_hostname", True)
        if own:
            context.load_cert_chain(own, security.get("ssl_keyfile"), security.get("ssl_password"))
    except OSError as error:
        names = ", ".join(filter(None, (authority, own)))
        raise KafkaConfigurationError(f"cannot read {names}: {error}") from error
    return context


def _refusal(server: str, context: ssl.SSLContext | None) -> str:
    """Return why a server does not take a connection, empty when it does.

    :raises KafkaConfigurationError: when it is no ``host:port``.
    """
    host, _, port = server.rpartition(":")
    host = host.strip("[]")
    if not host or not port.isdecimal():
        raise KafkaConfigurationError(f"{server!r} is no host:port")
    try:
        with socket.create_connection((host, int(port)), CONNECT_MS / 1000) as plain:
            if context is not None:
                context.wrap_socket(plain, server_hostname=host).close()
    except OSError as error:
        return str(error)
    return ""


@contextmanager
def _reasons() -> Iterator[Callable[[], str]]:
    """Listen to what the library says of failed connections; the value tells the reason."""
    found: list[str] = []

    class Listener(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if said := _REASON.match(record.getMessage()):
                found.append(said[1])

    def told() -> str:
        # A broker that refuses hangs up, and often the client sees only that.
        plain = [reason for reason in found if _HUNG_UP not in reason]
        reason = (plain or found or [f"no answer within {CONNECT_MS // 1000} s"])[-1]
        return f"{reason} (check security_protocol, user and password)"

    logger, listener = logging.getLogger("kafka.net.manager"), Listener(logging.WARNING)
    logger.addHandler(listener)
    try:
        yield told
    finally:
        logger.removeHandler(listener)


@contextmanager
def speaking() -> Iterator[None]:
    """Tell any trouble with the brokers in the port's word; positions are told apart."""
    try:
        yield
    except (OffsetOutOfRangeError, KafkaConfigurationError):
        raise
    except KafkaError as error:
        raise BusUnavailable(f"kafka: {type(error).__name__} {error}") from error


@contextmanager
def administering(settings: KafkaSettings) -> Iterator[KafkaAdminClient]:
    """Give a client that may look at topics and make them."""
    client = connect(KafkaAdminClient, settings)
    try:
        with speaking():
            yield client
    finally:
        client.close()


def copies(admin: KafkaAdminClient, topic: str) -> list[int] | None:
    """Return on how many brokers each partition of a topic lies, None without such a topic."""
    [told] = admin.describe_topics([topic])
    if told["error_code"] == _UNKNOWN_TOPIC:
        return None
    return [len(partition["replica_nodes"]) for partition in told["partitions"]]


def kafkas(place: Partition) -> TopicPartition:
    """Return a partition in the library's words."""
    return TopicPartition(place.topic, place.number)
