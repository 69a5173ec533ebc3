"""What the records of a case do outside of it, as they stand now."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from xianfeng.casework.models import Case, Entry
from xianfeng.casework.queries import dockets
from xianfeng.casework.queries.dockets import Docket
from xianfeng.casework.rules import values
from xianfeng.casework.vocab import DAY, CaseState, EntryKind
from xianfeng.procedure import board
from xianfeng.procedure.board import Effect, Settled
from xianfeng.tenancy import ranges
from xianfeng.trust.vocab import Actor

VOID = frozenset({CaseState.ENDED, CaseState.CANCELLED})


def of(docket: Docket) -> Settled:
    """Return what one case does now."""
    facts = docket.standing.facts
    effects = (
        Effect(word=kind.effect, on=facts[f"{kind.key}.{DAY}"])
        for kind in docket.edition.records.values()
        if kind.effect and f"{kind.key}.{DAY}" in facts
    )
    return _settled(docket.case, tuple(effects))


def standing(family: str, *, under: str) -> list[Settled]:
    """Return what every case of a subtree does now, of those that do anything: two queries."""
    home = board.family(family)
    cases = {
        case.pk: case
        for case in Case.objects.filter(ranges.under(under), family=family).only(
            "id", "edition", "organisation_id", "org_path", "state"
        )
    }
    editions = {case.edition: home.edition(case.edition) for case in cases.values()}
    steps = {
        step.key
        for edition in editions.values()
        for step in edition.steps
        if any(kind.effect for kind in edition.kinds_of(step))
    }
    found: dict[int, list[Effect]] = defaultdict(list)
    signed = Entry.objects.filter(
        ranges.under(under, field="case__org_path"),
        case__family=family,
        kind=EntryKind.SIGNED,
        is_active=True,
        step__in=steps,
    )
    for case_id, records in signed.order_by("id").values_list("case_id", "records"):
        kinds = editions[cases[case_id].edition].records
        for key, row in values.restored(kinds, records).items():
            if kinds[key].effect and DAY in row:
                found[case_id].append(Effect(word=kinds[key].effect, on=row[DAY]))
    return [_settled(cases[case_id], tuple(effects)) for case_id, effects in found.items()]


def _settled(case: Case, effects: tuple[Effect, ...]) -> Settled:
    return Settled(
        case_id=case.pk,
        organisation_id=case.organisation_id,
        org_path=case.org_path,
        is_void=CaseState(case.state) in VOID,
        effects=effects,
    )


@dataclass(frozen=True, kw_only=True)
class Lie:
    """Where a case lies, whose it is, and how it stands."""

    org_path: str
    person: str
    state: CaseState


def lie_of(actor: Actor, family: str, case_id: int) -> Lie:
    """Return where a case that the actor can see lies.

    :raises Case.DoesNotExist: it is out of sight.
    """
    return _lie(dockets.visible(actor).filter(family=family).get(pk=case_id))


def lie_held(actor: Actor, family: str, case_id: int) -> Lie:
    """Return the same and keep it so until the transaction ends.

    :raises Case.DoesNotExist: it is out of sight.
    """
    held = dockets.visible(actor).filter(family=family).select_for_update()
    return _lie(held.get(pk=case_id))


def _lie(case: Case) -> Lie:
    return Lie(org_path=case.org_path, person=case.person.name, state=CaseState(case.state))


def people_of(actor: Actor, family: str, case_ids: Iterable[int]) -> dict[int, tuple[str, str]]:
    """Return the person and the organisation of those of these cases that the actor can see."""
    cases = dockets.visible(actor).filter(family=family, pk__in=set(case_ids))
    rows = cases.values_list("id", "person__name", "organisation__short_name")
    return {pk: (person, organisation) for pk, person, organisation in rows}
