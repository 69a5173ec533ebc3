"""Every page, for those who use it: accessible, narrow enough, quiet, small, and usable by keyboard."""

import gzip
from typing import Any

import pytest
from allauth.mfa.totp.internal import auth as totp
from playwright.sync_api import Page, Response

from tests import cast, chromium
from tests.chromium import Hand, examined

pytestmark = [*chromium.marks, pytest.mark.usefixtures("today_is_fixed")]
WIDTHS = (360, 1440)
UNUSUAL = {("branch", "/no/such/page/"): 404, ("nobody", "/todo/"): 403}
FIRST_VISIT, LATER = 200_000, 30_000
OUTLINED = """() => {
  const style = getComputedStyle(document.activeElement);
  const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
  return ring || style.boxShadow !== 'none';
}"""


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
    pages = world.pages()
    pages["branch"] += ["/no/such/page/", f"/cases/{world.archived()}/"]
    pages["nobody"].append("/todo/")
    for role, addresses in pages.items():
        page = entered(role, viewport={"width": WIDTHS[1], "height": 800})
        said, asked = _watch(page), []
        page.on("request", lambda r, seen=asked: seen.append(r.url))
        for address in addresses:
            status = page.goto(live_server.url + address).status
            expected = UNUSUAL.get((role, address), 200)
            if status != expected:
                faults.append(f"{role} {address}: {status}")
            # At a phone's width test_demo_pages.py asks: the larger part of this test is axe at work.
            found = examined(page)
            if found.violations_count:
                faults.append(f"{role} {address}: {found.generate_report()}")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 800})
                wide = page.evaluate("document.documentElement.scrollWidth")
                if wide > width:
                    faults.append(f"{role} {address} at {width}: {wide} px wide")
            faults += [f"{role} {address}: console: {words}" for words in said]
            said.clear()
        faults += [u for u in asked if not u.startswith((live_server.url, "data:"))]
    assert faults == [], "\n".join(faults)


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
    world.crowd()
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
    print("first visits", sorted(first.items(), key=lambda row: -row[1])[:2])
    print("later pages", sorted(later.items(), key=lambda row: -row[1])[:5])
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
    found = examined(hand.page)
    assert found.violations_count == 0, found.generate_report()
    assert hand.page.evaluate("document.documentElement.scrollWidth") == 360
    hand.context.close()


def _code(secret: str) -> str:
    counter = next(iter(totp.yield_hotp_counters_from_time()))
    return totp.format_hotp_value(totp.hotp_value(secret, counter + 1))


def test_the_second_factor_is_switched_on_asked_for_and_switched_off(chromium, live_server, world):
    hand = Hand(
        chromium.new_context(viewport={"width": 360, "height": 800}), live_server.url, "branch"
    )
    page = hand.page

    def is_fine() -> None:
        found = examined(page)
        assert found.violations_count == 0, found.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth") == 360

    hand.go("/my/")
    hand.follow('main a[href="/accounts/2fa/totp/activate/"]')
    is_fine()
    page.fill("main [name=password]", cast.PASSWORD)
    page.press("main [name=password]", "Enter")
    page.wait_for_url("**/totp/activate/")
    is_fine()
    secret = page.locator("main code").inner_text()
    page.fill("main [name=code]", "000000")
    page.press("main [name=code]", "Enter")
    page.wait_for_load_state()
    is_fine()
    page.fill("main [name=code]", _code(secret))
    page.press("main [name=code]", "Enter")
    page.wait_for_url(lambda url: "activate" not in url)
    for address in ("/my/", "/accounts/2fa/recovery-codes/", "/accounts/2fa/recovery-codes/generate/",
                    "/accounts/2fa/reauthenticate/", "/accounts/2fa/totp/deactivate/"):  # fmt: skip
        assert hand.go(address) == 200, address
        is_fine()
    hand.context.clear_cookies()
    hand.go("/accounts/login/")
    is_fine()
    page.fill("#id_login", "branch")
    page.fill("#id_password", cast.PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url("**/2fa/authenticate/")
    is_fine()
    hand.go("/accounts/inactive/")
    is_fine()
    hand.context.close()


def test_scripts_hasten_lists_and_search_without_a_word_on_the_console(entered, live_server, world):
    page = entered("branch", viewport={"width": 1440, "height": 900})
    said = _watch(page)
    page.goto(live_server.url + "/search/")
    page.locator("#search-q").press_sequentially("sxd", delay=30)
    page.locator("#found a", has_text="申向党").wait_for()
    page.goto(live_server.url + "/cases/")
    with page.expect_response(lambda r: "stage=stage-admission" in r.url) as answered:
        page.select_option("main [name=stage]", "stage-admission")
    assert answered.value.request.headers["hx-request"] == "true"
    page.wait_for_url("**stage=stage-admission**")
    names = page.locator("#cases tbody th")
    names.first.wait_for()
    assert names.all_inner_texts() == ["申向党"]
    assert page.locator("header.masthead").count() == 1
    assert said == []
