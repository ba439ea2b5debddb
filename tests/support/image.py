"""The image without an engine: the Dockerfile's build stage, carried out in a folder.

Its COPYs copy, of what .dockerignore lets through, and its RUNs run as they are written; only the
places are others. What comes out is the very environment that the image's last stage takes over.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.running import ROOT

DOCKERFILE = ROOT / "infra" / "image" / "Dockerfile"
#: Where the image keeps the environment, and where its build stage works.
HOME, SOURCE = "/opt/lingpao", "/src"
SECONDS = 300


@dataclass
class Stage:
    """One FROM and the instructions after it, each as (instruction, rest of the line)."""

    base: str
    steps: list[tuple[str, str]] = field(default_factory=list)

    def all(self, instruction: str) -> list[str]:
        return [rest for name, rest in self.steps if name == instruction]

    @property
    def environment(self) -> dict[str, str]:
        pairs = [shlex.split(rest) for rest in self.all("ENV")]
        return dict(pair.split("=", 1) for line in pairs for pair in line)


def stages() -> list[Stage]:
    """Read the Dockerfile: comments left out, continued lines joined."""
    text = "\n".join(
        line for line in DOCKERFILE.read_text("utf-8").splitlines() if not line.startswith("#")
    )
    found: list[Stage] = []
    for line in re.sub(r"\\\n\s*", "", text).splitlines():
        instruction, _, rest = line.partition(" ")
        if instruction == "FROM":
            found.append(Stage(rest.split(" ")[0]))
        elif instruction:
            found[-1].steps.append((instruction, rest.strip()))
    return found


def admitted(name: str) -> bool:
    """Tell whether .dockerignore lets a file of the repository into the build.

    Read as far as ours is written: all is shut out, names with ``!`` are let in with all below
    them, names with ``**/`` are shut out anywhere.
    """
    lines = (ROOT / ".dockerignore").read_text("utf-8").splitlines()
    first, *rest = [line for line in lines if line and not line.startswith("#")]
    assert first == "*"
    taken = [line[1:] for line in rest if line.startswith("!")]
    nowhere = [line.removeprefix("**/") for line in rest if not line.startswith("!")]
    assert all("*" not in one for one in taken + nowhere), "a pattern not read here"
    parts = Path(name).parts
    return any(Path(name).is_relative_to(one) for one in taken) and not set(parts) & set(nowhere)


def build(folder: Path) -> Path:
    """Carry out the build stage below a folder and return the environment's bin folder.

    :raises AssertionError: with the output of the step that failed.
    """
    stage = stages()[0]
    source, home = folder / SOURCE.lstrip("/"), folder / HOME.lstrip("/")
    source.mkdir(parents=True)
    home.parent.mkdir(parents=True, exist_ok=True)
    python = _interpreter()
    env = {"PATH": os.environ["PATH"], "HOME": str(folder), **stage.environment}
    # How this machine reaches its package registry is the machine's business.
    env |= {name: value for name, value in os.environ.items() if _REGISTRY.search(name)}
    assert stage.all("WORKDIR") == [SOURCE]
    for instruction, rest in stage.steps:
        if instruction == "COPY":
            *names, target = rest.split(" ")
            for name in names:
                _copy(name, source, target)
        elif instruction == "RUN":
            command = rest.replace(HOME, str(home)).replace("python -m venv", f"{python} -m venv")
            done = subprocess.run(
                ["/bin/sh", "-c", command],
                cwd=source,
                env=env,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                timeout=SECONDS,
            )
            assert done.returncode == 0, f"RUN {command}\n{done.stdout[-4000:]}"
    return home / "bin"


_REGISTRY = re.compile(r"^pip_|proxy$|cert", re.IGNORECASE)


def _interpreter() -> Path:
    """A Python that the image's user may run too, which root's own in /root is not.

    :raises AssertionError: when there is none.
    """
    ours = Path(sys.base_prefix, "bin", "python3")
    system = Path("/usr/bin/python3")
    if os.geteuid() == 0 and not _open_to_all(ours) and not _has_venv(system):
        subprocess.run(["apt-get", "update", "-q"], check=True)
        subprocess.run(
            ["apt-get", "install", "-y", "-q", "--no-install-recommends", "python3-venv"],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            check=True,
        )
    for found in (ours, system):
        if (_open_to_all(found) or os.geteuid() != 0) and _has_venv(found):
            return found
    raise AssertionError("no Python 3.11 with its venv module that another user may run")


def _open_to_all(file: Path) -> bool:
    real = file.resolve()
    return all(place.stat().st_mode & 0o001 for place in (real, *real.parents))


def _has_venv(python: Path) -> bool:
    asked = "import ensurepip, sys, venv; sys.exit(sys.version_info < (3, 11))"
    done = subprocess.run([python, "-c", asked], capture_output=True, check=False)
    return done.returncode == 0


def _copy(name: str, source: Path, target: str) -> None:
    """Copy a file, or a folder's contents, as COPY does."""
    into = source / target
    files = [ROOT / name] if (ROOT / name).is_file() else (ROOT / name).rglob("*")
    copied = 0
    for file in files:
        if not file.is_file() or not admitted(str(file.relative_to(ROOT))):
            continue
        if (ROOT / name).is_file():
            to = into / file.name if target.endswith("/") else into
        else:
            to = into / file.relative_to(ROOT / name)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(file, to)
        copied += 1
    assert copied, f"COPY {name}: .dockerignore lets nothing of it through"
