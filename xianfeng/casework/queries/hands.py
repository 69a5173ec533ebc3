"""In whose hands a step lies."""

from collections.abc import Iterable, Sequence

from django.db.models import Q

from xianfeng.casework.vocab import SIGNER_LABELS, SIGNING, CaseState
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import NotAllowed
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.procedure.schema import Step
from xianfeng.tenancy import ranges
from xianfeng.trust.vocab import Actor

REOPENERS = ("committee", "county")
# Who signs, lowest first.
_LADDER = tuple(SIGNING)


def may_sign(actor: Actor, step: Step, path: str) -> bool:
    """Tell whether some role of the actor may sign the step of a case that lies at ``path``."""
    return any(actor.may(SIGNING[role], path=path) for role in step.signed_by)


def seat(actor: Actor, step: Step, path: str) -> tuple[str, str]:
    """Return as what the actor signs the step of a case at ``path``, and the organisation of that role.

    :raises NotAllowed: no role of the actor may sign there (check D-61).
    """
    for role in step.signed_by:
        roots = [root for root in actor.roots(SIGNING[role]) if path.startswith(root)]
        if roots:
            return role, max(roots, key=len)
    raise NotAllowed.because(in_words(step.signed_by))


def against_own_check(actor: Actor, others: frozenset[int]) -> list[Reason]:
    """Return what speaks against signing from a check that the actor made (D-61).

    A step enters what a body decided, so that one account may enter for branch and committee
    where it holds both posts. A check is somebody's own: it is two hands or it is none (D-59).
    """
    if actor.account_id not in others:
        return []
    message = "您已签署本环节所依据的审核意见，不能再由您办理本环节"
    return [reason("D-61", message=message, remedy="请同级的其他经办人登录办理")]


def require_any(actor: Actor, step: Step) -> None:
    """Refuse whoever signs the step nowhere.

    :raises NotAllowed: no role of the actor signs it (check D-61).
    """
    if not any(actor.roots(SIGNING[role]) for role in step.signed_by):
        raise NotAllowed.because(in_words(step.signed_by))


def may_sign_above(actor: Actor, step: Step, path: str) -> bool:
    """Tell whether the actor signs the step at a higher organisation than the branch."""
    return any(
        actor.may(SIGNING[role], path=path) for role in step.signed_by if role != "branch"
    ) and not actor.may(SIGNING["branch"], path=path)


def may_take_back(actor: Actor, step: Step, path: str, state: CaseState, *, signed_as: str) -> bool:
    """Tell whether the actor may take the signature of the step back.

    Where several may sign a step, nobody undoes what a higher organisation signed. An archived
    case is sealed: only the committee or the county opens it again.
    """
    takers = _takers(step, state, signed_as)
    return any(actor.may(SIGNING[role], path=path) for role in takers)


def who_takes_back(step: Step, state: CaseState, *, signed_as: str) -> str:
    """Name who may, for the refusal."""
    return in_words(_takers(step, state, signed_as))


def _takers(step: Step, state: CaseState, signed_as: str) -> tuple[str, ...]:
    if state is CaseState.ARCHIVED:
        return REOPENERS
    lowest = _LADDER.index(signed_as) if signed_as in _LADDER else 0
    return tuple(role for role in step.signed_by if _LADDER.index(role) >= lowest)


def mine(actor: Actor) -> Q:
    """Return the condition that keeps the duties which the actor may fulfil."""
    condition = Q(pk__in=())
    for role, action in SIGNING.items():
        roots = actor.roots(action)
        if roots:
            condition |= Q(signer=role) & ranges.any_of(roots, field="org_path")
    return condition


def has_any(actor: Actor) -> bool:
    """Tell whether the actor signs steps at all."""
    return any(actor.roots(action) for action in SIGNING.values())


def in_words(signed_by: Iterable[str]) -> str:
    """Name who signs."""
    return "、".join(SIGNER_LABELS[role] for role in signed_by)


def not_yours(steps: Sequence[Step], state: CaseState) -> NotAllowed:
    """Build the refusal of whoever does not hold the case: who does, or that nobody does any more."""
    if not steps:
        return NotAllowed(Verdict((reason("D-65", 状态=state.after_already),)))
    return NotAllowed.because(in_words(steps[0].signed_by))


def may_move(actor: Actor, path: str) -> bool:
    """Tell whether the actor hands cases over or takes them over: for the branch, or as its committee."""
    return any(actor.may(SIGNING[role], path=path) for role in ("branch", "committee"))


def may_sign_branch(actor: Actor, path: str) -> bool:
    """Tell whether the actor signs for the branch."""
    return actor.may(SIGNING["branch"], path=path)
