"""The deployment's files, judged by programs that are not ours, and what they must never say."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.support import compose, image
from tests.support.running import ROOT

OURS = {
    f"{name}-{kind}" for name in ("intake", "scoring", "registry") for kind in ("web", "worker")
}


def installed(name: str) -> str:
    """A linter's program, which its package put beside the interpreter."""
    found = shutil.which(name, path=str(Path(sys.executable).parent))
    assert found, f"{name} is not installed beside {sys.executable}"
    return found


def validated(file: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    command = [installed("docker-compose"), "--file", str(file), "--project-directory", str(ROOT)]
    return subprocess.run(
        [*command, "config", "--format", "json"],
        env={"PATH": "", "HOME": "/nonexistent", **variables},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(compose.read({})["services"])


def test_compose_itself_reads_the_file_and_has_no_complaint() -> None:
    done = validated(compose.FILE)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""


def test_compose_would_have_complained(tmp_path: Path) -> None:
    text = compose.FILE.read_text("utf-8")
    for word, other in (("restart: ", "restrat: "), ("condition: service_healthy", "condition: x")):
        assert word in text
        (tmp_path / "wrong.yml").write_text(text.replace(word, other, 1), "utf-8")
        assert validated(tmp_path / "wrong.yml").returncode != 0


def test_these_tests_read_what_compose_reads() -> None:
    moment = "2021-08-09T09:00:00+08:00"
    told = json.loads(validated(compose.FILE, LINGPAO_SIMULATION=moment).stdout)["services"]
    ours = compose.read({"LINGPAO_SIMULATION": moment})["services"]
    assert set(told) == set(ours)
    for name, service in told.items():
        assert service.get("command") == ours[name].get("command")
        assert service.get("environment", {}) == ours[name].get("environment", {})
        assert (
            service["healthcheck"]["test"] == ours[name]["healthcheck"]["test"]
            if ("healthcheck" in service)
            else "healthcheck" not in ours[name]
        )
        assert {one["source"] for one in service.get("secrets", ())} == set(
            ours[name].get("secrets", ())
        )


def linted(file: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [installed("hadolint"), "--no-color", str(file)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_linter_of_dockerfiles_has_no_complaint() -> None:
    done = linted(image.DOCKERFILE)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_the_linter_would_have_complained(tmp_path: Path) -> None:
    text = image.DOCKERFILE.read_text("utf-8")
    wrong = tmp_path / "Dockerfile"
    for word, other in (("python:3.11-slim-bookworm", "python"), ("USER 10001:10001", "USER root")):
        assert word in text
        wrong.write_text(text.replace(word, other), "utf-8")
        assert linted(wrong).returncode != 0


def test_only_the_gateway_is_reached_from_outside_and_from_this_machine_alone(
    services: dict[str, Any],
) -> None:
    published = {name: told["ports"] for name, told in services.items() if "ports" in told}
    assert published == {"gateway": ["127.0.0.1:8080:8080"]}
    networks = compose.read({})["networks"]
    outside = {name for name, told in networks.items() if not told.get("internal")}
    assert outside == {"edge", "outside"}
    way_out = {name for name, told in services.items() if "outside" in told["networks"]}
    assert way_out == {name for name in OURS if name.endswith("-worker")}
    assert [name for name, told in services.items() if "edge" in told["networks"]] == ["gateway"]


def test_no_container_may_gain_a_privilege(services: dict[str, Any]) -> None:
    for told in services.values():
        assert told["cap_drop"] == ["ALL"]
        assert told["security_opt"] == ["no-new-privileges:true"]
        assert "privileged" not in told
    for name in {*OURS, "migrate", "gateway", "signer"}:
        assert services[name]["read_only"] is True
    assert image.stages()[-1].all("USER") == ["10001:10001"]


def test_each_service_is_given_its_own_password_and_no_other(services: dict[str, Any]) -> None:
    for name in OURS:
        own = name.rpartition("-")[0]
        signing = ["signer"] if name.endswith("-worker") else []
        assert services[name]["secrets"] == ["pepper", f"database-{own}", *signing]
    assert "secrets" not in services["gateway"]


def test_the_signer_lies_apart_from_every_store_and_only_workers_reach_it(
    services: dict[str, Any],
) -> None:
    signer = services["signer"]
    assert (signer["secrets"], signer["networks"]) == (["signer"], ["signing"])
    assert signer["volumes"] == ["signer:/var/lib/lingpao"]
    beside = {name for name, told in services.items() if "signing" in told["networks"]}
    assert beside == {"signer", *(name for name in OURS if name.endswith("-worker"))}
    mounted = {name for name, told in services.items() if "signer:" in str(told.get("volumes", ""))}
    assert mounted == {"signer"}


def test_everything_but_the_migration_is_checked_and_comes_back(services: dict[str, Any]) -> None:
    for name, told in services.items():
        if name == "migrate":
            assert told["restart"] == "no"
            assert "healthcheck" not in told
        else:
            assert told["restart"] == "unless-stopped"
            assert told["healthcheck"]["test"][0] == "CMD"


def test_any_web_and_worker_may_run_several_times_over(services: dict[str, Any]) -> None:
    for name in OURS:
        assert not {"container_name", "ports", "hostname"} & set(services[name])


def test_no_secret_and_no_test_gets_into_the_image() -> None:
    for name in ("var/secrets/pepper", ".git/config", "tests/conftest.py", "docker-compose.yml"):
        assert not image.admitted(name)
    assert not image.admitted("services/cli/__pycache__/main.cpython-311.pyc")
    assert image.admitted("services/cli/main.py")


def test_secrets_are_made_once_behind_a_closed_door(tmp_path: Path) -> None:
    folder = tmp_path / "secrets"
    make = [ROOT / "infra" / "secrets.sh", folder]
    subprocess.run(make, check=True, capture_output=True)
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert set(first) == set(compose.read({})["secrets"])
    assert folder.stat().st_mode & 0o777 == 0o700
    assert len(first["pepper"]) == 32
    assert len({*first.values()}) == len(first)
    assert all(len(value) >= 32 for value in first.values())
    (folder / "database-admin").unlink()
    subprocess.run(make, check=True, capture_output=True)
    again = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert again.pop("database-admin") != first.pop("database-admin")
    assert again == first
