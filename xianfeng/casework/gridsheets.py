"""The grid of a paper history as a form: cells in rows, refusals at their cells.

It carries strings and judges nothing, as :mod:`sheets` does for one step.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from xianfeng.casework.rules import grids
from xianfeng.casework.rules.grids import Row
from xianfeng.casework.sheets import VerdictForm
from xianfeng.casework.vocab import DAY, SIGNER_LABELS
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.procedure.schema import Edition, Field, FieldKind

_YES_NO = (("", ""), ("yes", _("是")), ("no", _("否")))
# The papers that name people name two of them: mentors, introducers, tellers.
PLACES = 2
# What is missing is told at its cell; everything else below the row.
AT_CELLS = frozenset({"D-63", "D-64"})


class Places(forms.Widget):
    """One list of names for each of the people whom a cell names; the keyboard reaches all of them."""

    def __init__(self, people: Sequence[tuple[int, str]]) -> None:
        """Offer these people, id and name."""
        super().__init__()
        self._people = people

    def value_from_datadict(self, data: Any, files: Any, name: str) -> list[str]:
        """Return every name chosen."""
        return list(data.get(name, []))

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """Draw the lists, one after another."""
        chosen = [str(v) for v in value or []]
        chosen += [""] * (PLACES - len(chosen))
        return format_html_join(
            "",
            '<select name="{}" id="{}" aria-label="{}" class="control control-select">{}</select>',
            (
                (
                    name,
                    f"id_{name}" if n == 0 else f"id_{name}-{n}",
                    _("第{}人").format(n + 1),
                    self._options(one),
                )
                for n, one in enumerate(chosen)
            ),
        )

    def _options(self, chosen: str) -> SafeString:
        rows = (
            (pk, SafeString(" selected") if str(pk) == chosen else "", called)
            for pk, called in self._people
        )
        offered = format_html_join("", '<option value="{}"{}>{}</option>', rows)
        return format_html('<option value=""></option>{}', offered)


@dataclass(frozen=True)
class GridRow:
    """One row as the template shows it."""

    key: str
    number: int
    title: str
    signer: str
    is_first: bool
    step_title: str
    day: forms.BoundField
    facts: tuple[forms.BoundField, ...]
    more: tuple[forms.BoundField, ...]
    ticks: tuple[forms.BoundField, ...]
    answers: tuple[forms.BoundField, ...]
    verdict: Verdict
    is_filled: bool

    @property
    def mark(self) -> str:
        """How the row stands: bad, good, or empty."""
        if not self.verdict.without_hints():
            return "bad"
        return "good" if self.is_filled else "empty"

    @property
    def told(self) -> tuple[Reason, ...]:
        """What is told below the row."""
        return tuple(
            r for r in self.verdict if r.check not in AT_CELLS or r.field not in self.names
        )

    @property
    def names(self) -> frozenset[str]:
        """The names of the row's cells."""
        cells = (self.day, *self.facts, *self.more, *self.ticks)
        return frozenset(cell.name for cell in cells)

    @property
    def has_more(self) -> bool:
        """Tell whether an optional cell holds something, so that it is shown at once."""
        return any(field.value() for field in self.more)


