"""The page on which open cases move: the trial first, then the chosen ones, each answered on its own."""

import pytest

from tests import cast
from tests.county import County
from tests.modules.casework.test_editions import INSPECTION, published
from tests.walk import NOW, Walker
from xianfeng.casework.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today_is_fixed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("xianfeng.kernel.clock.now", lambda: NOW)


def test_moves_the_chosen_cases_and_says_why_others_stay(django_assert_max_num_queries) -> None:
    code = published(INSPECTION)
    county = County()
    first, second = Walker(county, name="甲某"), Walker(county, name="乙某")
    office = cast.client_of(cast.county_office(county.root.path))
    address = f"/procedures/{code}/move/"

    with django_assert_max_num_queries(12):
        text = office.get(address).content.decode()
    assert "还有 2 件" in text
    assert "改用所选档案" in text

    stale = Case.objects.get(pk=second.case_id).version
    chosen = [
        f"{walker.case_id}:{Case.objects.get(pk=walker.case_id).version}"
        for walker in (first, second)
    ]
    second.sign("submit-application")
    assert stale != Case.objects.get(pk=second.case_id).version
    assert office.post(address, {"case": chosen, "why": "改"}).status_code == 422
    page = office.post(address, {"case": chosen, "why": "县里新规程已施行"})

    assert page.status_code == 422
    text = page.content.decode()
    assert "已改用 1 件" in text
    assert "未能改用" in text
    assert Case.objects.get(pk=first.case_id).edition == code
    assert Case.objects.get(pk=second.case_id).edition == "WUSHAN-29"
    assert office.get("/procedures/COUNTY-9-00000000/move/").status_code == 404
