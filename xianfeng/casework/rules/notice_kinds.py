"""The kinds of public notices, read once from ``notice_kinds.toml``.

What a kind may tell, for how long and whom it feeds is data (domain 2.1); a
document with a gap or an unknown word is refused when the program starts.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from xianfeng.casework.vocab import SIGNING
from xianfeng.casework.vocab.notices import DayUnit, NoticeField

_PLACEHOLDERS = {"name": "", "organisation": ""}


@dataclass(frozen=True, kw_only=True)
class CaseDate:
    """A date of the case that belongs into the text: the fact's name, and what happened that day."""

    fact: str
    words: str


@dataclass(frozen=True, kw_only=True)
class Forbidden:
    """The value of a fact that an adverse finding rules out, while others may still be decided."""

    fact: str
    value: str


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """One kind: no fewer than ``days`` of ``unit``, nothing told but ``fields`` and ``facts``."""

    key: str
    title: str
    heading: str
    opening: str
    days: int
    unit: DayUnit
    places: tuple[str, ...]
    fields: tuple[NoticeField, ...]
    facts: tuple[CaseDate, ...]
    signed_by: tuple[str, ...]
    records: tuple[str, ...]
    photo: str
    adverse: str
    forbids: Forbidden | None
    status: str


@cache
def catalogue() -> Mapping[str, NoticeKind]:
    """Return every kind by key.

    :raises ValueError: the shipped document breaks the schema.
    """
    text = resources.files("xianfeng.casework").joinpath("notice_kinds.toml").read_text("utf-8")
    return read(text)


def feeding(record: str) -> NoticeKind | None:
    """Return the kind whose finished notice fills in this record, if there is one."""
    for kind in catalogue().values():
        if record in kind.records:
            return kind
    return None


def read(text: str) -> dict[str, NoticeKind]:
    """Read a document of kinds.

    :raises ValueError: names the kind and what is wrong with it.
    """
    kinds: dict[str, NoticeKind] = {}
    fed: set[str] = set()
    for key, row in tomllib.loads(text).items():
        try:
            kind = _kind(key, row)
        except (KeyError, IndexError, TypeError, ValueError) as error:
            raise ValueError(f"notice kind {key}: {error!r}") from error
        if twice := fed & set(kind.records):
            raise ValueError(f"notice kind {key}: {sorted(twice)} is fed already")
        fed |= set(kind.records)
        kinds[key] = kind
    return kinds


def _kind(key: str, row: Mapping[str, Any]) -> NoticeKind:
    kind = NoticeKind(
        key=key,
        title=row["title"],
        heading=row["heading"],
        opening=row["opening"],
        days=int(row["days"]),
        unit=DayUnit(row["unit"]),
        places=tuple(row["places"]),
        fields=tuple(NoticeField(name) for name in row["fields"]),
        facts=tuple(CaseDate(**fact) for fact in row.get("facts", ())),
        signed_by=tuple(row["signed_by"]),
        records=tuple(row.get("records", ())),
        photo=row.get("photo", ""),
        adverse=row["adverse"],
        forbids=Forbidden(**row["forbids"]) if "forbids" in row else None,
        status=row["status"],
    )
    for template in (kind.heading, kind.opening):
        template.format(**_PLACEHOLDERS)
    if kind.days < 1 or not kind.places or set(kind.signed_by) - SIGNING.keys():
        raise ValueError("needs a day, a place and known signers")
    return kind
