"""The one search box: names, readings, number tails, organisations, scope."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast, given
from xianfeng.registry.models import Organisation
from xianfeng.registry.queries import matching, people, search
from xianfeng.registry.queries.matching import Kind

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True, params=[0, 3_000], ids=["large", "small"])
def way(request, monkeypatch):
    """Search both ways: by the name's indexes, and inside a small organisation."""
    monkeypatch.setattr(people, "SMALL", request.param)


def _names(text, actor=None):
    found = search.find(actor or cast.county_office(), text, today=TODAY)
    return [one.name for one in found.people]


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("单小红", ["单", "小红", "红", "shanxiaohong", "shan", "sxh", "danxiaohong", "Shan Xiao"]),
        ("解放", ["xiefang", "jiefang", "xf"]),
        ("仇英", ["qiuying", "chouying", "qy"]),
        ("查良", ["zhaliang", "chaliang", "zl"]),
        ("曾国", ["zengguo", "zg"]),
        ("区明", ["ouming", "quming", "om"]),
        ("尉迟恭", ["尉迟", "恭", "yuchigong", "ycg", "weichigong"]),
        ("吕布", ["lvbu", "lv"]),
    ],
)
def test_finds_a_person_by_name_and_every_reading(name, texts):
    place = given.county()
    given.person(place.branch, name)
    given.person(place.branch, "王强", number=90_001)
    for text in texts:
        found = _names(text)
        # 红 is in the middle of a given name: only its beginning is indexed.
        assert found == ([] if text == "红" else [name]), text


def test_finds_by_the_end_of_the_number_and_by_the_whole():
    place = given.county()
    whole = given.id_number(1, date(1980, 1, 1))
    given.person(place.branch, "王强", **given.numbers(whole))
    given.person(place.branch, "李强", number=90_002)
    assert _names(whole) == ["王强"]
    assert _names(whole.lower()) == ["王强"]
    for length in (4, 5, 6):
        assert _names(whole[-length:]) == ["王强"]
    assert _names(("1" if whole[-5] == "0" else "0") + whole[-4:]) == []
    assert _names(whole[:-1] + ("0" if whole[-1] != "0" else "1")) == []


@pytest.mark.parametrize(
    "text", ["东关", "东关社区支部", "dongguan", "dgsqzb", "9000100010001", "shequ", "sqz", "do"]
)
def test_finds_an_organisation(text):
    given.county()
    code = "9" + cast.BRANCH[-11:]
    found = search.find(cast.county_office(), code if text.startswith("9") else text, today=TODAY)
    assert [one.name for one in found.organisations] == ["中共武山县东关社区支部"]


def test_finds_an_organisation_by_the_short_name_that_lists_show():
    place = given.county()
    Organisation.objects.filter(pk=place.branch).update(short_name="东关社区党支部")
    found = search.find(cast.county_office(), "社区党支部", today=TODAY)
    assert [one.name for one in found.organisations] == ["中共武山县东关社区支部"]


def test_finds_nobody_outside_the_scope():
    place = given.county()
    given.person(place.other_branch, "王强")
    assert _names("王强", cast.branch_secretary()) == []
    assert _names("wangqiang", cast.branch_secretary()) == []
    assert _names(given.id_number(90_000, given.born_on(90_000))[-4:], cast.stranger()) == []
    found = search.find(cast.branch_secretary(), "裴庄", today=TODAY)
    assert found.organisations == ()


def test_lists_twenty_and_says_that_there_are_more():
    place = given.county()
    given.people(place.branch, 60)
    found = search.find(cast.county_office(), "w", today=TODAY)
    assert len(found.people) <= 20
    found = search.find(cast.county_office(), "", today=TODAY)
    assert (found.people, found.organisations, found.has_more) == ((), (), False)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("  ", Kind.NOTHING),
        ("王 强", Kind.NAME),
        ("１２３４", Kind.TAIL),
        ("12345x", Kind.TAIL),
        ("99999919800101002x", Kind.NUMBER),
        ("620524000001", Kind.OTHER),
        ("Wang", Kind.LETTERS),
        ("100%", Kind.OTHER),
    ],
)
def test_tells_what_was_typed(text, kind):
    assert matching.read(text).kind is kind


def test_a_whole_number_never_stands_in_an_address():
    place = given.county()
    given.person(place.branch, "王强")
    whole = given.id_number(90_000, given.born_on(90_000), sex="2")
    client = cast.client_of(cast.county_office())
    page = client.get("/search/", {"q": whole}).content.decode()
    assert "王强" not in page
    assert "网址" in page
    answer = client.post("/search/", {"q": whole})
    assert "王强" in answer.content.decode()
    assert whole not in answer.content.decode().replace(f'value="{whole}"', "")
    assert "no-store" in answer["Cache-Control"]
    assert client.post("/search/", {"q": "王"})["Location"] == "/search/?q=%E7%8E%8B"
    fragment = client.post("/search/", {"q": "王"}, headers={"HX-Request": "true"})
    assert "王强" in fragment.content.decode()
    assert "<html" not in fragment.content.decode()


def test_queries_are_few_and_the_same_for_more_rows():
    place = given.county()
    given.people(place.branch, 20)
    client = cast.client_of(cast.county_office())
    client.get("/search/?q=w")

    def queries():
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/search/?q=w").status_code == 200
        return len(seen)

    few = queries()
    given.people(place.other_branch, 180, first=100)
    assert queries() == few <= 12


def test_refuses_a_member():
    given.county()
    assert cast.client_of(cast.member()).get("/search/?q=w").status_code == 403
