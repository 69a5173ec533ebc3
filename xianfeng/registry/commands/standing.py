"""What a person is, where, since when: opening and closing memberships.

The calling command has checked that its actor may do this; these commands
keep the membership, the person's copies and the head counts together.
"""

from datetime import date, datetime

from django.db import transaction

from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.registry.commands import counts
from xianfeng.registry.models import Membership, Organisation, Person
from xianfeng.registry.vocab import Category
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Actor


@transaction.atomic
def change(
    *,
    actor: Actor,
    person_id: int,
    category: Category,
    since: date,
    at: datetime,
    organisation_id: int | None = None,
) -> None:
    """Close the open membership on ``since`` and open the new one that day.

    A standing before membership that a roster told with the day of its import
    is dated back where the paper file shows an earlier day.

    A person made 群众 has left the corps on that day; one made a probationary
    or a full member has joined or become full on it.

    :raises Person.DoesNotExist: there is no such person.
    :raises Refused: ``since`` lies before the present standing began (D-51), or
        nothing would change (Z-01).
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    place = Organisation.objects.get(pk=organisation_id or person.organisation_id)
    present = Membership.objects.select_for_update().get(person=person, ends_on__isnull=True)
    if present.starts_on > since and not _can_be_dated_back(person, present):
        raise Refused(Verdict((_too_early(present, category, since),)))
    if (present.category, present.organisation_id) == (category, place.pk):
        words = {"姓名": person.name, "类别": Category(category).label}
        raise Refused(
            Verdict((reason("Z-01", message="{姓名}已是{类别}，无须变更".format(**words)),))
        )
    before = (present.organisation_id, present.category)
    present.starts_on, present.ends_on = min(present.starts_on, since), since
    present.save(update_fields=["starts_on", "ends_on"])
    Membership.objects.create(person=person, organisation=place, category=category, starts_on=since)
    if category != before[1]:
        date_by(person, Category(category), since)
    _stand(person, place, category)
    counts.recount({before[0], place.pk})
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{place.path}",
        event="registry.standing.changed",
        subject=f"person:{person.pk}",
        detail={
            "from": {"organisation": before[0], "category": before[1]},
            "to": {"organisation": place.pk, "category": category},
            "since": since,
        },
    )


@transaction.atomic
def revert(*, actor: Actor, person_id: int, at: datetime) -> None:
    """Take the latest change of standing back; what was before is open again.

    :raises Person.DoesNotExist: there is no such person.
    :raises Refused: the present standing is the person's first (Z-01).
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    rows = list(
        Membership.objects.select_for_update()
        .filter(person=person)
        .select_related("organisation")
        .order_by("-id")[:2]
    )
    if len(rows) < 2 or rows[0].ends_on is not None:
        raise Refused(Verdict((reason("Z-01", message=f"{person.name}没有可撤回的身份变更"),)))
    latest, former = rows
    if latest.category != former.category:
        _undate(person, Category(latest.category))
    latest.delete()
    former.ends_on = None
    former.save(update_fields=["ends_on"])
    _stand(person, former.organisation, former.category)
    counts.recount({latest.organisation_id, former.organisation_id})
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{former.organisation.path}",
        event="registry.standing.reverted",
        subject=f"person:{person.pk}",
        detail={
            "from": {"organisation": latest.organisation_id, "category": latest.category},
            "to": {"organisation": former.organisation_id, "category": former.category},
        },
    )


def _can_be_dated_back(person: Person, present: Membership) -> bool:
    if Category(present.category).is_member:
        return False
    return not Membership.objects.filter(person=person).exclude(pk=present.pk).exists()


def _too_early(present: Membership, category: Category, since: date) -> Reason:
    return reason(
        "D-51",
        fact=f"现身份自{present.starts_on}起，变更日期为{since}",
        remedy="请核对日期",
        后一环节=Category(category).label,
        前一环节=Category(present.category).label,
    )


def date_by(person: Person, category: Category, since: date) -> None:
    """Set the dates of joining, becoming full and leaving that follow from a standing; saves nothing."""
    person.left_on = since if category is Category.OUTSIDER else None
    if category is Category.PROBATIONARY:
        person.joined_on, person.full_on = since, None
    elif category is Category.FULL:
        person.joined_on, person.full_on = person.joined_on or since, since


def _undate(person: Person, category: Category) -> None:
    if category is Category.OUTSIDER:
        person.left_on = None
    elif category is Category.PROBATIONARY:
        person.joined_on = person.full_on = None
    elif category is Category.FULL:
        person.full_on = None


def _stand(person: Person, place: Organisation, category: str) -> None:
    person.organisation, person.org_path, person.category = place, place.path, category
    person.save(
        update_fields=["organisation", "org_path", "category", "joined_on", "full_on", "left_on"]
    )
