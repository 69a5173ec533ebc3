"""Members developed in a year beside the year before, by the published classes."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xianfeng.kernel.verdict import Reason
from xianfeng.recruitment.queries import groups
from xianfeng.recruitment.queries.groups import Group
from xianfeng.recruitment.rules import changes
from xianfeng.recruitment.rules.changes import Change, Count
from xianfeng.registry.queries import figures
from xianfeng.registry.queries.filters import PeopleFilter, address
from xianfeng.registry.vocab import Category
from xianfeng.trust.vocab import Actor

# Shares of fewer people say little and are shown in grey.
SMALL = 10
# Stands where there is nothing to divide by.
NOTHING = "—"


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """One class: both years' counts, the change, and the lists behind the two numbers."""

    title: str
    rule: str
    change: Change
    words: Reason | None
    last_query: str
    this_query: str

    @property
    def last_share(self) -> str:
        """Last year's share in per cent, in words."""
        return _told(self.change.last.share)

    @property
    def this_share(self) -> str:
        """This year's share in per cent, in words."""
        return _told(self.change.this.share)

    @property
    def percent(self) -> str:
        """The change of the number in per cent, with its sign."""
        return _signed(self.change.percent)

    @property
    def points(self) -> str:
        """The change of the share in percentage points, with its sign."""
        return _signed(self.change.points)

    @property
    def people(self) -> str:
        """How many more or fewer people, with the sign."""
        return f"{self.change.people:+d}" if self.change.people else "0"

    @property
    def is_small(self) -> bool:
        """Whether the numbers are too small for a share to mean much."""
        return min(self.change.last.whole, self.change.this.whole) < SMALL


def _told(value: Fraction | None) -> str:
    return NOTHING if value is None else changes.rounded(value)


def _signed(value: Fraction | None) -> str:
    words = _told(value)
    return words if value is None or value <= 0 or words == "0.0" else f"+{words}"


@dataclass(frozen=True, kw_only=True)
class YearFigures:
    """The year's table in the bulletin's order: total, traits, occupations, front line."""

    year: int
    total: YearRow
    traits: tuple[YearRow, ...]
    occupations: tuple[YearRow, ...]
    line: YearRow

    @property
    def rows(self) -> tuple[YearRow, ...]:
        """Every row, in the order of the page."""
        return (self.total, *self.traits, *self.occupations, self.line)


def developed(actor: Actor, *, year: int, organisation_id: int | None, today: date) -> YearFigures:
    """Count who was admitted in a year and the year before, by class, within the actor's reach.

    A member is counted in the year of the branch meeting that admitted them, with
    the age of the year's last day; who has left the county's rolls is not counted.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    this, last = _shared(year, organisation_id), _shared(year - 1, organisation_id)
    parts = {group.key: group.part for group in groups.GROUPS}
    now = figures.counts(actor, this, parts, today=today)
    before = figures.counts(actor, last, parts, today=today)

    def row(group: Group) -> YearRow:
        change = Change(
            last=Count(number=before[group.key], whole=before[groups.ALL.key]),
            this=Count(number=now[group.key], whole=now[groups.ALL.key]),
        )
        return YearRow(
            title=group.title,
            rule=group.rule,
            change=change,
            words=changes.owes_words(change, title=group.title),
            last_query=address(figures.together(last, group.part)),
            this_query=address(figures.together(this, group.part)),
        )

    return YearFigures(
        year=year,
        total=row(groups.ALL),
        traits=tuple(row(group) for group in groups.TRAITS),
        occupations=tuple(row(group) for group in groups.OCCUPATIONS),
        line=row(groups.LINE),
    )


def _shared(year: int, organisation_id: int | None) -> PeopleFilter:
    return PeopleFilter(
        organisation_id=organisation_id,
        categories=(Category.PROBATIONARY, Category.FULL),
        joined_from=year,
        joined_to=year,
        age_on=date(year, 12, 31),
    )
