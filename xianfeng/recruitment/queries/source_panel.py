"""What-if of reserve cadres and priority groups: those in training, this year's admissions, the chosen candidates."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from xianfeng.casework.queries import stated
from xianfeng.casework.queries.stated import Part, Whose
from xianfeng.recruitment.queries import pool, sources, structure
from xianfeng.recruitment.queries.sources import SourceGroup
from xianfeng.recruitment.queries.structure import GroupRow
from xianfeng.recruitment.rules import changes
from xianfeng.recruitment.rules.changes import Count
from xianfeng.recruitment.rules.structure import Shift
from xianfeng.recruitment.vocab.plans import Indicator
from xianfeng.recruitment.vocab.structure import Circle
from xianfeng.registry.queries import naming, people
from xianfeng.registry.queries.filters import PeopleFilter
from xianfeng.registry.queries.people import Cursor, PersonRow
from xianfeng.registry.vocab import Category
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Share:
    """So many of a group, out of those whose source is recorded, and the list behind the number."""

    count: Count
    query: str

    @property
    def share(self) -> str:
        """The share in per cent, in words."""
        found = self.count.share
        return structure.NOTHING if found is None else changes.rounded(found)

    @property
    def is_small(self) -> bool:
        """Whether the whole is too small for a share to mean much."""
        return self.count.whole < structure.SMALL


@dataclass(frozen=True, kw_only=True)
class TrainingRow:
    """A group among those in training, and among the chosen candidates."""

    group: SourceGroup
    training: Share
    chosen: Share


@dataclass(frozen=True, kw_only=True)
class CommitteeRow:
    """One committee's people in training: how many say where they were found, and of the two groups."""

    name: str
    recorded: Share
    unrecorded: Share
    reserve: Share
    priority: Share


@dataclass(frozen=True, kw_only=True)
class SourceCandidate:
    """One candidate by facts; who decides weighs them, the program does not."""

    row: PersonRow
    is_chosen: bool
    source: str


@dataclass(frozen=True, kw_only=True)
class SourcePanel:
    """Where people were found, before and with the chosen candidates; by committee where there are several."""

    year: int
    admissions: tuple[GroupRow, ...]
    admitted_unrecorded: Share
    training: tuple[TrainingRow, ...]
    training_unrecorded: Share
    committees: tuple[CommitteeRow, ...]
    candidates: tuple[SourceCandidate, ...]
    chosen: int
    has_more: bool
    plan_title: str


def panel(
    actor: Actor, *, organisation_id: int | None, chosen: Collection[int], today: date
) -> SourcePanel:
    """Return the panel for an organisation and a set of candidates: seven queries, two more for an organisation.

    Whoever is chosen and is no candidate in reach is left out.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    year = today.year
    waiting = PeopleFilter(organisation_id=organisation_id, categories=(Category.CANDIDATE,))
    found = people.page(actor, waiting, at=Cursor(), size=structure.MOST, today=today)
    says = _says(actor, {row.id for row in found.rows})
    ids = {row.id for row in found.rows} & set(chosen)
    parts = sources.parts(actor, *Circle, years=(year, year), organisation_id=organisation_id)
    training = [p for p in parts if p.category in sources.CATEGORIES[Circle.TRAINING]]
    admitted = [p for p in parts if p.category in sources.CATEGORIES[Circle.ADMITTED]]
    added = sources.tallied((says.get(key, sources.NOTHING_SAID), 1) for key in ids)
    title, targets = structure.targets(year)
    words = dict(pool.sources())
    now = _tallied(training)
    this_year = _tallied(admitted)
    return SourcePanel(
        year=year,
        admissions=_admissions(this_year, added, targets, organisation_id, year),
        admitted_unrecorded=_share(
            this_year, sources.UNRECORDED, Circle.ADMITTED, organisation_id, year
        ),
        training=tuple(_training(group, now, added, organisation_id) for group in _groups()),
        training_unrecorded=_share(now, sources.UNRECORDED, Circle.TRAINING, organisation_id),
        committees=_committees(training),
        candidates=tuple(
            SourceCandidate(
                row=row, is_chosen=row.id in ids, source=words.get(says.get(row.id, ""), "")
            )
            for row in found.rows
        ),
        chosen=len(ids),
        has_more=bool(found.next),
        plan_title=title,
    )


def _groups() -> tuple[SourceGroup, ...]:
    return (sources.named()[""], *sources.groups())


def _says(actor: Actor, ids: Collection[int]) -> Mapping[int, str]:
    # Found in the actor's reach already.
    categories = sources.CATEGORIES[Circle.TRAINING]
    return stated.by_person(actor, sources.FIELD, Whose(categories=categories, people=ids))


def _tallied(parts: Collection[Part]) -> dict[str, Count]:
    return sources.tallied((part.value, part.number) for part in parts)


def _share(
    counts: Mapping[str, Count],
    key: str,
    circle: Circle,
    organisation_id: int | None,
    year: int | None = None,
) -> Share:
    query = sources.address(circle, key=key, organisation_id=organisation_id, year=year)
    return Share(count=counts[key], query=query)


def _training(
    group: SourceGroup,
    now: Mapping[str, Count],
    added: Mapping[str, Count],
    organisation_id: int | None,
) -> TrainingRow:
    return TrainingRow(
        group=group,
        training=_share(now, group.key, Circle.TRAINING, organisation_id),
        chosen=Share(count=added[group.key], query=""),
    )


def _admissions(
    now: Mapping[str, Count],
    added: Mapping[str, Count],
    targets: Mapping[str, int],
    organisation_id: int | None,
    year: int,
) -> tuple[GroupRow, ...]:
    def row(group: SourceGroup) -> GroupRow:
        return GroupRow(
            title=group.title,
            rule=group.rule,
            shift=Shift(today=now[group.key], added=added[group.key]),
            query=sources.address(
                Circle.ADMITTED, key=group.key, organisation_id=organisation_id, year=year
            ),
            per_mille=targets.get(group.key),
            is_part=group.is_part,
        )

    return tuple(row(group) for group in _groups())


def _committees(parts: Collection[Part]) -> tuple[CommitteeRow, ...]:
    places = sorted({part.place for part in parts})
    if len(places) < 2:
        return ()
    names = naming.named(places)

    def row(place: str) -> CommitteeRow:
        counts = _tallied([part for part in parts if part.place == place])
        named = names[place]

        def share(key: str) -> Share:
            return _share(counts, key, Circle.TRAINING, named.id)

        return CommitteeRow(
            name=named.name,
            recorded=share(""),
            unrecorded=share(sources.UNRECORDED),
            reserve=share(Indicator.RESERVE),
            priority=share(Indicator.PRIORITY),
        )

    return tuple(row(place) for place in places)
