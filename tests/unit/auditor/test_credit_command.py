"""`lingpao credit reconcile` over real HTTP: words, machine form and exit status (R32)."""

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from services.cli.main import main
from services.registry.credit import forms, record
from tests.support.published import golden
from tests.unit.auditor.serving import write_log

DIFFERS = 1


def entries(*, acknowledged: bool) -> list[bytes]:
    revoked = golden("lingpao.registry.revoked.v1")
    made = record.of_decision(revoked.event(), revoked, 0, lambda _: "")  # type: ignore[arg-type]
    sha = hashlib.sha256(forms.as_json(made)).hexdigest()
    sent = golden("lingpao.registry.credit_report_sent.v1")
    kept = {**sent.data, "record": {**sent.data["record"], "sha256": sha}}
    receipt = golden("lingpao.registry.credit_report_acknowledged.v1")
    told = [revoked, replace(sent, data=kept)]
    if acknowledged:
        told.append(replace(receipt, data={**receipt.data, "record_sha256": sha}))
    return [one.to_bytes() for one in told]


def run(url: str, *words: str) -> Result:
    result = CliRunner().invoke(main, ["credit", "reconcile", "--url", url, *words])
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def test_what_agrees_ends_with_0(served: tuple[Path, str]) -> None:
    folder, url = served
    write_log(folder, "registry", entries(acknowledged=True))
    done = run(url)
    assert done.exit_code == 0
    assert "三者一致" in done.stdout
    said = json.loads(run(url, "--json").stdout)
    assert said == {"decided": 1, "sent": 1, "acknowledged": 1, "differences": [], "notices": []}


@pytest.mark.parametrize("form", [(), ("--json",)])
def test_a_difference_ends_with_1_and_is_told(
    served: tuple[Path, str], form: tuple[str, ...]
) -> None:
    folder, url = served
    write_log(folder, "registry", entries(acknowledged=False))
    done = run(url, *form)
    assert done.exit_code == DIFFERS
    assert ("not_acknowledged" if form else "sent, not acknowledged") in done.stdout
    assert "jincheng-credit" in done.stdout


def test_a_log_that_cannot_be_read_is_told_in_a_sentence(served: tuple[Path, str]) -> None:
    done = run(served[1])
    assert done.exit_code == DIFFERS
    assert done.output.startswith("Error: /registry/log/size")
