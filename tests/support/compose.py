"""docker-compose.yml without an engine: its containers as processes of this machine.

Each runs the very command with the very environment that the file and the image name, as the user
they name and without any privilege when the tests run as root. Nothing is replaced but what an
engine's network and mounts would have provided: addresses and the places of files. What a started
process really got is read back from the kernel and compared with the file (``as_named``).
"""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.support.running import ROOT

FILE = ROOT / "docker-compose.yml"
STOP_SECONDS = 60
HEALTH_SECONDS = 120
_VARIABLE = re.compile(r"\$\{(\w+)(?::-([^}]*))?\}")


def read(variables: Mapping[str, str]) -> dict[str, Any]:
    """Read the file with the variables that a person's shell would give it."""
    return dict(_filled(yaml.safe_load(FILE.read_text("utf-8")), variables))


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    """Fill in values that have been read: what a variable holds is never read as YAML."""
    if isinstance(value, dict):
        return {name: _filled(inner, variables) for name, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, variables) for inner in value]
    if isinstance(value, str):
        return _VARIABLE.sub(lambda found: variables.get(found[1]) or found[2] or "", value)
    return value


def mounts(service: Mapping[str, Any]) -> dict[str, str]:
    """What lies where in a container: the mounted name or path, by its place inside."""
    return {
        inside: outside
        for outside, inside in (volume.split(":")[:2] for volume in service.get("volumes", ()))
    }


@dataclass
class Container:
    """One replica of a service.

    :ivar replaced: the words that stand for a place or an address here, by what the file says.
    :ivar user: the numeric user and group, ``uid:gid``; empty for the one who runs the tests.
    """

    name: str
    service: Mapping[str, Any]
    path: str
    image_environment: Mapping[str, str]
    replaced: Mapping[str, str]
    user: str
    folder: Path
    process: "subprocess.Popen[bytes] | None" = None
    _exits: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def command(self) -> list[str]:
        return [self.here(word) for word in self.service["command"]]

    @property
    def environment(self) -> dict[str, str]:
        """Exactly what the image and the file name, and where programs are found."""
        named = {**self.image_environment, **self.service.get("environment", {})}
        return {name: self.here(str(value)) for name, value in named.items()} | {"PATH": self.path}

    def here(self, word: str) -> str:
        """Return a word of the file with its places and addresses replaced."""
        return replace(word, self.replaced)

    def as_named(self, word: str) -> str:
        """Return a word as the file has it: :meth:`here` undone."""
        return replace(word, {here: named for named, here in self.replaced.items()})

    def start(self, *instead: str) -> None:
        """Start it; whether it is well is for :meth:`wait_until_healthy` to say.

        :param instead: the command where the file leaves it to an image that is not ours.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as out:
            if self.user and os.geteuid() == 0:
                # As engines do: who runs in a container may open its standard output again.
                os.fchown(out.fileno(), *map(int, self.user.split(":")))
            self.process = subprocess.Popen(
                self._as_user(list(instead) or self.command),
                cwd=self._workdir(),
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
            )

    def run(self, *command: str, seconds: int = 60) -> "subprocess.CompletedProcess[str]":
        """Run another command in the same environment, as `run` and `exec` of compose do."""
        return subprocess.run(
            self._as_user([self.here(word) for word in command]),
            cwd=self._workdir(),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )

    def check_health(self) -> "subprocess.CompletedProcess[str]":
        """Run the health check as it is written."""
        kind, *command = self.service["healthcheck"]["test"]
        assert kind == "CMD"
        return self.run(*command)

    def wait_until_healthy(self) -> None:
        """Check again and again.

        :raises AssertionError: with the log when it ended or does not get well in time.
        """
        deadline = time.monotonic() + HEALTH_SECONDS
        while (found := self.check_health()).returncode != 0:
            running = self.process is None or self.process.poll() is None
            told = f"{self.name}: {found.stdout}{found.stderr}\n{self.tail()}"
            assert running, f"ended: {told}"
            assert time.monotonic() < deadline, f"not healthy: {told}"
            time.sleep(0.2)

    def really(self) -> tuple[list[str], dict[str, str]]:
        """Return the command it was started with, and the environment that the kernel says it
        has, both in the file's words. (nginx writes its title over its environment.)
        """
        assert self.process is not None
        arguments = list(map(str, self.process.args))[-len(self.service["command"]) :]
        raw = Path(f"/proc/{self.process.pid}/environ").read_bytes().decode()
        environment = dict(pair.split("=", 1) for pair in raw.split("\0") if "=" in pair)
        return (
            [self.as_named(word) for word in arguments],
            {name: self.as_named(value) for name, value in environment.items()},
        )

    def kill(self) -> None:
        """Kill -9 all of it."""
        self._signal(signal.SIGKILL)
        assert self.process is not None
        self.process.wait()

    def ask_to_stop(self) -> None:
        """Ask the first process alone, and once, as an engine does."""
        assert self.process is not None
        if self.process.poll() is None:
            self.process.terminate()

    def wait_until_stopped(self) -> int:
        """Return the exit status of one that was asked.

        :raises AssertionError: when it takes longer than the file's grace period.
        """
        assert self.process is not None
        grace = int(self.service["stop_grace_period"].removesuffix("s"))
        try:
            status = self.process.wait(min(grace, STOP_SECONDS))
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"{self.name} did not stop:\n{self.tail()}") from None
        self._signal(signal.SIGKILL)
        return status

    def tail(self) -> str:
        return self.log.read_text("utf-8", "replace")[-3000:] if self.log.exists() else ""

    def _signal(self, number: int) -> None:
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)

    def _workdir(self) -> Path:
        # Somewhere that holds nothing: neither the repository nor anything to write to.
        return Path("/")

    def _as_user(self, command: list[str]) -> list[str]:
        """Become the container's user, without capabilities and without a way to regain them."""
        if not self.user or os.geteuid() != 0:
            return command
        uid, gid = self.user.split(":")
        return [
            "setpriv",
            f"--reuid={uid}",
            f"--regid={gid}",
            "--clear-groups",
            "--no-new-privs",
            "--inh-caps=-all",
            "--bounding-set=-all",
            *command,
        ]


def replace(word: str, words: Mapping[str, str]) -> str:
    """Replace every occurrence in one pass, the longest first."""
    if not words:
        return word
    longest_first = sorted(words, key=len, reverse=True)
    pattern = "|".join(re.escape(one) for one in longest_first)
    return re.sub(pattern, lambda found: words[found[0]], word)


@contextlib.contextmanager
def machine(prefix: str) -> Iterator[Path]:
    """A folder that every user may enter and none but us list: pytest's own are closed to others."""
    folder = Path(tempfile.mkdtemp(prefix=prefix))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
