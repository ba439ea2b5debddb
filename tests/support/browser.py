"""A real Chromium, Debian's own, driven by Playwright; installed when missing and we are root."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.deployed import need_programs

#: No background traffic: whatever the browser asks for, a page has asked for.
_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """The browser, for the length of a block."""
    need_programs(chromium="chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium", path=f"{os.environ['PATH']}:/usr/bin"),
            args=_OPTIONS,
        )
        yield browser
        browser.close()


@contextmanager
def page(browser: Browser, **options: object) -> Iterator[Page]:
    """A page in a fresh profile that fails on errors in its console and on foreign requests."""
    context = browser.new_context(**options)  # type: ignore[arg-type] # Playwright's own options
    opened = context.new_page()
    complaints: list[str] = []
    opened.on(
        "console", lambda said: complaints.append(said.text) if said.type == "error" else None
    )
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    hosts: set[str] = set()
    opened.on("request", lambda asked: hosts.add(asked.url.split("/")[2]))
    yield opened
    context.close()
    assert complaints == []
    assert len(hosts) <= 1, f"requests to {sorted(hosts)}"
