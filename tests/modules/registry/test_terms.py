"""Entering terms of office: all or none, each once, none that lies ahead."""

from datetime import UTC, date, datetime

import pytest

from tests import cast
from tests.county import County
from xianfeng.kernel.errors import Refused
from xianfeng.registry.commands import terms
from xianfeng.registry.commands.terms import NewTerm
from xianfeng.registry.models import Term
from xianfeng.trust.models import LedgerEntry

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


def test_enters_terms_all_or_none() -> None:
    county = County()
    actor = cast.county_office(county.root.path)

    def term(number: int, starts_on: date) -> NewTerm:
        return NewTerm(
            organisation_id=county.branch.pk,
            number=number,
            starts_on=starts_on,
            ends_on=date(2030, 1, 1),
        )

    terms.add_many(actor=actor, rows=[term(1, date(2020, 1, 1)), term(2, date(2025, 1, 1))], at=AT)
    for wrong, check in ((term(2, date(2025, 1, 1)), "B-05"), (term(3, date(2027, 1, 1)), "D-60")):
        with pytest.raises(Refused) as refused:
            terms.add_many(actor=actor, rows=[term(4, date(2021, 1, 1)), wrong], at=AT)
        assert check in refused.value.verdict.checks()

    assert sorted(Term.objects.values_list("number", flat=True)) == [1, 2]
    assert LedgerEntry.objects.filter(event="registry.term.added").count() == 2
