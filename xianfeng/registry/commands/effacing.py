"""Taking a person's details out of the register when the last file about them is disposed of.

A nameless stand-in keeps the place: sex, year of birth, category and the days of what the person
was, so that the figures of past years stay right. Not called by pages: the command that disposes
of a file has checked who may.
"""

import os
from collections.abc import Callable, Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError

from xianfeng.kernel import clock
from xianfeng.registry.models import Membership, NameReading, Person, Sanction
from xianfeng.registry.vocab import MEMBERS, Category
from xianfeng.trust.queries import accounts

NAMELESS = "（已按期销毁）"
# Each tells which of the people it still needs, where no key of the database says so.
_guards: list[Callable[[Collection[int]], Collection[int]]] = []


def install(guards: list[Callable[[Collection[int]], Collection[int]]]) -> None:
    """Set who else is asked before a person's details go."""
    _guards[:] = guards


def named(person_ids: Collection[int]) -> set[int]:
    """Return those of the people whom something names in words or values; reads much."""
    found: set[int] = set()
    for guard in _guards:
        found |= set(guard(person_ids))
    return found


@transaction.atomic
def stand_in(person_id: int, *, at: datetime) -> int:
    """Make the nameless row to which a disposed file refers from now on; return its id."""
    person = Person.objects.select_for_update().get(pk=person_id)
    nameless = Person.objects.create(
        name=NAMELESS,
        sex=person.sex,
        born_on=date(person.born_on.year, 1, 1),
        ethnicity=person.ethnicity,
        education=person.education,
        id_number=b"",
        # Unlike any number's index, and like nobody else's.
        id_index=os.urandom(16),
        id_tail_index=b"",
        organisation_id=person.organisation_id,
        org_path=person.org_path,
        category=Category.OUTSIDER,
        left_on=person.left_on or clock.day_of(at),
        sort_key="",
        pinyin="",
        initials="",
        given_name="",
        created_at=at,
    )
    return nameless.pk


@transaction.atomic
def let_go(person_id: int, *, to: int) -> bool:
    """Delete a person who was only ever on the way and to whom nothing refers any more; tell whether it did.

    What the person was from day to day goes to the stand-in ``to``.
    """
    person = Person.objects.select_for_update().get(pk=person_id)
    if not _is_gone(person):
        return False
    try:
        with transaction.atomic():
            Membership.objects.filter(person=person).update(person=to)
            NameReading.objects.filter(person=person).delete()
            person.delete()
    except ProtectedError:
        return False
    return True


def _is_gone(person: Person) -> bool:
    if person.category != Category.OUTSIDER or person.left_on is None:
        return False
    was_member = Membership.objects.filter(person=person, category__in=MEMBERS).exists()
    was_measured = Sanction.objects.filter(person=person).exists()
    return not (was_member or was_measured or accounts.is_held_by(person.pk))
