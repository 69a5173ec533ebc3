"""Whom cases and meetings are about or name, for the registry to ask before it takes people back."""

from collections.abc import Iterable

from xianfeng.casework.models import Case, Entry, Meeting, Seat
from xianfeng.casework.queries import wording
from xianfeng.procedure import board


def in_meetings(person_ids: Iterable[int]) -> set[int]:
    """Return those of the people who stand on the roll of a meeting, or watched or counted there."""
    wanted = set(person_ids)
    found = set(Seat.objects.filter(person_id__in=wanted).values_list("person_id", flat=True))
    for role in ("scrutineer_id", "teller_id"):
        rows = Meeting.objects.filter(**{f"{role}__in": wanted})
        found.update(rows.values_list(role, flat=True))
    return found


def in_cases(person_ids: Iterable[int]) -> set[int]:
    """Return those of the people who have a case or whom a case's records name."""
    wanted = set(person_ids)
    subjects = Case.objects.filter(person_id__in=wanted).values_list("person_id", flat=True)
    return set(subjects) | in_records(wanted)


def in_records(person_ids: Iterable[int]) -> set[int]:
    """Return those of the people whom records name, be it their own case's.

    Records name people by id inside their JSON, where no foreign key holds
    them: every entry is read, which only a rare act such as undoing an import
    may cost.
    """
    found: set[int] = set()
    rows = Entry.objects.values_list("case__family", "case__edition", "records")
    for family, edition_id, records in rows.iterator():
        edition = board.family(family).edition(edition_id)
        found |= wording.people_in(edition, [records])
    return found & set(person_ids)
