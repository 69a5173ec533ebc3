"""Every page that links lead to in the demo county: accessible, narrow enough, quiet."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings
from django.test import Client
from django.urls import resolve
from playwright.sync_api import Page

from tests import chromium as browsers
from tests import kept
from tests.browser.test_pages import WIDTHS
from tests.contracts.matrix import GET
from tests.contracts.test_permissions import addresses
from tests.contracts.world import World
from xianfeng.demo import county
from xianfeng.kernel.clock import CHINA
from xianfeng.trust.models import Account

pytestmark = browsers.marks
NOON = datetime(2026, 11, 23, 12, 0, tzinfo=CHINA)
SITE = "http://site"
TRIES = 8
# Answer with a file or lead on, not with a page of their own.
NO_PAGES = {
    "casework:form-past", "casework:form-template", "casework:notice-photo", "casework:paper",
    "recruitment:draft-document", "recruitment:inquiry-paper", "recruitment:procedure-document",
    "recruitment:quotas", "recruitment:split-sheet",
}  # fmt: skip
# Where a county does not stand once it is built: looked at in the world of the permission matrix.
UNDER_WAY = {
    "casework:archive", "casework:back-entry", "casework:case-resubmit", "casework:case-resume",
    "casework:disposal", "casework:disposal-sheet", "casework:evidence-withdraw", "casework:hold",
    "casework:meeting-agenda", "casework:meeting-call-off", "casework:meeting-reopen",
    "casework:meeting-roll", "casework:meeting-tally", "casework:meeting-void",
    "casework:meeting-withdraw", "casework:notice-edit", "casework:notice-new",
    "casework:notice-publish", "casework:objection", "casework:transfer", "recruitment:class",
    "recruitment:class-correct", "recruitment:draft", "recruitment:draft-step",
    "recruitment:plan-adopt", "recruitment:plan-change", "recruitment:year-explain",
    "ui:gallery",
}  # fmt: skip
# Of these the world knows no address where they stand: tests/browser/test_pages.py and test_work.py go there.
ELSEWHERE = {"casework:archive", "casework:case-resubmit", "casework:case-resume", "ui:gallery"}
ROLES = ("zuzhibu", "zuzhiyuan", "shuji", "dangyuan", "shenji", "xitong", "anquan")


@pytest.fixture
def linked(transactional_db: None, monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Build the small county and follow its links: one address for each page, by the role that finds it."""
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOON)

    def build() -> dict[str, list[str]]:
        county.build(scale=county.SCALES["small"], seed=1, at=NOON, say=lambda line: None)
        known: set[str] = set()
        return {role: list(_followed(role, known)) for role in ROLES}

    return kept.built("linked", build)


def test_links_lead_to_every_page(linked: dict[str, list[str]]) -> None:
    pages = [one for addresses in linked.values() for one in addresses]
    visited = {resolve(urlsplit(address).path).view_name for address in pages}
    assert GET.keys() - visited - NO_PAGES - UNDER_WAY == set()


def _followed(role: str, known: set[str]) -> Iterator[str]:
    client = Client()
    client.force_login(Account.objects.get(username=role))
    waiting, seen, tries = ["/"], {"/"}, dict[str, int]()
    while waiting:
        address = waiting.pop(0)
        name = resolve(urlsplit(address).path).view_name
        tries[name] = tries.get(name, 0) + 1
        if tries[name] > TRIES or name == "account_logout":
            continue
        answer = client.get(address)
        assert answer.status_code < 400, (role, address, answer.status_code)
        if answer.status_code != 200 or "html" not in answer["Content-Type"]:
            continue
        if name not in known:
            known.add(name)
            yield address
        for link in re.findall(r'<a[^>]+href="([^"#]+)', answer.content.decode()):
            found = urljoin(SITE + address, link.replace("&amp;", "&"))
            local = found.removeprefix(SITE)
            if found.startswith(SITE) and local not in seen:
                seen.add(local)
                waiting.append(local)


@pytest.fixture
def look(chromium: Any, live_server: Any) -> Callable[[Client, Iterable[str]], list[str]]:
    """Look at pages as somebody who is signed in; return what is wrong with them."""

    def looked(client: Client, addresses: Iterable[str]) -> list[str]:
        faults: list[str] = []
        key = client.cookies[settings.SESSION_COOKIE_NAME]
        context = chromium.new_context(locale="zh-CN", viewport={"width": WIDTHS[0], "height": 800})
        context.add_cookies([{"name": key.key, "value": key.value, "url": live_server.url}])
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
        for address in addresses:
            answer = page.goto(live_server.url + address)
            if answer.status != 200:
                faults.append(f"{address}: {answer.status}")
            faults += [f"{address} {fault}" for fault in _looked_at(page)]
        context.close()
        return faults

    return looked


def test_every_linked_page_is_accessible_fits_and_stays_quiet(
    linked: dict[str, list[str]], look: Any
) -> None:
    faults: list[str] = []
    for role, found in linked.items():
        client = Client()
        client.force_login(Account.objects.get(username=role))
        faults += [f"{role} {fault}" for fault in look(client, found)]
    assert faults == [], "\n".join(faults)


def test_every_page_under_way_is_accessible_fits_and_stays_quiet(
    transactional_db: None, today_is_fixed: None, look: Any
) -> None:
    world, names = World(), dict(addresses())
    by_letter: dict[str, list[str]] = {}
    for name in sorted(UNDER_WAY - ELSEWHERE):
        by_letter.setdefault(GET[name][0], []).append(world.address(name, names[name]))
    faults = [
        f"{letter} {fault}"
        for letter, found in by_letter.items()
        for fault in look(world.clients[letter], found)
    ]
    assert faults == [], "\n".join(faults)


def _looked_at(page: Page) -> Iterator[str]:
    found = browsers.examined(page)
    if found.violations_count:
        yield found.generate_report()
    # The phone's width last: in it axe looks at the next page. test_pages.py does so at a desk's.
    for width in reversed(WIDTHS):
        page.set_viewport_size({"width": width, "height": 800})
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            yield f"at {width}: {wide} px wide"
