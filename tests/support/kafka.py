"""A real Apache Kafka for tests: started from infra/kafka, or the one that KAFKA names."""

import base64
import contextlib
import os
import signal
import socket
import subprocess
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support import certificates
from tests.support.running import ROOT, free_port

JARS = ROOT / "var" / "kafka-jars"
#: The first start on a bare machine installs Java and fetches the jars.
READY_SECONDS = 600
USER, PASSWORD = "lingpao", "let-me-in"


@dataclass
class Broker:
    """A broker of one's own, which may be killed and started again at the same place.

    ``security`` is what a client needs to be let in, in kafka-python's words.
    """

    folder: Path
    port: int
    security: dict[str, Any] = field(default_factory=dict)
    options: tuple[str, ...] = ()
    process: "subprocess.Popen[bytes] | None" = None
    controller: int = field(default_factory=free_port)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def start(self) -> None:
        """Start, and wait until it takes connections.

        :raises AssertionError: loudly, with its log, when it does not.
        """
        assert self.process is None
        log = self.folder / "broker.log"
        command = [ROOT / "infra" / "kafka" / "run.sh", self.folder, self.port, self.controller]
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [*map(str, command), *self.options],
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        deadline = time.monotonic() + READY_SECONDS
        while True:
            assert self.process.poll() is None, f"Kafka did not start:\n{log.read_text()[-3000:]}"
            assert time.monotonic() < deadline, f"Kafka is not ready:\n{log.read_text()[-3000:]}"
            with (
                contextlib.suppress(OSError),
                socket.create_connection(("127.0.0.1", self.port), 1),
            ):
                return
            time.sleep(0.05)

    def kill(self) -> None:
        """Kill -9, as a power cut would; once is enough."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    @contextlib.contextmanager
    def frozen(self) -> Iterator[None]:
        """Stopped but there: it takes connections and answers nothing."""
        assert self.process is not None
        self.process.send_signal(signal.SIGSTOP)
        try:
            yield
        finally:
            self.process.send_signal(signal.SIGCONT)


@contextlib.contextmanager
def broker(folder: Path) -> Iterator[str]:
    """The address of a running broker: the one that KAFKA names, else one of its own."""
    if given := os.environ.get("KAFKA"):
        yield given
        return
    with own_broker(folder) as made:
        yield made.address


@contextlib.contextmanager
def own_broker(folder: Path, *, port: int | None = None, secure: bool = False) -> Iterator[Broker]:
    """A broker that nobody else uses; a secure one speaks TLS and wants a password (SCRAM)."""
    folder.mkdir(parents=True, exist_ok=True)
    made = Broker(folder, port or free_port())
    if secure:
        _secure(made)
    try:
        made.start()
        yield made
    finally:
        made.kill()


@contextlib.contextmanager
def cluster(folder: Path, count: int) -> Iterator[list[Broker]]:
    """Brokers that hold copies of each other's topics; the first is their controller as well."""
    made = [Broker(folder / str(n), free_port()) for n in range(1, count + 1)]
    name = base64.urlsafe_b64encode(uuid.uuid4().bytes).decode().rstrip("=")
    for number, one in enumerate(made, 1):
        one.folder.mkdir(parents=True)
        properties = one.folder / "cluster.properties"
        properties.write_text(
            ""
            if number == 1
            else f"""\
process.roles=broker
node.id={number}
controller.quorum.voters=1@127.0.0.1:{made[0].controller}
listeners=PLAINTEXT://127.0.0.1:{one.port}
"""
        )
        one.options = (str(properties), f"--cluster-id={name}")
    try:
        for one in made:
            one.start()
        yield made
    finally:
        for one in made:
            one.kill()


def _secure(made: Broker) -> None:
    authority = certificates.authority(made.folder / "authority.pem")
    server = authority.sign(made.folder / "server.pem", "broker", "127.0.0.1")
    properties = made.folder / "secure.properties"
    properties.write_text(
        f"""\
listeners=SASL_SSL://127.0.0.1:{made.port},CONTROLLER://127.0.0.1:{made.controller}
advertised.listeners=SASL_SSL://127.0.0.1:{made.port}
inter.broker.listener.name=SASL_SSL
listener.security.protocol.map=CONTROLLER:PLAINTEXT,SASL_SSL:SASL_SSL
ssl.keystore.type=PEM
ssl.keystore.location={server}
ssl.truststore.type=PEM
ssl.truststore.location={authority.file}
sasl.enabled.mechanisms=SCRAM-SHA-512
sasl.mechanism.inter.broker.protocol=SCRAM-SHA-512
listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config=\
org.apache.kafka.common.security.scram.ScramLoginModule required \
username="{USER}" password="{PASSWORD}";
"""
    )
    made.options = (
        str(properties),
        "--add-scram",
        f"SCRAM-SHA-512=[name={USER},password={PASSWORD}]",
    )
    made.security = {
        "security_protocol": "SASL_SSL",
        "ssl_cafile": str(authority.file),
        "sasl_mechanism": "SCRAM-SHA-512",
        "sasl_plain_username": USER,
        "sasl_plain_password": PASSWORD,
    }


def console_consumer(address: str, topic: str, count: int) -> str:
    """What Kafka's own console consumer prints of a topic's first records, a line each.

    A line is headers, key and value, parted by tabs.

    :raises AssertionError: when it does not find as many.
    """
    done = subprocess.run(
        [
            *("java", "-XX:TieredStopAtLevel=1", "-cp", f"{JARS}/*"),
            "org.apache.kafka.tools.consumer.ConsoleConsumer",
            *("--bootstrap-server", address, "--topic", topic),
            *("--from-beginning", "--max-messages", str(count), "--timeout-ms", "60000"),
            *("--formatter-property", "print.key=true"),
            *("--formatter-property", "print.headers=true"),
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    assert f"Processed a total of {count} messages" in done.stderr, done.stderr[-3000:]
    return done.stdout
