"""Attacks on the registry: what lies out of reach stays untold, ids and numbers stay where they belong."""

from datetime import date
from urllib.parse import urlencode

import pytest

from tests import cast
from tests.county import County, id_number, person
from tests.modules.registry.test_imports import SAMPLES, VILLAGE, bring, number, sheet
from tests.modules.registry.test_imports import person as row
from xianfeng.kernel.errors import Refused
from xianfeng.registry.commands import imports, people, undoing
from xianfeng.registry.models import Organisation, Person, SavedFilter
from xianfeng.registry.vocab import BatchKind, Category, OrganisationKind
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
# A birthday of nobody else: the numbers of made-up people come round again.
NOBODYS_DAY = date(1971, 3, 2)


def test_gives_no_id_a_second_time(tmp_path):
    bring(SAMPLES / "organisations.csv", BatchKind.ORGANISATIONS)
    first = bring(sheet(tmp_path / "a.xlsx", [row()])).batch_id
    gone = Person.objects.get().pk
    undoing.undo(actor=cast.county_office(), batch_id=first, at=cast.NOON)

    bring(sheet(tmp_path / "b.xlsx", [row("单雄信", number(sequence=3))]))

    # Accounts, cases and the ledger name people by id: another person must not inherit it.
    assert Person.objects.get().pk > gone


def _known_number(county: County) -> str:
    whole = id_number(NOBODYS_DAY, serial=77)
    people.register(
        actor=cast.county_office(county.root.path),
        name="旁支人",
        id_number=whole,
        organisation_id=county.other_branch.pk,
        category=Category.OUTSIDER,
        since=date(2020, 1, 1),
        at=cast.NOON,
    )
    return whole


def test_registering_tells_no_branch_out_of_reach():
    county = County()
    entry = {
        "name": "申向党",
        "id_number": _known_number(county),
        "organisation_id": county.branch.pk,
        "category": Category.OUTSIDER,
        "since": date(2020, 1, 1),
        "at": cast.NOON,
    }

    with pytest.raises(Refused) as hidden:
        people.register(actor=cast.branch_secretary(county.branch.path), **entry)
    with pytest.raises(Refused) as told:
        people.register(actor=cast.county_office(county.root.path), **entry)

    assert str(hidden.value) == "该身份证号已存在于本人管辖范围以外的党组织"
    assert county.other_branch.short_name in str(told.value)


@pytest.mark.parametrize("name", ["王小明", "王大明"])
def test_importing_tells_no_branch_and_no_name_out_of_reach(tmp_path, name):
    bring(SAMPLES / "organisations.csv", BatchKind.ORGANISATIONS)
    bring(sheet(tmp_path / "a.xlsx", [row()]))
    own = Organisation.objects.get(name=VILLAGE)
    other = Organisation.objects.filter(kind="branch").exclude(path__startswith=own.path[:8])[0]
    actor = cast.committee_organiser(other.path[:8])

    again = sheet(tmp_path / "b.xlsx", [row(name, 所在党支部=other.name)])
    found = bring(again, actor=actor)

    (problem,) = found.problems
    assert (problem.check, problem.message) == (
        "I-02",
        "该身份证号已存在于本人管辖范围以外的党组织",
    )


def test_no_organisation_gives_itself_another_kind(tmp_path):
    bring(SAMPLES / "organisations.csv", BatchKind.ORGANISATIONS)
    place = Organisation.objects.get(code="620524000001")
    Organisation.objects.filter(pk=place.pk).update(kind=OrganisationKind.GENERAL_BRANCH)
    text = (
        "党组织代码,党组织全称,组织类别,上级党组织代码\n"
        f"{place.code},{place.name},党委,620524000000\n"
    )
    (tmp_path / "a.csv").write_text(text, "utf-8")

    found = bring(
        tmp_path / "a.csv", BatchKind.ORGANISATIONS, actor=cast.committee_organiser(place.path)
    )

    place.refresh_from_db()
    # Only a 党委 approves admissions (D-36): who is one, the organisation above says.
    assert place.kind == OrganisationKind.GENERAL_BRANCH
    assert [p.check for p in found.problems] == ["I-18"]


def test_no_list_answers_a_whole_number_in_an_address():
    county = County()
    whole = id_number(NOBODYS_DAY, serial=78)
    person("正主", county.branch)
    client = cast.client_of(cast.county_office(county.root.path))

    page = client.get(f"/people/?{urlencode({'q': whole})}")
    client.post("/people/filters/save", {"name": "号", "query": urlencode({"q": whole})})
    client.post(f"/people/export?{urlencode({'q': whole})}", {"reason": "核对名单"})

    assert whole not in page.content.decode()
    assert not SavedFilter.objects.filter(query__contains=whole).exists()
    assert not LedgerEntry.objects.filter(detail__contains=whole).exists()


def test_enters_who_handed_a_file_in_before_anything_is_read():
    county = County()
    batch = imports.hand_in(
        actor=cast.committee_organiser(county.committee.path),
        kind=BatchKind.ROSTER,
        file_name="名册.xlsx",
        sha256="0" * 64,
        at=cast.NOON,
    )

    entry = LedgerEntry.objects.get(subject=f"batch:{batch}")
    assert (entry.event, entry.actor_name) == ("registry.batch.handed_in", "罗成")


@pytest.mark.parametrize("address", ["/", "/people/", "/organisations/", "/my/"])
def test_leaves_no_page_about_people_in_the_browser(address):
    county = County()
    client = cast.client_of(cast.county_office(county.root.path))

    assert "no-store" in client.get(address)["Cache-Control"]
