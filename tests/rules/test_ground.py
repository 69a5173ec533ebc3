"""What the sizes and terms of organisations call for."""

from datetime import date

import pytest

from xianfeng.kernel.verdict import Level
from xianfeng.registry.rules.ground import Size, size_fits, term_runs
from xianfeng.registry.vocab import OrganisationKind


def _size(full, members, *, kind=OrganisationKind.BRANCH, has_committee=False):
    return Size(
        name="周庄村支部",
        kind=kind,
        full_members=full,
        members=members,
        has_committee=has_committee,
    )


@pytest.mark.parametrize(
    ("size", "checks"),
    [
        (_size(2, 4), ("B-01",)),
        (_size(3, 3), ()),
        (_size(6, 8), ()),
        (_size(7, 7), ("B-02",)),
        (_size(7, 7, has_committee=True), ()),
        (_size(48, 50, has_committee=True), ()),
        (_size(48, 51, has_committee=True), ("B-03",)),
        (_size(60, 60), ("B-02", "B-03")),
        (_size(0, 0, kind=OrganisationKind.COMMITTEE), ()),
    ],
)
def test_judges_a_branch_by_its_members(size, checks):
    assert size_fits(size).checks() == checks


@pytest.mark.parametrize(
    ("today", "levels"),
    [
        (date(2026, 8, 27), []),
        (date(2026, 8, 28), [Level.HINT]),
        (date(2027, 2, 28), [Level.HINT]),
        (date(2027, 3, 1), [Level.WARN]),
    ],
)
def test_speaks_up_six_months_before_a_term_ends(today, levels):
    verdict = term_runs(organisation="周庄村支部", ends_on=date(2027, 2, 28), today=today)
    assert [r.level for r in verdict] == levels


def test_names_the_day():
    verdict = term_runs(organisation="周庄村支部", ends_on=date(2026, 1, 5), today=date(2026, 2, 1))
    assert [r.message for r in verdict] == ["周庄村支部已于2026年1月5日任期届满"]
