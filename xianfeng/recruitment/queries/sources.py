"""Reserve cadres and priority groups: where people were found, as their nomination says.

The register does not keep this of members. So it is counted only among those who
have a file here, and every share is one of those whose nomination names a source.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlencode

from xianfeng.casework.queries import stated
from xianfeng.casework.queries.stated import Field, Part, Whose
from xianfeng.recruitment.queries import pool
from xianfeng.recruitment.rules.changes import Count
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.recruitment.vocab.plans import Indicator
from xianfeng.recruitment.vocab.structure import Circle
from xianfeng.registry.vocab import MEMBERS, Category
from xianfeng.trust.vocab import Actor

PAGE = 50
FIELD = Field(FAMILY, *pool.FOUND)
# A source that names no group; and the key and the value of a nomination that names none.
OTHER, UNRECORDED, NOTHING_SAID = "other", "unrecorded", ""
CATEGORIES = {
    Circle.TRAINING: frozenset({Category.APPLICANT, Category.ACTIVIST, Category.CANDIDATE}),
    Circle.ADMITTED: MEMBERS,
}
LIST = "recruitment:sources"


@dataclass(frozen=True, kw_only=True)
class SourceGroup:
    """People found in one of these places; ``is_part`` of those counted together before it."""

    key: str
    title: str
    values: frozenset[str]
    rule: str = ""
    is_part: bool = False


@lru_cache(maxsize=1)
def groups() -> tuple[SourceGroup, ...]:
    """Return the groups: reserve cadres, the priority groups together, then one by one, then the others."""
    words = dict(pool.sources())
    reserve, priority = Indicator.RESERVE, Indicator.PRIORITY
    several = {code: word for code, word in words.items() if code not in {reserve, OTHER}}
    return (
        SourceGroup(key=reserve, title=words[reserve], values=frozenset({reserve})),
        SourceGroup(
            key=priority,
            title=priority.label,
            values=frozenset(several),
            rule="、".join(several.values()),
        ),
        *(
            SourceGroup(key=code, title=word, values=frozenset({code}), is_part=True)
            for code, word in several.items()
        ),
        SourceGroup(key=OTHER, title=words[OTHER], values=frozenset({OTHER})),
    )


def named() -> Mapping[str, SourceGroup]:
    """Return by key every group that a list can be asked for, whoever names none among them."""
    everything = frozenset(code for code, _word in pool.sources())
    recorded = SourceGroup(key="", title="已登记来源", values=everything)
    silent = SourceGroup(key=UNRECORDED, title="未登记来源", values=frozenset({NOTHING_SAID}))
    return {group.key: group for group in (recorded, *groups(), silent)}


def tallied(parts: Iterable[tuple[str, int]]) -> dict[str, Count]:
    """Add up numbers by what is said: each group's people out of those of whom something is said."""
    numbers = list(parts)

    def of(values: Collection[str]) -> int:
        return sum(number for value, number in numbers if value in values)

    found = named()
    whole = of(found[""].values)
    return {key: Count(number=of(group.values), whole=whole) for key, group in found.items()}


def parts(
    actor: Actor, *circles: Circle, years: tuple[int, int], organisation_id: int | None = None
) -> tuple[Part, ...]:
    """Count circles by committee, category, year of joining and source: one query.

    :param years: the first and last year in which members joined.
    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    categories = frozenset[Category]().union(*(CATEGORIES[circle] for circle in circles))
    whose = Whose(categories=categories, organisation_id=organisation_id, joined=years)
    return stated.parts(actor, FIELD, whose)


def by_year(actor: Actor, years: tuple[int, ...]) -> dict[int, dict[str, Count]]:
    """Count those admitted in each of these years by group: one query."""
    found = parts(actor, Circle.ADMITTED, years=(min(years), max(years)))
    return {
        year: tallied((part.value, part.number) for part in found if part.year == year)
        for year in years
    }


def rule_of(key: str) -> str:
    """Say who belongs to a group, and of whom its share is one."""
    rule = named()[key].rule
    basis = "按发展档案“从哪里发现”的登记；分母只算已登记来源的人"
    return f"{rule}；{basis}" if rule else basis


def address(
    circle: Circle, *, key: str = "", organisation_id: int | None = None, year: int | None = None
) -> str:
    """Write the query of the list behind a figure."""
    asked = {"of": circle.value, "source": key, "organisation": organisation_id, "year": year}
    return urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """Whom to list; ``key`` is a group's, or empty for all of whom a source is recorded."""

    circle: Circle
    key: str
    year: int
    organisation_id: int | None = None

    @property
    def whose(self) -> Whose:
        """The people who are meant."""
        year = self.year if self.circle is Circle.ADMITTED else None
        return Whose(
            categories=CATEGORIES[self.circle],
            organisation_id=self.organisation_id,
            joined=(year, year) if year else None,
            values=named()[self.key].values,
        )


@dataclass(frozen=True, kw_only=True)
class SourceRow:
    """One person by facts."""

    case_id: int
    person: str
    category: str
    organisation: str
    joined: str
    source: str


@dataclass(frozen=True, kw_only=True)
class SourceList:
    """One page of people, in the order of the tree, then of the names."""

    rows: tuple[SourceRow, ...]
    found: int
    page: int
    pages: int


def page(actor: Actor, wanted: Wanted, *, number: int = 1) -> SourceList:
    """Return one page of the people behind a figure: three queries, one more for an organisation.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    words = dict(pool.sources())
    found = stated.number(actor, FIELD, wanted.whose)
    last = max(1, -(-found // PAGE))
    number = min(max(number, 1), last)
    rows = stated.rows(actor, FIELD, wanted.whose, start=(number - 1) * PAGE, size=PAGE)
    return SourceList(
        rows=tuple(
            SourceRow(
                case_id=row.case_id,
                person=row.person,
                category=row.category.label,
                organisation=row.organisation,
                joined=f"{row.joined_on}" if row.joined_on else "",
                source=words.get(row.value, ""),
            )
            for row in rows
        ),
        found=found,
        page=number,
        pages=last,
    )
