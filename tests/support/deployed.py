"""Makes a deployment for a test: databases, Kafka, the image's environment, then all the rest.

Kafka and PostgreSQL are the local ones (infra/kafka, infra/postgres) with the settings that
docker-compose.yml names.
"""

import contextlib
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from tests.support import compose, image
from tests.support.deployment import WEBS, WORKERS, Deployment, give, system_path
from tests.support.kafka import JARS, own_broker
from tests.support.postgres import own_server
from tests.support.resolver import Resolver
from tests.support.running import ROOT, free_port


@contextlib.contextmanager
def deployment(simulation: str, replicas: int) -> Iterator[Deployment]:
    """The whole deployment, started and healthy, for the length of a block."""
    need_programs(nginx="nginx-light", wget="wget", psql="postgresql-client")
    file = compose.read({"LINGPAO_SIMULATION": simulation})
    with contextlib.ExitStack() as stack:
        folder = stack.enter_context(compose.machine("lingpao-deployment-"))
        subprocess.run(
            [ROOT / "infra" / "secrets.sh", folder / "secrets"], check=True, capture_output=True
        )
        server = stack.enter_context(
            own_server(folder, *_options(file["services"]["postgres"]["command"]))
        )
        make_databases(server.url, folder / "secrets")
        resolver = Resolver({})
        stack.callback(resolver.close)
        made = Deployment(
            folder=folder,
            file=file,
            bin=image.build(folder),
            kafka=f"127.0.0.1:{free_port()}",
            postgres=server.url,
            resolver=resolver,
            web_port=free_port(),
            gateway_port=free_port(),
            signer_port=free_port(),
        )
        _make_documents(made)
        stack.callback(made.kill)
        made.container("postgres")
        _start_kafka(made, controller=free_port())
        made.start(replicas)
        for one in made.replicas(*WEBS, *WORKERS, "gateway"):
            one.wait_until_healthy()
        yield made


def need_programs(**packages: str) -> None:
    """Install what is missing when root on Debian.

    :raises AssertionError: naming what to install elsewhere.
    """
    path = system_path()
    missing = [package for name, package in packages.items() if not shutil.which(name, path=path)]
    if not missing:
        return
    assert os.geteuid() == 0, f"install {', '.join(missing)}"
    assert shutil.which("apt-get"), f"install {', '.join(missing)}"
    subprocess.run(["apt-get", "update", "-q"], check=True)
    subprocess.run(
        ["apt-get", "install", "-y", "-q", "--no-install-recommends", *missing],
        env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
        check=True,
    )


def make_databases(admin: str, secrets: Path) -> None:
    """Run what the server's image runs on a new volume."""
    host, port = admin.rsplit("@", 1)[1].split("/", maxsplit=1)[0].split(":")
    env = {"PATH": system_path(), "PGHOST": host, "PGPORT": port, "SECRETS": str(secrets)}
    done = subprocess.run(
        [ROOT / "infra" / "postgres" / "init.sh"],
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert not done.stdout + done.stderr


def _options(command: list[str]) -> list[str]:
    program, *options = command
    assert program == "postgres"
    return options


def _make_documents(made: Deployment) -> None:
    """A new volume takes the owner of what it covers in the image."""
    documents = made.folder / "documents"
    documents.mkdir(mode=0o750)
    give(documents, image.stages()[-1].all("USER")[0])


def _start_kafka(made: Deployment, controller: int) -> None:
    """Start Kafka with the settings that the image's own launcher makes of the environment."""
    kafka = made.container("kafka")
    if not (JARS / "complete").exists():
        # A bare machine's first broker brings Java and the jars.
        with own_broker(kafka.folder / "first"):
            """That it ran is all."""
    kafka.replaced = {
        **kafka.replaced,
        "127.0.0.1:9093": f"127.0.0.1:{controller}",
        "/var/lib/kafka/data": str(kafka.folder / "data"),
    }
    settings = {name: kafka.folder / name for name in ("default", "mounted", "final")}
    for name, folder in settings.items():
        folder.mkdir()
        for file in ("server.properties", "log4j2.yaml", "tools-log4j2.yaml"):
            if name != "mounted":
                (folder / file).touch()
    java = ["java", "-XX:TieredStopAtLevel=1", "-cp", f"{JARS}/*"]
    launched = kafka.run(
        *(*java, "kafka.docker.KafkaDockerWrapper", "setup"),
        *(f"--{name}-configs-dir={folder}" for name, folder in settings.items()),
    )
    assert launched.returncode == 0, launched.stdout + launched.stderr
    tool = made.folder / "kafka" / "bin" / "kafka-broker-api-versions.sh"
    tool.parent.mkdir(parents=True)
    main = "org.apache.kafka.tools.BrokerApiVersionsCommand"
    tool.write_text(f'#!/bin/sh\nexec {shlex.join(java)} {main} "$@"\n')
    tool.chmod(0o755)
    heap = kafka.environment["KAFKA_HEAP_OPTS"]
    logs = f"-Dkafka.logs.dir={kafka.folder}"
    kafka.start(*java, heap, logs, "kafka.Kafka", str(settings["final"] / "server.properties"))
    kafka.wait_until_healthy()
