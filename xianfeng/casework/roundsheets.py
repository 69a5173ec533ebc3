"""The form of a round: one row a case, one date for all, refusals at their rows.

It carries strings and judges nothing, as :mod:`sheets` does for one step.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from xianfeng.casework.commands.rounds import Row
from xianfeng.casework.gridsheets import cell
from xianfeng.casework.queries.rounds import RoundDesk, RoundRow
from xianfeng.casework.sheets import VerdictForm
from xianfeng.casework.vocab import DAY
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure.schema import Field, FieldKind
from xianfeng.ui import numbers

# The field that the duty's own people fill in, unless others went.
REVIEWER = "reviewer"
ALL = "all"


@dataclass(frozen=True)
class SheetRow:
    """One row as the template shows it."""

    row: RoundRow
    fields: tuple[forms.BoundField, ...]
    verdict: Verdict
    version: int


class RoundSheet(VerdictForm):
    """The round's form: "case id.field", "case id.version", "all.on" where the day is the same."""

    def __init__(
        self, data: Any = None, *, desk: RoundDesk, refused: Mapping[int, Verdict] | None = None
    ) -> None:
        """Lay the rows out; ``refused`` are the verdicts by case."""
        super().__init__(data)
        self._desk, self._refused = desk, refused or {}
        day = Field(name=DAY, title=desk.kind.date_title, kind=FieldKind.DATE, is_required=True)
        self._specs = (*desk.kind.fields, day)
        self.fields[f"{ALL}.{DAY}"] = cell(day)
        self.fields[f"{ALL}.{DAY}"].help_text = _(
            "各人同一天的，只填这里；有不同的，在那个人的行里填"
        )
        for row in desk.rows:
            for spec in self._specs:
                name = f"{row.case_id}.{spec.name}"
                self.fields[name] = cell(spec)
                if spec.name == REVIEWER:
                    self.initial[name] = offered(row)

    @property
    def day(self) -> forms.BoundField:
        """The one date for all."""
        return self[f"{ALL}.{DAY}"]

    def rows(self) -> tuple[SheetRow, ...]:
        """Return the rows, for the template."""
        return tuple(
            SheetRow(
                row=row,
                fields=tuple(self[f"{row.case_id}.{spec.name}"] for spec in self._specs),
                verdict=self._refused.get(row.case_id, Verdict()),
                version=row.version,
            )
            for row in self._desk.rows
        )

    def filled(self) -> Mapping[int, Row]:
        """Return what was filled in, by case; a row in which nobody wrote anything is left out."""
        common = self.typed[f"{ALL}.{DAY}"]
        return {
            row.case_id: Row(
                facts={**facts, DAY: facts[DAY] or common},
                version=numbers.whole(self.data.get(f"{row.case_id}.version", "")),
            )
            for row in self._desk.rows
            if not is_empty(row, facts := self._facts(row))
        }

    def _facts(self, row: RoundRow) -> dict[str, str]:
        return {spec.name: self.typed[f"{row.case_id}.{spec.name}"] for spec in self._specs}


def offered(row: RoundRow) -> str:
    """Return the reviewers as the duty names them."""
    return "、".join(row.people)


def is_empty(row: RoundRow, facts: Mapping[str, str]) -> bool:
    """Tell whether nobody wrote anything: the reviewers that stood there already do not count."""
    return not any(
        text and not (name == REVIEWER and text == offered(row)) for name, text in facts.items()
    )


def without(data: Any, case_ids: Iterable[int]) -> Any:
    """Return what was typed without the rows of these cases, which are done."""
    done = tuple(f"{case_id}." for case_id in case_ids)
    left = data.copy()
    for name in data:
        if name.startswith(done):
            del left[name]
    return left
