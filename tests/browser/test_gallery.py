"""The gallery in a real Chromium: axe finds nothing, nothing overflows, menus work without scripts."""

from django.conf import settings

from tests import cast
from tests.chromium import examined, marks

SMALL = """() => [...document.querySelectorAll('.btn, .control, summary, nav a, .search input')]
  .filter(e => e.getClientRects().length && e.getBoundingClientRect().height < 43.5)
  .map(e => e.outerHTML)"""

FINE_PRINT = """() => [...document.querySelectorAll('body, body *')]
  .filter(e => e.getClientRects().length && [...e.childNodes].some(n => n.nodeType === 3 && n.data.trim()))
  .filter(e => parseFloat(getComputedStyle(e).fontSize) < 16)
  .map(e => e.outerHTML)"""

pytestmark = marks


def _cookies(live_server):
    session = cast.client_of(cast.branch_secretary()).cookies[settings.SESSION_COOKIE_NAME]
    return [{"name": session.key, "value": session.value, "url": live_server.url}]


def test_gallery_and_errors_are_accessible_at_every_width(chromium, live_server):
    cookies = _cookies(live_server)
    for width in (360, 390, 1440):
        context = chromium.new_context(viewport={"width": width, "height": 900})
        context.add_cookies(cookies)
        page = context.new_page()
        outside = []
        page.on("request", lambda r, seen=outside: seen.append(r.url))
        for path in ("/gallery/", "/no/such/page/"):
            page.goto(live_server.url + path)
            found = examined(page)
            assert found.violations_count == 0, found.generate_report()
            assert page.evaluate("document.documentElement.scrollWidth") == width
            assert page.evaluate(SMALL) == []
            assert page.evaluate(FINE_PRINT) == []
        assert [u for u in outside if not u.startswith((live_server.url, "data:"))] == []
        context.close()


def test_phone_menu_opens_and_signs_out_without_scripts(chromium, live_server):
    cookies = _cookies(live_server)
    context = chromium.new_context(
        viewport={"width": 360, "height": 800}, java_script_enabled=False
    )
    context.add_cookies(cookies)
    page = context.new_page()
    page.goto(live_server.url + "/gallery/")
    page.keyboard.press("Tab")
    assert page.locator(".skip").bounding_box()["x"] >= 0
    page.click(".menu > summary")
    page.click(".menu-panel button")
    page.wait_for_url("**/accounts/login/**")
    page.goto(live_server.url + "/gallery/")
    assert "/accounts/login/" in page.url
    context.close()
