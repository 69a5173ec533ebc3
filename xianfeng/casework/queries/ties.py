"""Who serves whose case now, such as mentors and introducers, and how many each.

Read from the signed records of open cases: a field of people that names an
``until`` in ``records.toml`` binds them until that record is made.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from xianfeng.casework.models import Entry
from xianfeng.casework.queries import cases, dockets
from xianfeng.casework.vocab import OPEN_STATES, EntryKind
from xianfeng.procedure import board
from xianfeng.procedure.schema import Edition
from xianfeng.registry.queries import standing as registry_reads
from xianfeng.trust.vocab import Actor

# So many signed records are read for one page; a larger reach asks for an organisation first.
MOST = 3_000
PAGE = 50


@dataclass(frozen=True, kw_only=True)
class Served:
    """Whom somebody serves."""

    case_id: int
    person: str


@dataclass(frozen=True, kw_only=True)
class Serving:
    """One person in one function, with all whom they serve."""

    name: str
    role: str
    organisation: str
    served: tuple[Served, ...]


@dataclass(frozen=True, kw_only=True)
class ServingList:
    """One page of who serves whom; ``is_cut`` where even all pages do not hold everybody."""

    rows: tuple[Serving, ...]
    page: int
    pages: int
    is_cut: bool


def loads(family: str, kind: str, organisation_id: int, except_case: int) -> Mapping[int, int]:
    """Return how many other open cases of a branch each person serves by this kind of record."""
    here = Q(case__organisation_id=organisation_id, case__family=family) & ~Q(case_id=except_case)
    found: Counter[int] = Counter()
    for tie in _ties(here):
        if tie.kind == kind:
            found[tie.server] += 1
    return found


def listed(actor: Actor, organisation_id: int | None, *, page: int = 1) -> ServingList:
    """Return one page of who serves whom in the actor's reach.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    """
    seen = dockets.viewed(actor, field="case__org_path")
    place = cases.place(actor, organisation_id, field="case__org_path")
    ties = list(_ties(seen & place))
    names = registry_reads.names({tie.server for tie in ties})
    grouped: dict[tuple[str, int, str], list[_Tie]] = defaultdict(list)
    for tie in ties:
        grouped[tie.path, tie.server, tie.kind].append(tie)
    # In the order of the tree and of the register: nobody is ranked.
    ordered = sorted(grouped.items())
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(page, 1), pages)
    rows = tuple(
        Serving(
            name=names.get(server, ""),
            role=found[0].role,
            organisation=found[0].organisation,
            served=tuple(Served(case_id=tie.case_id, person=tie.person) for tie in found),
        )
        for (_path, server, _kind), found in ordered[(page - 1) * PAGE : page * PAGE]
    )
    return ServingList(rows=rows, page=page, pages=pages, is_cut=len(ties) >= MOST)


@dataclass(frozen=True, kw_only=True)
class _Tie:
    case_id: int
    person: str
    organisation: str
    path: str
    kind: str
    role: str
    server: int


def _ties(where: Q) -> Iterator[_Tie]:
    """Yield every tie of the open cases that a condition on their entries keeps."""
    rows = Entry.objects.filter(
        where, case__state__in=OPEN_STATES, kind=EntryKind.SIGNED, is_active=True,
        step__in=_binding_steps(),
    )  # fmt: skip
    columns = (
        "case_id", "case__person__name", "case__organisation__short_name", "case__org_path",
        "case__family", "case__edition", "records",
    )  # fmt: skip
    by_case: dict[int, list[tuple[Any, ...]]] = defaultdict(list)
    for row in rows.order_by("case__org_path", "case_id", "id").values_list(*columns)[:MOST]:
        by_case[row[0]].append(row)
    for found in by_case.values():
        yield from _of_case(found)


def _of_case(rows: list[tuple[Any, ...]]) -> Iterator[_Tie]:
    case_id, person, organisation, path, family, edition_id, _records = rows[0]
    edition = board.family(family).edition(edition_id)
    made = {kind: record for row in rows for kind, record in row[6].items()}
    for kind, spec in _binding(edition):
        if spec.until in made:
            continue
        for server in made.get(kind, {}).get(spec.name, ()):
            yield _Tie(
                case_id=case_id,
                person=person,
                organisation=organisation,
                path=path,
                kind=kind,
                role=edition.records[kind].title,
                server=server,
            )


def _binding(edition: Edition) -> Iterator[tuple[str, Any]]:
    for kind in edition.records.values():
        yield from ((kind.key, spec) for spec in kind.fields if spec.until)


def _binding_steps() -> set[str]:
    """Return the steps whose records bind people or set them free."""
    found = set()
    for family in board.families():
        for edition in family.shelf.editions:
            for kind, spec in _binding(edition):
                makers = (edition.maker_of(kind), edition.maker_of(spec.until))
                found |= {step.key for step in makers if step is not None}
    return found
