"""What a form is, and the forms of all families; filled once by ``config/wiring.py``."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from xianfeng.casework.printing import layout


class Style(StrEnum):
    """A letter is set as an official document, a form as a page of the handbook."""

    LETTER = "letter"
    FORM = "form"


# Compared by identity: a form is one loaded source, and what is made of it is kept by it.
@dataclass(frozen=True, eq=False, kw_only=True)
class FormKind:
    """One official form.

    ``records`` are the kinds of evidence beside which it is used, and so its steps;
    ``only_if`` names a word without which it is no part of a whole file; ``listed_by``
    makes it a roll over many cases, of those in which that fact has a date;
    ``table_size`` is the type size in tables in points; ``names`` are
    the words of its source; ``least`` gives lists so many rows at least, to be filled in by hand.
    """

    key: str
    title: str
    heading: str
    number: str = ""
    writer: str = ""
    records: tuple[str, ...] = ()
    style: Style = Style.FORM
    is_wide: bool = False
    has_page_numbers: bool = False
    table_size: float = 12
    only_if: str = ""
    listed_by: str = ""
    note: str = ""
    least: Mapping[str, int] = field(default_factory=dict)
    blocks: tuple[layout.Block, ...] = ()
    names: frozenset[str] = frozenset()

    @property
    def is_roll(self) -> bool:
        """Whether it lists many cases."""
        return bool(self.listed_by)


Derive = Callable[[Mapping[str, Any]], Mapping[str, Mapping[str, Any]]]


@dataclass(frozen=True, kw_only=True)
class FormSet:
    """The forms of a family, and the words it adds: their meaning and how they follow from facts."""

    family: str
    forms: Mapping[str, FormKind]
    words: Mapping[str, Mapping[str, str]]
    derive: Derive


_sets: dict[str, FormSet] = {}


def install(forms: FormSet) -> None:
    """Put a family's forms on the shelf; called by the composition root."""
    _sets[forms.family] = forms


def of(family: str) -> FormSet:
    """Return the forms of a family; none where it has no forms."""
    empty = FormSet(family=family, forms={}, words={}, derive=lambda _facts: {})
    return _sets.get(family, empty)


def sets() -> tuple[FormSet, ...]:
    """Return the forms of all families."""
    return tuple(_sets.values())


def read(texts: Iterable[str]) -> dict[str, FormKind]:
    """Read forms from TOML, in the order in which they stand there.

    ``like`` takes the body of another form, ``swap`` replaces words in it.

    :raises layout.Misdrawn: a body breaks the markup.
    """
    rows: dict[str, dict[str, Any]] = {}
    for text in texts:
        for row in tomllib.loads(text)["form"]:
            if row["key"] in rows:
                raise layout.Misdrawn(f"{row['key']} stands twice")
            rows[row["key"]] = row
    return {key: _kind(row, rows) for key, row in rows.items()}


_DOTTED = re.compile(r"\b[a-z_]+(?:\.[a-z_]+)+\b")
_SHAPE = ("style", "least", "wide", "pages", "size")


def _kind(row: Mapping[str, Any], rows: Mapping[str, Mapping[str, Any]]) -> FormKind:
    model = rows[row["like"]] if "like" in row else {}
    body = str(row.get("body") or model.get("body", ""))
    for old, new in row.get("swap", {}).items():
        body = body.replace(old, new)
    taken = {name: row.get(name, model.get(name)) for name in _SHAPE}
    try:
        blocks = layout.parsed(body)
    except layout.Misdrawn as error:
        raise layout.Misdrawn(f"{row['key']}: {error}") from error
    return FormKind(
        key=row["key"],
        title=row["title"],
        heading=row.get("heading", row["title"]),
        number=row.get("number", ""),
        writer=row.get("writer", "branch"),
        records=tuple(row.get("records", ())),
        style=Style(taken["style"] or Style.FORM),
        is_wide=bool(taken["wide"]),
        has_page_numbers=bool(taken["pages"]),
        table_size=taken["size"] or (10.5 if taken["wide"] else 12),
        only_if=row.get("only_if", ""),
        listed_by=row.get("listed_by", ""),
        note=row.get("note", ""),
        least=taken["least"] or {},
        blocks=blocks,
        names=frozenset(_DOTTED.findall(body)),
    )
