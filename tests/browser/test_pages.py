"""Every page, for those who use it: accessible, narrow enough, quiet, small, and usable by keyboard."""

import gzip
from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import Browser, BrowserContext, Page, Response

from tests import cast, chromium
from tests.chromium import Hand
from tests.county import County, organisation, person
from tests.walk import REVIEWS, Walker
from xianfeng.casework.models import Entry, Evidence
from xianfeng.registry.models import ImportBatch, SavedFilter
from xianfeng.registry.vocab import Category, OrganisationKind
from xianfeng.trust.models import Account
from xianfeng.trust.vocab import Held, Role

pytestmark = [*chromium.marks, pytest.mark.usefixtures("today_is_fixed")]
WIDTHS = (360, 1440)
FIRST_VISIT, LATER = 200_000, 30_000
# Answer with a file, a redirect or one field, not with a page of their own.
NO_PAGES = {
    "casework:paper", "registry:import-refused", "account_logout", "mfa_index", "account_inactive",
    "mfa_authenticate", "mfa_deactivate_totp", "mfa_reauthenticate", "mfa_view_recovery_codes",
    "mfa_generate_recovery_codes", "casework:case-resubmit", "casework:case-resume",
}  # fmt: skip
OUTLINED = """() => {
  const style = getComputedStyle(document.activeElement);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  return ring || style.boxShadow !== 'none';
}"""


class World:
    """A branch with files in several stages, and one account for each role."""

    def __init__(self) -> None:
        county = self.county = County()
        for n, category in enumerate(
            (Category.PROBATIONARY, Category.ACTIVIST, Category.CANDIDATE)
        ):
            person(f"单某{n}", county.branch, category=category)
        for nth in range(3, 9):
            organisation(
                f"中共武山县山丹镇第{nth}村支部委员会", kind=OrganisationKind.BRANCH,
                parent=county.committee, nth=nth,
            )  # fmt: skip
        self.half = Walker(county).until("vote-admission")
        self.due = Walker(county, name="解向党").until("cultivate-activist")
        self.due.review("review", REVIEWS)
        self.filed = Walker(county, name="仇向党").until("file-activist")
        seats = {
            "county": (Held(Role.COUNTY_OFFICE, county.root.path),),
            "committee": (Held(Role.COMMITTEE_ORGANISER, county.committee.path),),
            "branch": (Held(Role.BRANCH_SECRETARY, county.branch.path),),
            "member": (Held(Role.MEMBER, county.branch.path),),
            "auditor": (Held(Role.AUDIT_ADMINISTRATOR, ""),),
            "system": (Held(Role.SYSTEM_ADMINISTRATOR, ""),),
            "security": (Held(Role.SECURITY_ADMINISTRATOR, ""),),
            "nobody": (),
        }
        self.accounts = {
            role: cast.account(
                role, *held, person_id=self.half.person.pk if role == "member" else None
            )
            for role, held in seats.items()
        }
        SavedFilter.objects.create(
            account_id=self.accounts["branch"], page="people", name="女党员", query="sex=2"
        )
        self._import()

    def _import(self) -> None:
        code = self.county.committee.code
        rows = (
            "党组织代码,党组织全称,组织类别,上级党组织代码",
            f"620524990001,中共武山县山丹镇车岸村支部委员会,党支部,{code}",
            "620524990003,中共武山县无名村支部委员会,党支部,620524999999",
        )
        file = SimpleUploadedFile("党组织.csv", "\n".join(rows).encode())
        client = Client()
        client.force_login(Account.objects.get(username="committee"))
        client.post("/imports/new/", {"kind": "organisations", "file": file})
        self.batch = ImportBatch.objects.get()

    def pages(self) -> dict[str, list[str]]:
        """Return the addresses by role; each page once with the one who uses it most."""
        half, due, county = self.half.case_id, self.due.case_id, self.county
        entry = Entry.objects.filter(case=half, kind="signed").latest("id").pk
        review = Evidence.objects.filter(case=due).first()
        assert review is not None
        account = self.accounts["branch"]
        return {
            "branch": [
                "/", "/todo/", "/todo/?side=others", "/cases/", "/cases/?q=无此人", f"/cases/{half}/",
                f"/cases/{half}/?whole=1", f"/cases/{half}/steps/18/", f"/cases/{half}/steps/29/",
                f"/cases/{due}/steps/7/", f"/cases/{due}/evidence/review/",
                f"/cases/{due}/evidence/{review.pk}/withdraw", f"/cases/{half}/entries/{entry}/reverse",
                f"/cases/{due}/postpone", f"/cases/{due}/end", "/recruitment/cases/new", "/people/",
                "/people/?q=无此人", "/people/filter/", f"/people/{county.members[0].pk}/", "/search/",
                f"/organisations/{county.branch.pk}/", "/gallery/", "/my/",
                "/accounts/password/change/", "/no/such/page/",
            ],
            "committee": [
                "/", f"/cases/{self.filed.case_id}/", f"/cases/{self.filed.case_id}/steps/5/",
                f"/cases/{self.filed.case_id}/return", "/imports/", "/imports/new/",
                f"/imports/{self.batch.pk}/", f"/organisations/{county.committee.pk}/",
            ],
            "county": [
                "/", "/organisations/", "/calendar/", "/procedures/", "/procedures/WUSHAN-29/",
                "/procedures/CPC-DEV-2026/", "/checks/",
            ],
            "member": ["/", f"/cases/{half}/", f"/people/{self.half.person.pk}/"],
            "auditor": ["/", "/settings/ledger/"],
            "system": ["/", "/settings/accounts/", "/settings/accounts/new/", f"/settings/accounts/{account}/"],
            "security": ["/", f"/settings/accounts/{account}/"],
            "nobody": ["/", "/accounts/reauthenticate/", "/accounts/2fa/totp/activate/"],
        }  # fmt: skip