class GridSheet(VerdictForm):
    """The grid's form; ``cells`` are what was typed, ``rows`` the verdicts by row."""

    def __init__(
        self,
        cells: Mapping[str, Any],
        *,
        edition: Edition,
        members: Iterable[tuple[int, str]],
        rows: Mapping[str, Verdict],
        everywhere: Sequence[str] = (),
    ) -> None:
        """Lay the rows out.

        :param everywhere: the checks that the grid answers once, in its cell "why".
        """
        found = [reason for verdict in rows.values() for reason in verdict]
        super().__init__(dict(cells), verdict=Verdict.of(r for r in found if r.check in AT_CELLS))
        self._verdicts, self._cells = rows, cells
        self._rows = grids.rows(edition, cells)
        self._everywhere = frozenset(everywhere)
        people = tuple(members)
        for row in self._rows:
            day = Field(name=DAY, title=row.kind.date_title, kind=FieldKind.DATE, is_required=True)
            for spec in (day, *row.kind.fields):
                self.fields[f"{row.key}.{spec.name}"] = cell(spec, people)
            for paper in row.kind.papers if not row.nth else ():
                self.fields[f"paper.{paper.key}"] = forms.BooleanField(
                    label=_("{} 原件已存卷").format(paper.title), required=False
                )
        self._asked = {row.key: self._answers(row) for row in self._rows if row.is_last}
        self.asks_why = any(r.check in self._everywhere for r in found) or bool(
            cells.get(grids.WHY)
        )
        self.fields[grids.WHY] = forms.CharField(
            label=_("补录说明"),
            required=False,
            widget=forms.Textarea(attrs={"rows": "2"}),
            help_text=_("说明为什么现在补录，不少于4个字；全表只写一次，随每个环节存档"),
        )

    def _answers(self, row: Row) -> tuple[str, ...]:
        prefix = f"reason.{row.step.key}."
        verdict = self._verdicts.get(row.key, Verdict())
        asked = {f"{prefix}{r.check}": r.message for r in verdict.warnings if r.check not in self._everywhere}  # fmt: skip
        given = [name for name in self._cells if name.startswith(prefix) and not row.nth]
        for name in (names := tuple(dict.fromkeys([*asked, *given]))):
            self.fields[name] = forms.CharField(
                label=_("对“{}”的说明").format(asked.get(name) or name.removeprefix(prefix)),
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": "400"}),
            )
        return names

    def rows(self) -> tuple[GridRow, ...]:
        """Return the rows, for the template."""
        return tuple(
            self._row(row, is_first=n == 0 or self._rows[n - 1].step is not row.step)
            for n, row in enumerate(self._rows)
        )

    def _row(self, row: Row, *, is_first: bool) -> GridRow:
        required = [s for s in row.kind.fields if s.is_required]
        return GridRow(
            key=row.key,
            number=row.step.number,
            title=f"{row.kind.title}（{row.nth}）" if row.nth else row.kind.title,
            signer=SIGNER_LABELS[row.step.signed_by[0]],
            is_first=is_first,
            step_title=row.step.title,
            day=self[f"{row.key}.{DAY}"],
            facts=tuple(self[f"{row.key}.{spec.name}"] for spec in required),
            more=tuple(
                self[f"{row.key}.{spec.name}"] for spec in row.kind.fields if not spec.is_required
            ),
            ticks=tuple(self[f"paper.{p.key}"] for p in row.kind.papers if not row.nth),
            answers=tuple(self[name] for name in self._asked.get(row.key, ())),
            verdict=self._verdicts.get(row.key, Verdict()),
            is_filled=grids.is_filled(row, self._cells),
        )


def cell(spec: Field, people: tuple[tuple[int, str], ...] = ()) -> forms.Field:
    """Return one cell of a grid; ``people`` are those whom a field of people offers."""
    label = f"{spec.title}（{spec.unit}）" if spec.unit else spec.title
    options: dict[str, Any] = {"label": label, "required": False}
    if spec.kind is FieldKind.PEOPLE:
        return forms.Field(widget=Places(people), **options)
    if spec.kind is FieldKind.YES_NO:
        return forms.ChoiceField(choices=_YES_NO, **options)
    if spec.kind is FieldKind.CHOICE:
        return forms.ChoiceField(choices=(("", ""), *spec.choices), **options)
    return forms.CharField(widget=_control(spec), **options)


def _control(spec: Field) -> forms.Widget:
    plain = {"autocomplete": "off", "maxlength": "400"}
    if spec.kind is FieldKind.DATE:
        return forms.TextInput(attrs={**plain, "inputmode": "numeric", "placeholder": "20240131"})
    if spec.kind is FieldKind.NUMBER:
        return forms.TextInput(attrs={**plain, "inputmode": "numeric"})
    if spec.kind is FieldKind.LONG_TEXT:
        return forms.Textarea(attrs={"rows": "1"})
    return forms.TextInput(attrs=plain)


def typed(edition: Edition, sent: QueryDict) -> dict[str, Any]:
    """Return the cells of a sent form: names of people as a list, everything else as one string."""
    several = {
        f"{kind.key}.{spec.name}"
        for kind in edition.records.values()
        for spec in kind.fields
        if spec.kind is FieldKind.PEOPLE
    }
    return {
        name: [one for one in found if one] if name in several else (found[-1] if found else "")
        for name, found in sent.lists()
    }
