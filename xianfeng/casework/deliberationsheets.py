"""The form of a sitting: what is common once, then one line a case, refusals at their lines.

It carries strings and judges nothing, as :mod:`sheets` does for one step.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from xianfeng.casework.commands.deliberations import Line, Sitting
from xianfeng.casework.gridsheets import cell
from xianfeng.casework.queries import deliberations
from xianfeng.casework.queries.deliberations import Desk, LineRow
from xianfeng.casework.queries.wording import Fact
from xianfeng.casework.sheets import StepSheet, VerdictForm
from xianfeng.kernel.verdict import Level, Reason, Verdict
from xianfeng.procedure.schema import FieldKind, RecordKind
from xianfeng.ui import numbers

CHOSEN = "case"
ORDER = "order"
REASON = "reason."


@dataclass(frozen=True)
class SheetLine:
    """One line as the template shows it."""

    row: LineRow
    is_chosen: bool
    order: forms.BoundField
    cells: tuple[forms.BoundField, ...]
    answers: tuple[forms.BoundField, ...]
    verdict: Verdict


class DeliberationSheet(VerdictForm):
    """The lines: "case" for those chosen, "id.order", "id.record.field", "id.reason.check"; and the common sheet."""

    def __init__(
        self,
        data: Any = None,
        *,
        desk: Desk,
        files: Any = None,
        verdict: Verdict | None = None,
        refused: Mapping[int, Verdict] | None = None,
    ) -> None:
        """Lay out the common sheet and the lines; ``refused`` are the verdicts by case."""
        super().__init__(data)
        self._desk = desk
        kinds = tuple(_common(kind) for kind in desk.kinds)
        self._specs = tuple((kind, spec) for kind in desk.kinds for spec in deliberations.own(kind))
        own = {f"{kind.key}.{spec.name}" for kind, spec in self._specs}
        shared, self._refused = _shared(refused or {}, StepSheet(kinds=kinds).fields.keys() - own)
        self.common = StepSheet(
            data, files=files, kinds=kinds, verdict=(verdict or Verdict()) + shared
        )
        for position, line in enumerate(desk.lines, 1):
            self._lay_out(line, position)

    def _lay_out(self, line: LineRow, position: int) -> None:
        case_id = line.case.case_id
        self.fields[f"{case_id}.{ORDER}"] = forms.CharField(
            label=_("议题次序"), required=False,
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        )  # fmt: skip
        self.initial[f"{case_id}.{ORDER}"] = str(position)
        for kind, spec in self._specs:
            name = f"{kind.key}.{spec.name}"
            self.fields[f"{case_id}.{name}"] = cell(spec)
            self.initial[f"{case_id}.{name}"] = line.proposed.get(name, "")
        for name, label in self._asked(case_id).items():
            self.fields[name] = forms.CharField(
                label=label, required=False, widget=forms.Textarea(attrs={"rows": "2"})
            )

    def _asked(self, case_id: int) -> dict[str, str]:
        """Return the places for words against the line's warnings, those typed before included."""
        prefix = f"{case_id}.{REASON}"
        found = {name: name.removeprefix(prefix) for name in self.data if name.startswith(prefix) and self.data[name].strip()}  # fmt: skip
        for reason in self._refused.get(case_id, Verdict()).warnings:
            found[f"{prefix}{reason.check}"] = reason.message
        return {name: _("对“{}”的说明").format(words) for name, words in found.items()}

    @property
    def verdict_of_all(self) -> Verdict:
        """What stands against all lines alike."""
        return self.common.verdict

    def lines(self) -> tuple[SheetLine, ...]:
        """Return the lines, for the template."""
        ticked = self._ticked()
        return tuple(
            SheetLine(
                row=line,
                is_chosen=(case_id := line.case.case_id) in ticked,
                order=self[f"{case_id}.{ORDER}"],
                cells=tuple(
                    self[f"{case_id}.{kind.key}.{spec.name}"] for kind, spec in self._specs
                ),
                answers=tuple(self[name] for name in self._asked(case_id)),
                verdict=self._refused.get(case_id, Verdict()),
            )
            for line in self._desk.lines
        )

    def chosen(self) -> tuple[SheetLine, ...]:
        """Return the lines that were ticked, in the order of discussion."""
        return tuple(sorted((line for line in self.lines() if line.is_chosen), key=_place))

    def cells(self, line: SheetLine) -> tuple[str, ...]:
        """Return a line's own facts as they were typed, for a draft on paper; what all share stands in each."""
        names = [f"{kind.key}.{spec.name}" for kind, spec in self._specs]
        shared = self.common.fields
        return tuple(
            _words(field) or (_words(self.common[name]) if name in shared else "")
            for name, field in zip(names, line.cells, strict=True)
        )

    def typed_common(self) -> tuple[Fact, ...]:
        """Return what is said once as it was typed, the day apart: it stands in the head."""
        return tuple(
            Fact(title=spec.title, value=_words(self.common[f"{kind.key}.{spec.name}"]))
            for kind in self.common.kinds
            for spec in kind.fields
            if not spec.is_per_case
        )

    def sitting(self) -> Sitting:
        """Return what was typed, for the command to judge; a case that is on no line goes along to be refused."""
        ticked = self._ticked()
        known = {line.row.case.case_id: line for line in self.chosen()}
        lines = {case_id: self._line(case_id, ticked[case_id]) for case_id in known}
        strange = {
            case_id: Line(facts={}, reasons={}) for case_id in ticked if case_id not in known
        }
        return Sitting(
            edition_id=self._desk.edition_id,
            number=self._desk.number,
            common=self.common.submission(),
            lines=lines | strange,
        )

    def _line(self, case_id: int, version: int | None) -> Line:
        facts: dict[str, dict[str, str]] = {kind.key: {} for kind in self._desk.kinds}
        for kind, spec in self._specs:
            facts[kind.key][spec.name] = self.data.get(
                f"{case_id}.{kind.key}.{spec.name}", ""
            ).strip()
        prefix = f"{case_id}.{REASON}"
        reasons = {n.removeprefix(prefix): self.data[n] for n in self.data if n.startswith(prefix)}
        return Line(facts=facts, reasons=reasons, version=version)

    def _ticked(self) -> dict[int, int | None]:
        """Read "case:version" of every tick; what is no number is no case."""
        values = self.data.getlist(CHOSEN) if self.is_bound else ()
        pairs = (value.partition(":") for value in values)
        read = ((numbers.whole(case), numbers.whole(version)) for case, _colon, version in pairs)
        return {case: version for case, version in read if case is not None}


