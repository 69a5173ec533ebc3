"""The editions and the checks as pages."""

import pytest

from tests import cast
from xianfeng.kernel.checks import catalogue
from xianfeng.recruitment.catalogue import shelf
from xianfeng.recruitment.queries import checks

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("actor", [cast.branch_secretary(), cast.member(), cast.auditor()])
def test_every_edition_can_be_read(actor):
    client = cast.client_of(actor)
    text = client.get("/procedures/").content.decode()
    for edition in shelf().editions:
        assert edition.name in text
        page = client.get(f"/procedures/{edition.id}/")
        assert page.status_code == 200
        assert page.content.decode().count('class="procedure-step"') == len(edition.steps)
        assert "现行期限和数值" in page.content.decode()
    assert "待核对" in text


def test_an_unknown_edition_is_not_found():
    assert cast.client_of(cast.branch_secretary()).get("/procedures/CPC-1900/").status_code == 404


def test_administrators_of_accounts_are_refused():
    client = cast.client_of(cast.system_administrator())
    for path in ("/procedures/", "/procedures/WUSHAN-29/", "/checks/"):
        assert client.get(path).status_code == 403


def test_every_check_is_listed_with_where_it_is_applied():
    page = cast.client_of(cast.county_office()).get("/checks/")
    text = page.content.decode()
    for check in catalogue():
        assert f'id="{check}"' in text
    assert "尚未实现" in text
    places = checks.places()
    assert places["D-61"] == ("每个环节",)
    assert "中国共产党发展党员工作细则" in "".join(places["D-12"])
    assert set(places) <= set(catalogue())


def test_every_edition_is_shown_as_a_diagram_without_script():
    client = cast.client_of(cast.branch_secretary())
    for edition in shelf().editions:
        page = client.get(f"/procedures/{edition.id}/diagram/")
        assert page.status_code == 200
        text = page.content.decode()
        assert text.count('class="box"') + text.count('class="box is-extra"') == len(edition.steps)
    assert client.get("/procedures/CPC-1900/diagram/").status_code == 404


def test_two_editions_are_compared_on_a_day(django_assert_max_num_queries):
    client = cast.client_of(cast.member())
    assert "原版本" in client.get("/procedures/compare/").content.decode()
    asked = {"left": "CPC-DEV-1990", "right": "CPC-DEV-2014", "on": "2014-05-28"}
    with django_assert_max_num_queries(12):
        text = client.get("/procedures/compare/", asked).content.decode()
    assert "学时 ≥ 40" in text
    assert "学时 ≥ 24" in text
    for wrong in ({**asked, "left": "CPC-1900"}, {**asked, "on": "yesterday"}):
        page = client.get("/procedures/compare/", wrong)
        assert page.status_code == 200
        assert "学时 ≥ 40" not in page.content.decode()
