"""The tree and one organisation: counts, hints, terms, scope."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests import cast, given
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.kernel.verdict import Level
from xianfeng.registry.commands import terms
from xianfeng.registry.models import Organisation, Term
from xianfeng.registry.queries import organisations
from xianfeng.registry.vocab import Category, OrganisationKind
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture
def place():
    made = given.county()
    given.people(made.branch, 5)
    given.people(made.branch, 2, category=Category.PROBATIONARY, first=20)
    given.people(made.other_branch, 1, category=Category.APPLICANT, first=40)
    given.people(made.committee, 1, first=60)
    return made


def test_tree_counts_whole_subtrees(place):
    level = organisations.tree(cast.county_office())
    assert level.node.id == place.root
    assert (level.node.counts.members, level.node.counts.probationary) == (8, 2)
    assert level.node.counts.organisations == {
        OrganisationKind.COMMITTEE: 3,
        OrganisationKind.BRANCH: 2,
    }
    assert [
        (n.short_name, n.counts.members, n.counts.applicants, n.counts.branches)
        for n in level.children
    ] == [("城关镇委员会", 8, 0, 1), ("洛门镇委员会", 0, 1, 1)]


def test_tree_goes_down_one_level_and_shows_the_way(place):
    level = organisations.tree(cast.county_office(), organisation_id=place.committee)
    assert [n.id for n in level.ancestors] == [place.root]
    assert [(n.id, n.counts.members, n.has_children) for n in level.children] == [
        (place.branch, 7, False)
    ]


def test_tree_begins_where_the_actor_may_look(place):
    level = organisations.tree(cast.branch_secretary())
    assert (level.node.id, level.ancestors, level.children) == (place.branch, (), ())
    with pytest.raises(Organisation.DoesNotExist):
        organisations.tree(cast.branch_secretary(), organisation_id=place.committee)
    assert organisations.tree(cast.system_administrator()).node.id == place.root


def test_pages_answer_404_out_of_sight(place):
    client = cast.client_of(cast.branch_secretary())
    assert client.get(f"/organisations/{place.branch}/").status_code == 200
    assert client.get(f"/organisations/{place.other_branch}/").status_code == 404
    assert client.get(f"/organisations/?at={place.committee}").status_code == 404
    assert cast.client_of(cast.member()).get("/organisations/").status_code == 403


def _verdict(organisation_id):
    file = organisations.file_of(cast.county_office(), organisation_id, today=TODAY)
    return [(r.check, r.level) for r in file.verdict]


def test_says_what_the_number_of_members_calls_for(place):
    assert _verdict(place.other_branch) == [("B-01", Level.WARN)]
    assert _verdict(place.branch) == []
    given.people(place.branch, 2, first=100)
    assert _verdict(place.branch) == [("B-02", Level.WARN)]
    given.people(place.branch, 42, first=200)
    assert _verdict(place.branch) == [("B-02", Level.WARN), ("B-03", Level.HINT)]
    assert _verdict(place.committee) == []


def _add(place, **changes):
    values = {
        "actor": cast.committee_organiser(),
        "organisation_id": place.branch,
        "number": 3,
        "starts_on": date(2024, 1, 10),
        "ends_on": date(2027, 1, 10),
        "at": cast.NOON,
    }
    terms.add(**(values | changes))


@pytest.mark.parametrize(
    ("ends_on", "expected"),
    [
        (date(2027, 5, 24), []),
        (date(2027, 5, 23), [("B-05", Level.HINT)]),
        (date(2026, 11, 23), [("B-05", Level.HINT)]),
        (date(2026, 11, 22), [("B-05", Level.WARN)]),
    ],
)
def test_warns_of_the_end_of_a_term(place, ends_on, expected):
    _add(place, ends_on=ends_on)
    assert _verdict(place.branch) == expected


def test_enters_a_term_and_tells_the_ledger(place):
    _add(place)
    assert Term.objects.values_list("number", "ends_on").get() == (3, date(2027, 1, 10))
    entry = LedgerEntry.objects.get(event="registry.term.added")
    assert (entry.subject, entry.chain) == (f"organisation:{place.branch}", f"org:{cast.BRANCH}")


def test_refuses_a_term_that_cannot_be(place):
    _add(place)
    with pytest.raises(Refused) as refused:
        _add(place, starts_on=date(2027, 1, 1), ends_on=date(2026, 1, 1))
    assert refused.value.verdict.checks() == ("B-05", "D-60")
    assert len(refused.value.verdict.reasons) == 3
    with pytest.raises(NotAllowed):
        _add(place, actor=cast.branch_secretary(), number=4)
    with pytest.raises(Organisation.DoesNotExist):
        _add(place, organisation_id=place.other_branch, number=4)
    assert Term.objects.count() == 1


def test_term_form_works_by_page(place):
    client = cast.client_of(cast.committee_organiser())
    address = f"/organisations/{place.branch}/"
    sent = {"number": "1", "starts_on": "2024-01-10", "ends_on": "2027-01-10"}
    assert client.post(address, sent).status_code == 302
    assert "第1届" in client.get(address).content.decode()
    again = client.post(address, sent)
    assert again.status_code == 422
    assert "第1届已经登记" in again.content.decode()
    secretary = cast.client_of(cast.branch_secretary())
    assert secretary.post(address, {**sent, "number": "2"}).status_code == 403
    assert Term.objects.count() == 1


def test_queries_are_few_and_the_same_for_more_organisations(place):
    client = cast.client_of(cast.county_office())
    addresses = ["/organisations/", f"/organisations/{place.committee}/"]

    def queries(address):
        client.get(address)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(address).status_code == 200
        return len(seen)

    few = [queries(a) for a in addresses]
    for n in range(10, 30):
        given.organisation(
            given.child_path(cast.COMMITTEE, n),
            f"第{n}支部",
            OrganisationKind.BRANCH,
            parent=place.committee,
        )
    assert [queries(a) for a in addresses] == few
    assert max(few) <= 12
