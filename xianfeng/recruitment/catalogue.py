"""The editions of member development and the order of paper files, read once at start."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Any

from xianfeng.procedure import loader
from xianfeng.procedure.schema import Condition, Edition, RecordKind
from xianfeng.procedure.shelf import Shelf
from xianfeng.recruitment.rules.accountability import Trigger
from xianfeng.recruitment.rules.checklists import Item
from xianfeng.recruitment.rules.pace import Limit, Limits

_RECORDS = "records.toml"


@cache
def shelf() -> Shelf:
    """Return all shipped editions.

    :raises xianfeng.procedure.loader.Unreadable: a document breaks the schema.
    """
    return Shelf.of(loader.edition(row, kinds()) for row in documents().values())


@cache
def documents() -> dict[str, dict[str, Any]]:
    """Return every shipped edition as the document that it amounts to, by id; nobody changes it."""
    return loader.documents(_texts())


@cache
def kinds() -> dict[str, RecordKind]:
    """Return the kinds of evidence that all editions share."""
    folder = resources.files("xianfeng.recruitment").joinpath("procedures")
    return loader.records(folder.joinpath(_RECORDS).read_text("utf-8"))


def _texts() -> dict[str, str]:
    folder = resources.files("xianfeng.recruitment").joinpath("procedures")
    return {
        item.name: item.read_text("utf-8")
        for item in folder.iterdir()
        if item.name.endswith(".toml") and item.name != _RECORDS
    }


@cache
def form_texts() -> tuple[str, ...]:
    """Return the sources of the official forms, in the order of the handbook of forms."""
    folder = resources.files("xianfeng.recruitment").joinpath("official_forms")
    found = sorted(folder.iterdir(), key=lambda item: item.name)
    return tuple(item.read_text("utf-8") for item in found if item.name.endswith(".toml"))


@cache
def paper_file() -> tuple[Shelf, Edition]:
    """Return the shelf on which the order of paper files stands beside the national editions."""
    package = resources.files("xianfeng.recruitment")
    own = package.joinpath("paper_file", "edition.toml").read_text("utf-8")
    rows = loader.documents({**_texts(), "edition.toml": own})
    shelf_ = Shelf.of(loader.edition(row, kinds()) for row in rows.values())
    return shelf_, shelf_.edition("PAPER-FILE")


@dataclass(frozen=True, kw_only=True)
class Column:
    """One column of a workbook of development files."""

    fact: str
    words: str
    kind: str
    needed: bool = False
    choices: Mapping[str, str | bool] = field(default_factory=dict)


@cache
def paper_columns() -> tuple[Column, ...]:
    """Return the columns that a workbook of development files may have."""
    text = resources.files("xianfeng.recruitment").joinpath("paper_file", "columns.toml")
    return tuple(Column(**row) for row in tomllib.loads(text.read_text("utf-8"))["column"])


@cache
def accountability() -> tuple[tuple[Trigger, ...], tuple[str, ...]]:
    """Return what may call for accountability, and the posts that can answer."""
    package = resources.files("xianfeng.recruitment")
    text = package.joinpath("accountability", "triggers.toml").read_text("utf-8")
    rows = tomllib.loads(text)
    triggers = tuple(
        Trigger(
            key=row["key"],
            matter=row["matter"],
            checks=tuple(row["checks"]),
            posts=tuple(row["posts"]),
            clause=row["clause"],
        )
        for row in rows["trigger"]
    )
    return triggers, tuple(rows["posts"])


@cache
def pace() -> Limits:
    """Return from which counts on an examination asks about a branch's pace, each with its source."""
    package = resources.files("xianfeng.recruitment")
    rows = tomllib.loads(package.joinpath("accountability", "pace.toml").read_text("utf-8"))
    return Limits(**{key: Limit(**row) for key, row in rows.items()})


def checklist() -> tuple[Item, ...]:
    """Return what a committee looks through before it pre-reviews."""
    text = resources.files("xianfeng.recruitment").joinpath("prereview", "checklist.toml")
    rows = tomllib.loads(text.read_text("utf-8"))["item"]
    return tuple(_item(row) for row in rows)


def _item(row: Mapping[str, Any]) -> Item:
    return Item(
        title=row["title"],
        has=tuple(row["has"]),
        right=tuple(Condition(**one) for one in row.get("right", ())),
        any_of=tuple(Condition(**one) for one in row.get("any", ())),
        show=tuple(row.get("show", ())),
        paper=row.get("paper", ""),
        when=row.get("when", ""),
        later=row.get("later", ""),
    )
