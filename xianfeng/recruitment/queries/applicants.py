"""Finding an applicant in the register, and where one may be entered."""

from xianfeng.registry.queries import matching, organisations, standing
from xianfeng.registry.queries.organisations import Choice
from xianfeng.registry.queries.standing import Place
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor


def known(actor: Actor, id_number: str) -> Place | None:
    """Return the person in the actor's reach with this ID number, if there is one."""
    typed = matching.read(id_number)
    if typed.kind is not matching.Kind.NUMBER:
        return None
    for people in matching.people_ids(typed):
        seen = access.scoped(people, actor, Action.VIEW_PEOPLE)
        for person_id in seen.values_list("id", flat=True):
            return standing.subject_for(actor, person_id)
    return None


def branches(actor: Actor) -> tuple[Choice, ...]:
    """Return the organisations among which the actor chooses the applicant's own."""
    return organisations.choices(actor)
