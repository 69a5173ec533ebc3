"""A real Chromium for tests, and somebody who uses it by hand."""

import os
import re
import shutil
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT, AxeResults
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests import cast
from tests.walk import NOW, Right

# Playwright's loop runs in the thread of the test, which also asks the database.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "is_mobile": True,
    "has_touch": True,
    "locale": "zh-CN",
}
DESK = {"viewport": {"width": 1440, "height": 900}, "locale": "zh-CN"}
SIGN = "办理并签署"

marks = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One browser for the tests of a file; each test opens contexts of its own."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def today_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the pages live on the day of the story."""
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


def examined(page: Page) -> AxeResults:
    """Let axe look at a page as it stands; the half a megabyte of it is sent once a page."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found = "axe.run({resultTypes: ['violations']}).then(({violations}) => ({violations}))"
    return AxeResults(page.evaluate(found))


class Hand:
    """Somebody at a browser of their own, signed in through the form."""

    def __init__(self, context: BrowserContext, base: str, username: str) -> None:
        """Sign in."""
        self.context, self.base = context, base
        context.set_default_timeout(15_000)
        self.page: Page = context.new_page()
        self.go(reverse("account_login"))
        self.page.fill("#id_login", username)
        self.page.fill("#id_password", cast.PASSWORD)
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(base + "/")

    def go(self, path: str) -> int:
        """Type an address; return the answer's status."""
        response = self.page.goto(self.base + path)
        assert response is not None
        return response.status

    def text(self) -> str:
        """Return what the page says."""
        return self.page.inner_text("main")

    def press(self, label: str) -> int:
        """Send the form by the button of that name; return the answer's status."""
        button = self.page.locator("main").get_by_role("button", name=label, exact=True)
        with self.page.expect_navigation() as answered:
            button.click()
        return answered.value.status

    def follow(self, selector: str) -> None:
        """Follow a link to another page."""
        with self.page.expect_navigation():
            self.page.locator(selector).first.click()

    def fill(self, right: Right, **changes: dict[str, Any]) -> None:
        """Fill every field of a step's form and tick its papers, as the story has them."""
        for kind, row in right.records.items():
            for name, value in {**row, **changes.get(kind, {})}.items():
                self.enter(f"{kind}.{name}", value)
        for paper in right.papers:
            self.page.check(f'[name="paper.{paper}"]')

    def enter(self, name: str, value: Any) -> None:
        """Fill one field, by whatever control the page offers."""
        control = self.page.locator(f'[name="{name}"]')
        kind = control.first.evaluate("e => e.type")
        if kind == "radio":
            word = {True: "yes", False: "no"}.get(value, value)
            self.page.check(f'[name="{name}"][value="{word}"]')
        elif kind == "checkbox":
            for person in value:
                self.page.check(f'[name="{name}"][value="{person}"]')
        elif kind == "select-one":
            control.select_option(str(value))
        else:
            control.fill(value.isoformat() if isinstance(value, date) else str(value))

    def checks(self) -> list[str]:
        """Return the ids of the checks that the page says are unmet."""
        return re.findall(r"检查 ([A-Z]-\d+)", self.text())
