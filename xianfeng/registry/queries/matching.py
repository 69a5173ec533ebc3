"""What somebody typed into a search box, as conditions that an index answers.

A prefix is a range, never ``LIKE``: SQLite's LIKE ignores its index and
PostgreSQL's needs an index of its own. The upper bound ends in the last code
point, which sorts after every name under C and ICU collations.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Q, QuerySet

from xianfeng.registry.models import NameReading, Person
from xianfeng.tenancy.compiled import Given
from xianfeng.tenancy.hints import Unindexed
from xianfeng.trust import cipher

LAST = "\U0010ffff"
WHOLE_NUMBER = re.compile(r"\d{14,17}[\dXx]")
_TAIL = re.compile(r"\d{3,5}[\dXx]")
_BLANKS = re.compile(r"[\s'’·•\-]+")


class Kind(StrEnum):
    """What the typed text looks like."""

    NOTHING = "nothing"
    NAME = "name"
    LETTERS = "letters"
    TAIL = "tail"
    NUMBER = "number"
    OTHER = "other"


@dataclass(frozen=True)
class Typed:
    """The typed text in normal form, and what it looks like."""

    kind: Kind
    text: str


def read(text: str) -> Typed:
    """Bring the text into normal form and tell what it looks like."""
    plain = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).strip()[:60]
    if not plain:
        return Typed(Kind.NOTHING, "")
    if WHOLE_NUMBER.fullmatch(plain):
        return Typed(Kind.NUMBER, plain.upper())
    if _TAIL.fullmatch(plain):
        return Typed(Kind.TAIL, plain.upper())
    if plain.isascii():
        lowered = plain.lower()
        return Typed(Kind.LETTERS if lowered.isalpha() else Kind.OTHER, lowered)
    return Typed(Kind.NAME, plain.replace("ü", "v"))


def starting(field: str, prefix: str) -> Q:
    """Return the condition "``field`` begins with ``prefix``" as a range."""
    return Q(**{f"{field}__gte": prefix, f"{field}__lt": prefix + LAST})


def whole(typed: Typed) -> str | bytes:
    """Return what a column must equal: a number's keyed index, else the text itself."""
    if typed.kind is Kind.TAIL:
        return cipher.blind_index(typed.text[-4:], purpose="id_tail")
    if typed.kind is Kind.NUMBER:
        return cipher.blind_index(typed.text, purpose="id_number")
    return typed.text


def people_ids(typed: Typed) -> list[QuerySet[Person]]:
    """Return one query a column that may answer; each reads one index, none is scoped."""
    return _sources(typed.kind, lambda field: starting(field, typed.text), whole(typed))


def given_people_ids(kind: Kind) -> list[QuerySet[Person]]:
    """Return the queries of :func:`people_ids` for text that comes with each call."""
    return _sources(kind, given_starting, Given("whole"))


def given_starting(field: str) -> Q:
    """Return the condition of :func:`starting` for text that comes with each call."""
    return Q(**{f"{field}__gte": Given("text"), f"{field}__lt": Given("behind")})


def values(typed: Typed) -> dict[str, Any]:
    """Return the values that queries over given text wait for."""
    return {"text": typed.text, "behind": typed.text + LAST, "whole": whole(typed)}


def _sources(kind: Kind, starts: Callable[[str], Q], equal: Any) -> list[QuerySet[Person]]:
    def ordered(field: str) -> QuerySet[Person]:
        return Person.objects.filter(starts(field)).order_by(field)

    if kind is Kind.NAME:
        return [ordered("name"), ordered("given_name")]
    if kind is Kind.LETTERS:
        readings = NameReading.objects.filter(starts("pinyin") | Q(initials=equal))
        others = Person.objects.filter(id__in=readings.values("person_id"))
        return [ordered("pinyin"), ordered("initials"), others]
    if kind is Kind.TAIL:
        return [Person.objects.filter(id_tail_index=equal)]
    if kind is Kind.NUMBER:
        return [Person.objects.filter(id_index=equal)]
    return []


def name_condition(people: QuerySet[Person], typed: Typed, *, within: Q) -> QuerySet[Person]:
    """Keep the people whose name answers, without touching the name's indexes.

    :param within: the few people to look among, as a condition on a person joined as ``person``;
        their other readings are asked apart, for an OR with a subquery reads the whole table.
    """
    if typed.kind is Kind.NAME:
        fields: tuple[str, ...] = ("name", "given_name")
    elif typed.kind is Kind.LETTERS:
        fields = ("pinyin", "initials")
    else:
        return people.none()
    condition = Q()
    for field in fields:
        people = people.alias(**{f"typed_{field}": Unindexed(field)})
        condition |= starting(f"typed_{field}", typed.text)
    if typed.kind is Kind.LETTERS:
        readings = NameReading.objects.filter(within, starting("pinyin", typed.text))
        condition |= Q(id__in=list(readings.values_list("person_id", flat=True)))
    return people.filter(condition)
