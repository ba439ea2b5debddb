"""The page that checks a receipt in the browser alone, served and saved."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from services.chassis.log.keys import Kind, SigningKey
from services.chassis.log.proof import ProofFile
from services.chassis.texts import Catalogue
from services.registry import pages
from services.registry.pages import verify
from tests.support import sample_log
from tests.support.browser import chromium, page

SIZES = [(1, 0), (2, 1), (7, 6), (300, 0), (300, 255), (300, 299), (65_537, 65_536)]
STRANGER = SigningKey("audit.lingpao.example/log1", Kind.ED25519, bytes([9] * 32))


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as started:
        yield started


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page as a reader saves it, in both languages, with the policy it is served under."""
    app = Flask("pages")
    app.extensions["catalogue"] = Catalogue([pages.TEXTS])
    app.register_blueprint(pages.blueprint)
    app.register_blueprint(verify.blueprint)
    found = {}
    for language in ("zh", "en"):
        answer = app.test_client().get(f"/verify?lang={language}")
        policy = answer.headers["Content-Security-Policy"].removesuffix("; frame-ancestors 'none'")
        meta = f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        path = tmp_path_factory.mktemp("saved") / f"{language}.html"
        path.write_text(answer.get_data(as_text=True).replace("<title>", f"{meta}<title>"), "utf-8")
        found[language] = path
    return found


def receipt(size: int, index: int) -> bytes:
    """A receipt that holds its entry, as the services give it."""
    made = sample_log.receipt(size, index)
    entry = sample_log.entries(size)[index]
    return ProofFile(index, made.hashes, made.checkpoint, entry).to_bytes()


def check(opened: Page, path: Path, given: str, keys: str = sample_log.LOG.verifier.text) -> str:
    opened.goto(path.as_uri())
    opened.fill("#receipt", given)
    opened.fill("#keys", keys)
    opened.click("button")
    told = opened.locator("#told")
    expect(told).not_to_have_attribute("data-state", "waiting")
    return str(told.get_attribute("data-state"))


def test_true_receipts_are_proven_whatever_their_place(
    browser: Browser, saved: dict[str, Path]
) -> None:
    with page(browser) as opened:
        for size, index in SIZES:
            # An entry of the sample is no event of ours: its fields are not there to be shown.
            given = receipt(size, index).decode()
            assert check(opened, saved["zh"], given) == "proven", (size, index)
        expect(opened.locator("#told")).to_contain_text("已证明")


def test_whatever_is_changed_is_refused_with_a_reason(
    browser: Browser, saved: dict[str, Path]
) -> None:
    good = receipt(300, 299).decode()
    lines = good.split("\n")
    entry, index, first = lines[1], lines[2], lines[3]
    changed = {
        "data": (entry, entry[:20] + ("A" if entry[20] != "A" else "B") + entry[21:]),
        "index": (index, "index 298"),
        "far": (index, "index 300"),
        "hash": (first, "A" + first[1:] if first[0] != "A" else "B" + first[1:]),
        "short": (f"{first}\n", ""),
        "size": ("\n300\n", "\n301\n"),
        "none": ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        "entry": (f"{entry}\n", ""),
    }
    with page(browser) as opened:
        for name, (old, new) in changed.items():
            assert good.count(old) >= 1, name
            assert check(opened, saved["en"], good.replace(old, new, 1)) == "refused", name
            expect(opened.locator("#told")).to_contain_text("Not proven")
        assert check(opened, saved["en"], good, STRANGER.verifier.text) == "refused"
        expect(opened.locator("#told")).to_contain_text("none of the keys given")
        assert check(opened, saved["en"], good, "nonsense") == "refused"
        assert check(opened, saved["en"], "nonsense") == "refused"


def test_a_file_is_read_as_it_is_chosen(
    browser: Browser, saved: dict[str, Path], tmp_path: Path
) -> None:
    file = tmp_path / "receipt.tlog-proof"
    file.write_bytes(receipt(300, 17))
    with page(browser) as opened:
        opened.goto(saved["zh"].as_uri())
        opened.fill("#keys", sample_log.LOG.verifier.text)
        opened.set_input_files("#file", file)
        expect(opened.locator("#told")).to_have_attribute("data-state", "proven")
