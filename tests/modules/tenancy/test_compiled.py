"""Queries that are written once answer what the same queries answer when written anew."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import DateField
from django.test.utils import CaptureQueriesContext

from tests import cast, given
from xianfeng.registry.models import Person
from xianfeng.registry.queries import people
from xianfeng.registry.queries.filters import PeopleFilter
from xianfeng.registry.queries.people import Cursor, Span
from xianfeng.registry.vocab import Category
from xianfeng.tenancy.compiled import Compiled, Given
from xianfeng.trust.sessions import SessionStore

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


def test_asks_again_with_other_values():
    place = given.county()
    one = given.person(place.branch, "王强", number=1, born_on=date(1990, 5, 4))
    other = given.person(place.branch, "李梅", number=2, born_on=date(1991, 5, 4))
    built = []

    def query():
        built.append(1)
        born = Given("born", DateField())
        return Person.objects.filter(born_on=born).values_list("id", "born_on", "is_floating")

    compiled = Compiled(query)
    assert compiled.rows(born=date(1990, 5, 4)) == [(one, date(1990, 5, 4), False)]
    assert compiled.rows(born=date(1991, 5, 4)) == [(other, date(1991, 5, 4), False)]
    assert compiled.rows(born=date(1992, 5, 4)) == []
    assert built == [1]


def test_a_missing_value_is_an_error_and_a_quote_is_a_letter():
    place = given.county()
    given.person(place.branch, "王强", number=1)
    compiled = Compiled(lambda: Person.objects.filter(name=Given("name")).values_list("id"))
    with pytest.raises(KeyError):
        compiled.rows()
    assert compiled.rows(name="' OR '1'='1") == []
    assert compiled.rows(name="%s") == []


def test_a_number_that_no_column_holds_finds_nothing():
    compiled = Compiled(lambda: Person.objects.filter(id=Given("id")).values_list("id"))
    for beyond in (2**63, -(2**63) - 1, 10**40):
        assert compiled.rows(id=beyond) == []
    assert compiled.rows(id=2**63 - 1) == []


@pytest.mark.parametrize("is_small", [True, False])
@pytest.mark.parametrize("categories", [(), (Category.FULL,), (Category.FULL, Category.ACTIVIST)])
@pytest.mark.parametrize("backwards", [True, False])
def test_the_plain_list_is_the_filtered_list_without_a_filter(is_small, categories, backwards):
    place = given.county()
    given.people(place.branch, 9)
    given.people(place.other_branch, 6, first=20)
    given.person(place.other_branch, "安丽", number=90, category=Category.ACTIVIST)
    both = people.roots(cast.county_office(), place.branch) + people.roots(
        cast.county_office(), place.other_branch
    )
    wanted = PeopleFilter(categories=categories)
    middle = Person.objects.order_by("sort_key", "id")[7]
    for roots in (both, both[:1], ()):
        area = Span(paths=roots, held=0 if is_small else people.SMALL + 1)
        anew = people.selected(wanted, today=TODAY, area=area)
        for at in (
            Cursor(backwards=backwards),
            Cursor(key=middle.sort_key, id=middle.pk, backwards=backwards),
        ):
            for size in (2, 20):
                assert people._plain(wanted, area, at, size) == people._keyed(anew, at, size)
    assert len(people._plain(wanted, Span(paths=both, held=0), Cursor(), 50)[0]) in {15, 16}


def test_heads_are_counted_by_place_and_category():
    place = given.county()
    given.people(place.branch, 9)
    given.people(place.other_branch, 6, first=20)
    given.person(place.other_branch, "安丽", number=90, category=Category.ACTIVIST)
    actor = cast.county_office()
    root = people.roots(actor, None)
    mine = people.roots(actor, place.branch)
    theirs = people.roots(actor, place.other_branch)
    assert people.span(root).held == 16
    assert people.span(mine).held == 9
    assert people.span(mine + theirs).held == 16
    assert people.span(()).held == 0
    assert people._held(theirs, (Category.ACTIVIST,)) == 1
    assert people._held(mine, (Category.ACTIVIST,)) == 0


def test_an_outdated_or_unknown_session_is_empty_and_loses_its_key():
    kept = SessionStore()
    kept["word"] = "here"
    kept.save()
    assert SessionStore(kept.session_key)["word"] == "here"
    unknown = SessionStore("x" * 32)
    assert (unknown.get("word"), unknown.session_key) == (None, None)
    past = datetime(2020, 1, 1, tzinfo=UTC)
    Session.objects.filter(pk=kept.session_key).update(expire_date=past)
    outdated = SessionStore(kept.session_key)
    assert (outdated.get("word"), outdated.session_key) == (None, None)


@pytest.mark.parametrize("key", ["\0" * 32, "x\0" * 16, "' OR 1=1 --" * 3, ""])
def test_a_key_that_is_none_is_not_asked_for(key: str):
    with CaptureQueriesContext(connection) as asked:
        assert SessionStore(key).get("word") is None
    assert asked.captured_queries == []