@pytest.fixture
def world(transactional_db: None) -> World:
    return World()


@pytest.fixture
def entered(chromium: Browser, live_server: Any, world: World) -> Iterator[Any]:
    """Open a browser for a role, signed in without the form."""
    opened: list[BrowserContext] = []

    def enter(role: str, **options: Any) -> Page:
        client = Client()
        client.force_login(Account.objects.get(username=role))
        key = client.cookies[settings.SESSION_COOKIE_NAME]
        context = chromium.new_context(locale="zh-CN", **options)
        context.add_cookies([{"name": key.key, "value": key.value, "url": live_server.url}])
        opened.append(context)
        return context.new_page()

    yield enter
    for context in opened:
        context.close()


def _watch(page: Page) -> list[str]:
    """Collect what the console says beside the status of an error page."""
    said: list[str] = []

    def hear(message: Any) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            said.append(message.text)

    page.on("console", hear)
    page.on("pageerror", lambda error: said.append(str(error)))
    return said


def test_every_page_is_accessible_fits_and_stays_quiet(entered, live_server, world):
    faults = []
    for role, addresses in world.pages().items():
        page = entered(role, viewport={"width": WIDTHS[0], "height": 800})
        said, asked = _watch(page), []
        page.on("request", lambda r, seen=asked: seen.append(r.url))
        for address in addresses:
            status = page.goto(live_server.url + address).status
            expected = 404 if address.startswith("/no/") else 200
            if status != expected:
                faults.append(f"{role} {address}: {status}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                found = Axe().run(page)
                if found.violations_count:
                    faults.append(f"{role} {address} at {width}: {found.generate_report()}")
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    faults.append(f"{role} {address} at {width}: {wide} px wide")
            faults += [f"{role} {address}: console: {words}" for words in said]
            said.clear()
        faults += [u for u in asked if not u.startswith((live_server.url, "data:"))]
    assert faults == [], "\n".join(faults)


def test_the_table_of_pages_knows_every_address(entered, world):
    visited = {
        resolve(address.split("?")[0]).view_name
        for addresses in world.pages().values()
        for address in addresses
        if not address.startswith("/no/")
    }
    known = {name for name in _names() if _answers_to_get(name)}
    assert known - visited - NO_PAGES - {"account_login"} == set()


def _names() -> Iterator[str]:
    def walk(patterns: list[Any], space: str) -> Iterator[str]:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
                yield from walk(pattern.url_patterns, inner)
            elif isinstance(pattern, URLPattern) and pattern.name:
                yield f"{space}{pattern.name}"

    yield from walk(get_resolver().url_patterns, "")


ONLY_POST = {
    "casework:cases-export", "registry:people-export", "registry:filter-save",
    "registry:filter-delete", "registry:person-unmask", "registry:import-undo",
    "registry:calendar-day", "registry:calendar-confirm", "trust:account-deactivate",
    "trust:account-reactivate", "trust:account-unlock", "trust:account-reset-password",
    "trust:account-remove-second-factor", "trust:account-grant", "trust:grant-revoke",
    "trust:ledger-verify",
}  # fmt: skip


def _answers_to_get(name: str) -> bool:
    return name not in ONLY_POST


class Weight:
    """Bytes on the wire: pages as they came, static files as the server of an installation packs them."""

    def __init__(self, page: Page, base: str) -> None:
        self.base, self.kept, self.bytes = base, set(), 0
        self.unpacked: list[str] = []
        page.on("response", self._count)
        self.waiting: list[Response] = []

    def _count(self, response: Response) -> None:
        if response.url.startswith(self.base):
            self.waiting.append(response)

    def take(self) -> int:
        """Return the bytes since the last time; a file seen before comes from the browser's cache."""
        total = 0
        for response in self.waiting:
            is_static = "/static/" in response.url
            if is_static and response.url in self.kept:
                continue
            self.kept.add(response.url)
            sizes = response.request.sizes()
            if is_static:
                packed = gzip.compress(response.body(), compresslevel=9)
                total += min(len(packed), sizes["responseBodySize"]) + 400
            else:
                total += sizes["responseBodySize"] + sizes["responseHeadersSize"]
        self.waiting.clear()
        return total


def test_first_visits_and_later_pages_are_small(chromium, live_server, world, entered):
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    page = context.new_page()
    weight = Weight(page, live_server.url)
    page.goto(live_server.url + "/accounts/login/")
    page.wait_for_load_state("networkidle")
    first = {"/accounts/login/": weight.take()}
    context.close()
    later = {}
    for role, addresses in world.pages().items():
        page = entered(role, viewport={"width": 360, "height": 800})
        weight = Weight(page, live_server.url)
        for number, address in enumerate(addresses):
            page.goto(live_server.url + address, wait_until="load")
            (later if number else first)[f"{role} {address}"] = weight.take()
    heavy = {k: v for k, v in first.items() if v > FIRST_VISIT}
    heavy |= {k: v for k, v in later.items() if v > LATER}
    print(sorted(first.items(), key=lambda row: -row[1])[:3])
    print(sorted(later.items(), key=lambda row: -row[1])[:8])
    assert heavy == {}


def _tabs_to(page: Page, selector: str, most: int) -> int:
    """Press Tab until the element has the focus; every stop on the way must be visible."""
    for count in range(1, most + 1):
        page.keyboard.press("Tab")
        assert page.evaluate(OUTLINED), page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("s => document.activeElement.matches(s)", selector):
            return count
    raise AssertionError(f"{selector} is more than {most} stops away")


MAIN_ACTIONS = (
    ("/", 'main a[href="/recruitment/cases/new"]', 3),
    ("/todo/", ".duty a.btn", 15),
    ("/cases/", 'main a[href="/recruitment/cases/new"]', 3),
    ("/cases/{half}/", 'main a[href$="/steps/18/"]', 5),
    ("/cases/{half}/steps/18/", "main form button.btn-primary", 40),
    ("/people/", "main tbody a", 25),
)


@pytest.mark.parametrize("width", WIDTHS)
def test_the_keyboard_reaches_the_main_action_and_shows_where_it_is(
    entered, live_server, world, width
):
    page = entered("branch", viewport={"width": width, "height": 800})
    for address, action, most in MAIN_ACTIONS:
        page.goto(live_server.url + address.format(half=world.half.case_id))
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.className") == "skip"
        box = page.locator(".skip").bounding_box()
        assert box["x"] >= 0
        assert box["y"] >= 0
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "content"
        _tabs_to(page, action, most)


def test_the_case_prints_without_navigation(entered, live_server, world):
    page = entered("branch", viewport={"width": 800, "height": 1100})
    page.goto(live_server.url + f"/cases/{world.half.case_id}/?whole=1")
    page.emulate_media(media="print")
    for selector in (".masthead", ".sidebar", ".skip", ".search", ".menu", "main .btn"):
        shown = page.locator(selector).evaluate_all(
            "all => all.filter(e => e.getClientRects().length).length"
        )
        assert shown == 0, selector
    assert page.locator(".timeline > li.done").count() == 17
    assert page.locator(".timeline > li.done details[open]").count() == 17
    assert "申向党" in page.inner_text("main")


def test_a_refused_form_is_accessible_and_leads_to_its_fields(chromium, live_server, world):
    hand = Hand(
        chromium.new_context(viewport={"width": 360, "height": 800}), live_server.url, "branch"
    )
    hand.go(f"/cases/{world.half.case_id}/steps/18/")
    assert hand.press("办理并签署") == 422
    found = Axe().run(hand.page)
    assert found.violations_count == 0, found.generate_report()
    assert hand.page.evaluate("document.documentElement.scrollWidth") == 360
    hand.context.close()
