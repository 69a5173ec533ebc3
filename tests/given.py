"""Builders of what the tests begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from tests import cast
from xianfeng.kernel import paths
from xianfeng.registry.commands import counts
from xianfeng.registry.models import Membership, NameReading, Organisation, Person
from xianfeng.registry.rules import identity, names
from xianfeng.registry.vocab import Category, OrganisationKind, PersonalNumber
from xianfeng.tenancy import bulk
from xianfeng.trust import cipher

SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂兰英华玉建国春"


@dataclass(frozen=True)
class County:
    """The ids of the organisations of :func:`county`."""

    root: int
    committee: int
    branch: int
    other_committee: int
    other_branch: int


def organisation(
    path: str, name: str, kind: OrganisationKind, *, parent: int | None = None, code: str = ""
) -> int:
    """Make one organisation; return its id."""
    pinyin, initials = names.words(name)
    made = Organisation.objects.create(
        path=path,
        code=code or f"9{path[-11:]}",
        name=f"中共武山县{name}",
        short_name=name,
        kind=kind,
        parent_id=parent,
        pinyin=pinyin,
        initials=initials,
        valid_from=date(1950, 1, 1),
    )
    return made.pk


def county() -> County:
    """Make a county with two committees and a branch in each, on the paths of the cast."""
    kinds = OrganisationKind
    root = organisation(cast.ROOT, "县委员会", kinds.COMMITTEE)
    one = organisation(cast.COMMITTEE, "城关镇委员会", kinds.COMMITTEE, parent=root)
    other = organisation(cast.OTHER_COMMITTEE, "洛门镇委员会", kinds.COMMITTEE, parent=root)
    return County(
        root=root,
        committee=one,
        branch=organisation(cast.BRANCH, "东关社区支部", kinds.BRANCH, parent=one),
        other_committee=other,
        other_branch=organisation(cast.OTHER_BRANCH, "裴庄村支部", kinds.BRANCH, parent=other),
    )


def id_number(number: int, born_on: date, *, sex: str = "1") -> str:
    """Return a valid number of the area 999999, which is given to nobody."""
    sequence = number % 500 * 2 + (sex == "1")
    first = f"999999{born_on:%Y%m%d}{sequence:03d}"
    return first + identity.check_digit(first)


def born_on(number: int) -> date:
    """Return a birth date that, with :func:`id_number`, makes the n-th number unique."""
    return date(1950, 1, 1) + timedelta(days=number // 500 * 7 % 18_000)


def name(number: int) -> str:
    """Return the n-th name, of three characters, with many of the same sound."""
    surname = SURNAMES[number % len(SURNAMES)]
    return surname + GIVEN[number * 7 % len(GIVEN)] + GIVEN[number * 13 // 3 % len(GIVEN)]


def people(
    organisation_id: int,
    count: int,
    *,
    category: Category = Category.FULL,
    first: int = 0,
    is_floating: bool = False,
) -> list[int]:
    """Put so many people into an organisation at once; return their ids in order of making.

    :param first: the number of the first one, which decides names and ID numbers.
    """
    place = Organisation.objects.get(pk=organisation_id)
    start = bulk.next_id(Person)
    columns, rows = zip(
        *(_person(start + n, first + n, place, category, is_floating) for n in range(count)),
        strict=True,
    )
    bulk.bulk_load(Person, columns[0], rows)
    ids = list(range(start, start + count))
    readings = (
        (person_id, *reading)
        for person_id, number in zip(ids, range(first, first + count), strict=True)
        for reading in names.keys(name(number)).other_readings
    )
    bulk.bulk_load(NameReading, ("person_id", "pinyin", "initials"), readings)
    bulk.bulk_load(
        Membership,
        ("person_id", "organisation_id", "category", "starts_on", "ends_on"),
        ((i, organisation_id, category.value, _joined(i), None) for i in ids),
    )
    counts.recount([organisation_id])
    return ids


def _joined(number: int) -> date:
    return date(1990 + number % 30, 7, 1)


def _person(
    key: int, number: int, place: Organisation, category: Category, is_floating: bool
) -> tuple[tuple[str, ...], tuple[object, ...]]:
    is_member = category in {Category.FULL, Category.PROBATIONARY}
    values = dict(
        _facts(number, name(number)),
        id=key,
        organisation_id=place.pk,
        org_path=place.path,
        category=category.value,
        joined_on=_joined(key) if is_member else None,
        full_on=_joined(key).replace(year=_joined(key).year + 1) if is_member else None,
        left_on=None,
        is_floating=is_floating,
        created_at=cast.NOON,
    )
    return tuple(values), tuple(values.values())


def numbers(whole: str) -> dict[str, bytes]:
    """Return the columns that keep an ID number."""
    return {
        "id_number": cipher.seal(whole, column=PersonalNumber.ID_NUMBER.column),
        "id_index": cipher.blind_index(whole, purpose="id_number"),
        "id_tail_index": cipher.blind_index(whole[-4:], purpose="id_tail"),
    }


def _facts(number: int, called: str) -> Iterator[tuple[str, object]]:
    keys = names.keys(called)
    sex = "1" if number % 3 else "2"
    whole = id_number(number, born_on(number), sex=sex)
    yield from {
        "name": called,
        "sex": sex,
        "born_on": born_on(number),
        "ethnicity": "01" if number % 10 else "03",
        "education": ("20", "30", "60", "70")[number % 4],
        "occupation": ("农牧渔民", "党政机关工作人员", "离退休人员")[number % 3],
        **numbers(whole),
        "phone": cipher.seal(f"1990{number:07d}", column=PersonalNumber.PHONE.column),
        "address": "",
        "floating_to": "",
        "sort_key": keys.sort_key,
        "pinyin": keys.pinyin,
        "initials": keys.initials,
        "given_name": keys.given_name,
    }.items()


def person(organisation_id: int, called: str, *, number: int = 90_000, **changes: object) -> int:
    """Make one person of this name; return the id. ``changes`` are columns of the table."""
    place = Organisation.objects.get(pk=organisation_id)
    values = dict(_facts(number, called), org_path=place.path, category=Category.FULL.value)
    values |= {"joined_on": date(2010, 7, 1), "full_on": date(2011, 7, 1), "created_at": cast.NOON}
    values |= changes
    made = Person.objects.create(organisation=place, **values)
    for pinyin, initials in names.keys(called).other_readings:
        NameReading.objects.create(person=made, pinyin=pinyin, initials=initials)
    Membership.objects.create(
        person=made,
        organisation=place,
        category=made.category,
        starts_on=made.joined_on or date(2020, 1, 1),
    )
    counts.recount([organisation_id])
    return made.pk


def child_path(parent: str, number: int) -> str:
    """Return the path of the n-th child."""
    return parent + paths.segment(number)