def _words(field: forms.BoundField) -> str:
    value = str(field.value() or "")
    return str(dict(getattr(field.field, "choices", ())).get(value, value))


def _place(line: SheetLine) -> tuple[int, ...]:
    number = numbers.whole(line.order.value() or "")
    return (number is None, number or 0)


def _common(kind: RecordKind) -> RecordKind:
    """Return the record with what is said once; a text of each line may be said once as well."""
    hint = _("各件相同的填在这里；不同的，填在那一件里")
    fields = tuple(
        replace(spec, is_required=False, hint=hint) if spec.is_per_case else spec
        for spec in kind.fields
        if not spec.is_implied and (not spec.is_per_case or spec.kind is FieldKind.TEXT)
    )
    return replace(kind, fields=fields)


def _shared(
    refused: Mapping[int, Verdict], asked: Iterable[str]
) -> tuple[Verdict, dict[int, Verdict]]:
    """Part what stands against all lines alike, or at a field that is asked once, from the lines' own."""
    fields = frozenset(asked)
    verdicts = list(refused.values())
    alike = {
        reason for verdict in verdicts for reason in verdict
        if len(verdicts) > 1 and all(reason in tuple(other) for other in verdicts)
    }  # fmt: skip

    def is_shared(reason: Reason) -> bool:
        at_common = reason.field in fields and reason.level is Level.BLOCK
        return reason in alike or at_common

    shared = [r for verdict in verdicts for r in verdict if is_shared(r)]
    lines = {
        case_id: Verdict.of(r for r in verdict if not is_shared(r))
        for case_id, verdict in refused.items()
    }
    return Verdict.of(dict.fromkeys(shared)), lines


def without(data: Any, case_ids: Sequence[int]) -> Any:
    """Return what was typed without the lines of these cases, which are done."""
    done = tuple(f"{case_id}." for case_id in case_ids)
    left = data.copy()
    for name in data:
        if name.startswith(done):
            del left[name]
    kept = [
        v for v in data.getlist(CHOSEN) if v.partition(":")[0] not in {str(c) for c in case_ids}
    ]
    left.setlist(CHOSEN, kept)
    return left
