"""Members developed in a year beside the year before, by the published classes, with the words to great changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from xianfeng.kernel import clock, paths
from xianfeng.kernel.errors import NotAllowed
from xianfeng.kernel.verdict import Reason
from xianfeng.recruitment.models import YearNote
from xianfeng.recruitment.queries import groups
from xianfeng.recruitment.queries.groups import Group
from xianfeng.recruitment.rules import changes
from xianfeng.recruitment.rules.changes import Basis, Change, Count
from xianfeng.recruitment.vocab.years import Explained
from xianfeng.registry.queries import figures, naming, organisations
from xianfeng.registry.queries.filters import PeopleFilter, address
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.registry.vocab import Category
from xianfeng.tenancy import ranges
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

# Shares of fewer people say little and are shown in grey.
SMALL = 10
# Stands where there is nothing to divide by.
NOTHING = "—"
# No organisation of the county is older.
FIRST_YEAR = 1949
WRITERS = "该党组织的书记、组织员（县级为县委组织部）"
SIGNING = (Action.SIGN_AS_COUNTY, Action.SIGN_AS_COMMITTEE, Action.SIGN_AS_BRANCH)


@dataclass(frozen=True, kw_only=True)
class Note:
    """What the organisation says to a change, and of which numbers it said so."""

    words: str
    basis: Basis
    version: int
    actor: str
    on: date


@dataclass(frozen=True, kw_only=True)
class YearRow:
    """One class: both years' counts, the change with its words, and the lists behind the two numbers.

    ``owed`` is the reason that still asks for words.
    """

    key: str
    title: str
    rule: str
    change: Change
    owed: Reason | None
    explained: Explained | None
    note: Note | None
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
    """The year's table in the bulletin's order: total, traits, occupations, front line.

    ``place`` is whose figures these are; None for a reach of several organisations, which
    nobody explains as one.
    """

    year: int
    place: OrganisationName | None
    may_explain: bool
    total: YearRow
    traits: tuple[YearRow, ...]
    occupations: tuple[YearRow, ...]
    line: YearRow

    @property
    def rows(self) -> tuple[YearRow, ...]:
        """Every row, in the order of the page."""
        return (self.total, *self.traits, *self.occupations, self.line)

    @property
    def great(self) -> int:
        """How many rows changed by more than 30 per cent."""
        return sum(changes.is_great(row.change) for row in self.rows)

    @property
    def owing(self) -> int:
        """How many of them have no words for the numbers of now."""
        return sum(row.owed is not None for row in self.rows)


def developed(actor: Actor, *, year: int, organisation_id: int | None, today: date) -> YearFigures:
    """Count who was admitted in a year and the year before, by class, within the actor's reach.

    A member is counted in the year of the branch meeting that admitted them, with
    the age of the year's last day; who has left the county's rolls is not counted.
    A year that still runs owes no words.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    place = _place(actor, organisation_id)
    this, last = _shared(year, organisation_id), _shared(year - 1, organisation_id)
    parts = {group.key: group.part for group in groups.GROUPS}
    now = figures.counts(actor, this, parts, today=today)
    before = figures.counts(actor, last, parts, today=today)
    notes = _notes(actor, place, year) if place else {}

    def row(group: Group) -> YearRow:
        change = Change(
            last=Count(number=before[group.key], whole=before[groups.ALL.key]),
            this=Count(number=now[group.key], whole=now[groups.ALL.key]),
        )
        note = notes.get(group.key)
        basis = note.basis if note else None
        asks = note is not None or year < today.year
        return YearRow(
            key=group.key,
            title=group.title,
            rule=group.rule,
            change=change,
            owed=changes.owes_words(change, title=group.title, basis=basis) if asks else None,
            explained=changes.explained(change, basis=basis) if asks else None,
            note=note,
            last_query=address(figures.together(last, group.part)),
            this_query=address(figures.together(this, group.part)),
        )

    return YearFigures(
        year=year,
        place=place,
        may_explain=place is not None and signs_for(actor, place.path),
        total=row(groups.ALL),
        traits=tuple(row(group) for group in groups.TRAITS),
        occupations=tuple(row(group) for group in groups.OCCUPATIONS),
        line=row(groups.LINE),
    )


def to_explain(
    actor: Actor, *, organisation_id: int, year: int, line: str, today: date
) -> tuple[YearFigures, YearRow]:
    """Return a year's figures and the row that somebody who signs for the organisation explains.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    :raises YearNote.DoesNotExist: there is no such class, or the year has not begun.
    :raises NotAllowed: the actor does not sign for this very organisation (D-61).
    """
    if not FIRST_YEAR <= year <= today.year:
        raise YearNote.DoesNotExist
    found = developed(actor, year=year, organisation_id=organisation_id, today=today)
    if not found.may_explain:
        raise NotAllowed.because(WRITERS)
    row = next((row for row in found.rows if row.key == line), None)
    if row is None:
        raise YearNote.DoesNotExist
    return found, row


def signs_for(actor: Actor, path: str) -> bool:
    """Tell whether the actor signs for this very organisation, not only for one above it."""
    return any(path in actor.roots(action) for action in SIGNING)


def _place(actor: Actor, organisation_id: int | None) -> OrganisationName | None:
    if organisation_id is not None:
        return organisations.place_of(actor, organisation_id)
    tops = ranges.outermost(root or paths.segment(1) for root in actor.roots(Action.VIEW_PEOPLE))
    return naming.named(tops).get(tops[0]) if len(tops) == 1 else None


def _notes(actor: Actor, place: OrganisationName, year: int) -> Mapping[str, Note]:
    rows = access.scoped(YearNote.objects.all(), actor, Action.VIEW_PEOPLE)
    return {
        row.line: Note(
            words=row.words,
            basis=Basis(last=row.last, this=row.this),
            version=row.version,
            actor=row.actor_name,
            on=clock.day_of(row.written_at),
        )
        for row in rows.filter(organisation_id=place.id, year=year)
    }


def _shared(year: int, organisation_id: int | None) -> PeopleFilter:
    return PeopleFilter(
        organisation_id=organisation_id,
        categories=(Category.PROBATIONARY, Category.FULL),
        joined_from=year,
        joined_to=year,
        age_on=date(year, 12, 31),
    )
