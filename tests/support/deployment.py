"""The deployment of docker-compose.yml, all of it, on this machine and without an engine.

What runs, where it lies and in which order it starts and stops; tests/support/deployed.py makes
one. A replica of a web has an address of its own at the port they share, which the network's name
server tells the gateway.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.support import compose, image
from tests.support.compose import Container
from tests.support.resolver import Resolver
from tests.support.running import ROOT, SEASON

SERVICES = ("intake", "scoring", "registry")
WEBS = tuple(f"{name}-web" for name in SERVICES)
WORKERS = tuple(f"{name}-worker" for name in SERVICES)


@dataclass
class Deployment:
    """What runs. ``containers`` by name and number, such as ``registry-worker-2``."""

    folder: Path
    file: Mapping[str, Any]
    bin: Path
    kafka: str
    postgres: str
    resolver: Resolver
    web_port: int
    gateway_port: int
    signer_port: int
    containers: dict[str, Container] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.gateway_port}"

    @property
    def secrets(self) -> Path:
        return self.folder / "secrets"

    def administrator(self, service: str) -> str:
        """The administrator's address of a service's database."""
        return f"{self.postgres.removesuffix('/postgres')}/lingpao_{service}"

    def replicas(self, *services: str) -> list[Container]:
        return [one for name, one in self.containers.items() if name.rpartition("-")[0] in services]

    def container(self, service: str, number: int = 1) -> Container:
        """Make a replica of a service, not started, with its mounts in place."""
        told = self.file["services"][service]
        folder = self.folder / f"{service}-{number}"
        folder.mkdir(exist_ok=True)
        folder.chmod(0o711)
        stages = image.stages()
        ours = told.get("image", "").startswith("lingpao:")
        made = Container(
            name=f"{service}-{number}",
            service=told,
            path=f"{self.bin}:{os.environ['PATH']}" if ours else system_path(),
            image_environment=_without_path(stages[-1].environment) if ours else {},
            replaced=self._replaced(service, number, folder),
            user=stages[-1].all("USER")[0] if ours else _numeric(told.get("user", "")),
            folder=folder,
        )
        self._mount(told, made)
        self.containers[made.name] = made
        return made

    def web_address(self, service: str, number: int) -> str:
        return f"127.0.{1 + WEBS.index(service)}.{number}"

    def _replaced(self, service: str, number: int, folder: Path) -> dict[str, str]:
        """What the engine's network and mounts would have stood for, by the file's words."""
        host, port = self.postgres.rsplit("@", 1)[1].split("/")[0].split(":")
        replaced = {
            "kafka:9092": self.kafka,
            "signer:8300": f"127.0.0.1:{self.signer_port}",
            "postgres:5432": f"{host}:{port}",
            "/run/secrets": str(folder / "secrets"),
            "/var/lib/lingpao": str(self.folder / "documents"),
        }
        if service in WEBS:
            own = f"{self.web_address(service, number)}:{self.web_port}"
            replaced |= {"127.0.0.1:8000": own, "0.0.0.0:8000": own}
        if service == "gateway":
            replaced = {
                "127.0.0.1:8080": f"127.0.0.1:{self.gateway_port}",
                "listen 8080;": f"listen 127.0.0.1:{self.gateway_port};",
                "resolver 127.0.0.11 ": f"resolver {self.resolver.address} ",
                "-web:8000;": f"-web:{self.web_port};",
                "/tmp/": f"{folder}/tmp/",
                "/etc/nginx/lingpao.conf": str(folder / "lingpao.conf"),
            }
        if service == "signer":
            own = f"127.0.0.1:{self.signer_port}"
            replaced |= {"127.0.0.1:8300": own, "0.0.0.0:8300": own}
            # A volume of its own; new, it takes the owner of what it covers in the image.
            replaced["/var/lib/lingpao"] = str(folder / "data")
        if service == "postgres":
            replaced = {"--port=5432": f"--port={port}"}
        if service == "kafka":
            replaced = {
                "0.0.0.0:9092": self.kafka,
                "kafka:9092": self.kafka,
                "/opt/kafka/bin": str(self.folder / "kafka" / "bin"),
            }
        return replaced

    def _mount(self, told: Mapping[str, Any], made: Container) -> None:
        """Lay what a container finds: its own secrets, and the gateway's settings.

        A mounted file keeps the owner and mode it has outside; so does the copy.
        """
        into = made.folder / "secrets"
        into.mkdir(exist_ok=True)
        into.chmod(0o755)
        for name in told.get("secrets", ()):
            shutil.copy2(self.secrets / name, into / name)
        for inside, outside in compose.mounts(told).items():
            if inside == "/etc/nginx/lingpao.conf":
                text = (ROOT / outside).read_text("utf-8")
                (made.folder / "lingpao.conf").write_text(made.here(text), "utf-8")
        if any(one.startswith("signer:") for one in told.get("volumes", ())):
            (made.folder / "data").mkdir(exist_ok=True, mode=0o750)
            give(made.folder / "data", made.user)
        if told.get("tmpfs"):
            (made.folder / "tmp").mkdir(exist_ok=True)
            give(made.folder / "tmp", made.user)

    def start(self, replicas: int) -> None:
        """Start everything in the order of depends_on, each when its conditions are met."""
        waiting = [name for name in self.file["services"] if name not in {"kafka", "postgres"}]
        done = {"kafka", "postgres"}
        while waiting:
            ready = [one for one in waiting if set(self._needs(one)) <= done]
            assert ready, f"depends_on runs in a circle: {waiting}"
            for name in ready:
                self._meet(self._needs(name))
                self._start(name, replicas if name in WEBS + WORKERS else 1)
            done |= set(ready)
            waiting = [one for one in waiting if one not in done]

    def _needs(self, service: str) -> dict[str, str]:
        told = self.file["services"][service].get("depends_on", {})
        if isinstance(told, list):
            return dict.fromkeys(told, "service_started")
        return {name: how["condition"] for name, how in told.items()}

    def _meet(self, needs: Mapping[str, str]) -> None:
        for name, condition in needs.items():
            if condition == "service_healthy":
                for one in self.replicas(name):
                    one.wait_until_healthy()

    def _start(self, service: str, replicas: int) -> None:
        for number in range(1, replicas + 1):
            made = self.container(service, number)
            if service in WEBS:
                addresses = self.resolver.names.get(service, [])
                self.resolver.names[service] = [*addresses, self.web_address(service, number)]
            if made.service["restart"] == "no":
                done = made.run(*made.service["command"])
                assert done.returncode == 0, done.stdout + done.stderr
            else:
                made.start()

    def stop(self) -> dict[str, int]:
        """Stop who was asked from outside first, then the services, then Kafka.

        :returns: the exit statuses, by name.
        """
        statuses = {}
        for tier in (("gateway",), WEBS + WORKERS, ("signer",), ("kafka",)):
            running = [one for one in self.replicas(*tier) if one.process is not None]
            for one in running:
                one.ask_to_stop()
            statuses |= {one.name: one.wait_until_stopped() for one in running}
        return statuses

    def kill(self) -> None:
        for one in self.containers.values():
            if one.process is not None:
                one.kill()

    def command(self, *arguments: str) -> list[str]:
        """A command of the image's own lingpao, for a person at this machine."""
        return [str(self.bin / "lingpao"), *arguments]

    @contextlib.contextmanager
    def load(self, operator_key_file: Path) -> "Iterator[subprocess.Popen[str]]":
        """Play the season through the gateway, beside the block."""
        words = ("load", "--url", self.url, "--operator-key-file", str(operator_key_file))
        with subprocess.Popen(
            self.command(*words, str(SEASON)),
            env={"PATH": os.environ["PATH"], "COLUMNS": "200"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as loader:
            try:
                yield loader
            finally:
                loader.kill()


def _numeric(user: str) -> str:
    """A user of another image that goes by a name stays ours: only that image knows its number."""
    return user if ":" in user else ""


def give(path: Path, user: str) -> None:
    """Make a numeric user of a container the owner, where we may."""
    if user and os.geteuid() == 0:
        os.chown(path, *map(int, user.split(":")))


def _without_path(environment: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environment.items() if name != "PATH"}


def system_path() -> str:
    """Where this machine's own programs are, nginx among them."""
    return f"{os.environ['PATH']}:/usr/sbin:/usr/bin:/sbin:/bin"
