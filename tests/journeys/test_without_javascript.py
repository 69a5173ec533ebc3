"""A day's work in a browser that runs no scripts: to-do, a step, a search, an import."""

from typing import Any

import pytest

from tests import cast, chromium
from tests.chromium import PHONE, SIGN, Hand
from tests.county import County
from tests.walk import Walker
from xianfeng.casework.models import Entry
from xianfeng.registry.models import ImportBatch, Organisation
from xianfeng.trust.vocab import Held, Role

pytestmark = [*chromium.marks, pytest.mark.usefixtures("today_is_fixed")]


@pytest.fixture
def walker(transactional_db: None) -> Walker:
    return Walker(County())


def _hand(browser: Any, base: str, username: str, held: Held) -> Hand:
    cast.account(username, held)
    return Hand(browser.new_context(**PHONE, java_script_enabled=False), base, username)


def test_a_secretary_signs_a_step_from_the_to_do_list(chromium, live_server, walker):
    walker.until("decide-activist")
    held = Held(Role.BRANCH_SECRETARY, walker.county.branch.path)
    hand = _hand(chromium, live_server.url, "shuji", held)
    hand.page.click(".menu > summary")
    hand.follow('.menu-panel a[href="/todo/"]')
    assert "申向党" in hand.text()
    hand.follow(".duty a.btn")
    hand.fill(walker.right("decide-activist"))
    assert hand.press(SIGN) == 422
    hand.page.fill('[name="reason.D-53"]', "纸质档案补录")
    assert hand.press(SIGN) == 200, hand.text()
    assert Entry.objects.filter(step="decide-activist").exists()
    hand.context.close()


def test_a_secretary_filters_the_to_do_list_and_pages_by_links(chromium, live_server, walker):
    walker.until("decide-activist")
    held = Held(Role.BRANCH_SECRETARY, walker.county.branch.path)
    hand = _hand(chromium, live_server.url, "shuji", held)
    hand.go("/todo/?side=others")
    assert "申向党" not in hand.text()
    hand.go("/cases/")
    hand.page.click("main .fold-label")
    hand.page.fill("main [name=q]", "申向党")
    assert hand.press("筛选") == 200
    assert hand.page.locator("main tbody th", has_text="申向党").count() == 1
    hand.context.close()


def test_a_secretary_finds_somebody_by_initials(chromium, live_server, walker):
    held = Held(Role.BRANCH_SECRETARY, walker.county.branch.path)
    hand = _hand(chromium, live_server.url, "shuji", held)
    hand.page.fill("#search-words", "sxd")
    with hand.page.expect_navigation():
        hand.page.press("#search-words", "Enter")
    hand.follow("main a:has-text('申向党')")
    assert hand.page.locator("h1").inner_text() == "申向党"
    hand.context.close()


def test_the_county_brings_in_a_workbook_and_sees_the_bad_rows(chromium, live_server, walker):
    county = walker.county
    held = Held(Role.COUNTY_OFFICE, county.root.path)
    hand = _hand(chromium, live_server.url, "zuzhibu", held)
    rows = (
        "党组织代码,党组织全称,组织类别,上级党组织代码",
        f"620524990001,中共武山县山丹镇车岸村支部委员会,党支部,{county.committee.code}",
        f"620524990002,中共武山县山丹镇贺店村支部委员会,党支部,{county.committee.code}",
        "620524990003,中共武山县无名村支部委员会,党支部,620524999999",
    )
    sheet = {"name": "党组织.csv", "mimeType": "text/csv", "buffer": "\n".join(rows).encode()}
    hand.go("/imports/")
    hand.follow('main a[href="/imports/new/"]')
    hand.enter("kind", "organisations")
    hand.page.set_input_files("[name=file]", sheet)
    assert hand.press("开始导入") == 200, hand.text()

    assert hand.page.locator("main tbody tr").count() == 1
    assert "第4行" in hand.page.locator("main tbody th").inner_text()
    batch = ImportBatch.objects.get()
    assert (batch.accepted, batch.refused) == (2, 1)
    assert (
        Organisation.objects.filter(parent=county.committee, code__startswith="62052499").count()
        == 2
    )
    hand.context.close()
