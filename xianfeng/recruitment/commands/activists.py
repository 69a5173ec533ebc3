"""Setting how many activists shall be in training, in the county and in each committee."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from xianfeng.kernel import clock, paths
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.models import ActivistAim
from xianfeng.recruitment.rules.programmes import AIMING_LEVEL
from xianfeng.registry.queries import naming
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

MOST_PEOPLE = 20_000
SHORTEST, LONGEST = 4, 120


@dataclass(frozen=True, kw_only=True)
class Wish:
    """A number for one organisation and the document that it rests on; None sets none any more."""

    organisation_id: int
    people: int | None
    document: str


@transaction.atomic
def aim(*, actor: Actor, wish: Wish, at: datetime) -> None:
    """Set the number from today on; earlier ones stay, the trend shows what held when.

    Rows are only ever added, so there is none to lock; of two at once the later counts.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    :raises NotAllowed: only the county sets numbers.
    :raises Refused: D-64, the number cannot be or the document is missing; D-65, a branch has none.
    """
    place = naming.one(actor, wish.organisation_id)
    access.require(actor, Action.MAKE_PLANS, path=place.path)
    if problems := _problems(wish, place):
        raise Refused(Verdict.of(problems))
    document = visible(wish.document)
    row = ActivistAim(
        organisation_id=place.id, org_path=place.path, people=wish.people, document=document,
        set_on=clock.day_of(at), account_ref=actor.account_id, actor_name=actor.name, entered_at=at,
    )  # fmt: skip
    row.save(force_insert=True)
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{place.path}",
        event="recruitment.activists.aim_set",
        subject=f"organisation:{place.id}",
        detail={"aim": wish.people, "document": document},
    )


def _problems(wish: Wish, place: OrganisationName) -> list[Reason]:
    found = []
    if paths.level(place.path) > AIMING_LEVEL:
        message = "目标只设到县和县直接管理的党委"
        found.append(reason("D-65", message=message, field="organisation"))
    if wish.people is not None and not 1 <= wish.people <= MOST_PEOPLE:
        message = f"目标应为1至{MOST_PEOPLE}的整数，不设的留空"
        found.append(reason("D-64", message=message, field="people"))
    if not SHORTEST <= len(visible(wish.document)) <= LONGEST:
        message = f"请写明依据（文号或会议），{SHORTEST}至{LONGEST}个字"
        found.append(reason("D-64", message=message, field="document"))
    return found
