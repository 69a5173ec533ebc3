"""Bringing in the places of a county, with the days on which each code and name is true."""

import csv
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from importlib import resources

from django.db import transaction

from xianfeng.registry.models import Place
from xianfeng.registry.vocab import PlaceKind
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

# The lists of 2015-09-30 and 2023-06-30 are known; the day of each change is not.
# A township's new code and name are dated from the day after the last list with the
# old ones, a village's turn into a community from the year in which most turned.
_TOWNSHIPS_CHANGED_ON = date(2015, 10, 1)
_SHANDAN_CHANGED_ON = date(2015, 1, 1)
_VILLAGES_CHANGED_ON = date(2020, 6, 1)


@transaction.atomic
def load_wushan(*, actor: Actor, at: datetime) -> int:
    """Bring in 武山县 with its 15 townships, villages and communities; return how many rows were new.

    Running it again changes nothing.

    :raises NotAllowed: the actor's role does not edit the registry.
    """
    access.require(actor, Action.EDIT_REGISTRY)
    known = set(Place.objects.values_list("code", "name"))
    fresh = [place for place in _wushan() if (place.code, place.name) not in known]
    if not fresh:
        return 0
    Place.objects.bulk_create(fresh)
    ledger.record(
        actor=actor,
        at=at,
        chain="places",
        event="registry.places.loaded",
        subject="place:620524",
        detail={"places": len(fresh)},
    )
    return len(fresh)


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = resources.files("xianfeng.registry").joinpath(f"data/{name}").read_text("utf-8")
    return csv.DictReader(text.splitlines())


def _wushan() -> Iterator[Place]:
    yield Place(code="620524", name="武山县", kind=PlaceKind.COUNTY)
    for row in _rows("wushan_townships.csv"):
        yield from _township(row)
    for row in _rows("wushan_villages.csv"):
        yield from _village(row)


def _township(row: dict[str, str]) -> Iterator[Place]:
    parent, now = row["parent"], (row["code"], row["name"])
    if row["name_2013"] != row["name_2015"] and row["kind_2013"] != row["kind"]:
        yield from _turned(
            (row["code_2015"], row["name_2013"], row["kind_2013"]),
            (*now, row["kind"]),
            parent=parent,
            on=_SHANDAN_CHANGED_ON,
        )
    elif (row["code_2015"], row["name_2015"]) != now:
        yield from _turned(
            (row["code_2015"], row["name_2015"], row["kind_2013"]),
            (*now, row["kind"]),
            parent=parent,
            on=_TOWNSHIPS_CHANGED_ON,
        )
    else:
        yield Place(code=row["code"], name=row["name"], kind=row["kind"], parent_code=parent)


def _village(row: dict[str, str]) -> Iterator[Place]:
    now = (row["code"], row["name"], row["kind"])
    if row["name_2013"] == row["name"]:
        yield Place(code=now[0], name=now[1], kind=now[2], parent_code=row["parent"])
    elif row["name_2013"]:
        was = (row["code"], row["name_2013"], row["kind_2013"])
        yield from _turned(was, now, parent=row["parent"], on=_VILLAGES_CHANGED_ON)
    else:
        yield Place(
            code=now[0],
            name=now[1],
            kind=now[2],
            parent_code=row["parent"],
            valid_from=_VILLAGES_CHANGED_ON,
        )


def _turned(
    was: tuple[str, str, str], now: tuple[str, str, str], *, parent: str, on: date
) -> Iterator[Place]:
    last = on - timedelta(days=1)
    yield Place(code=was[0], name=was[1], kind=was[2], parent_code=parent, valid_to=last)
    yield Place(code=now[0], name=now[1], kind=now[2], parent_code=parent, valid_from=on)
