"""The form of a step, made from the edition: whoever shows a step shows this one.

It carries strings and shows refusals at their fields. It judges nothing:
whatever was typed goes to the command, whose verdict names every reason.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.casework.commands.steps import HandedIn, Submission
from xianfeng.casework.commands.submitting import Upload
from xianfeng.casework.rules.values import DAY
from xianfeng.kernel.verdict import Level, Verdict
from xianfeng.procedure.gates import shown
from xianfeng.procedure.schema import Field, FieldKind, PaperKind, RecordKind

MOST_RADIOS = 4
PAIR = 2
FEWEST_FIGURES = 4
# How a refusal shows a fact that nobody has given yet.
UNFILLED = shown(None)
MANY = 6
EMPTY = "D-64"
YES_NO = (("yes", gettext_lazy("是")), ("no", gettext_lazy("否")))
_ACCEPTED = ".pdf,.jpg,.jpeg,.png,.docx,.xlsx,image/*"


class VerdictForm(forms.Form):
    """A form whose errors are the reasons of a verdict, at the fields that they name."""

    use_required_attribute = False

    def __init__(self, data: Any = None, *, verdict: Verdict | None = None, **options: Any) -> None:
        """Take what was typed and what the command said to it."""
        super().__init__(data, **options)
        self.verdict = Verdict() if verdict is None else verdict

    def full_clean(self) -> None:
        """Judge nothing; put the verdict's reasons at their fields."""
        self._errors = ErrorDict()
        self.cleaned_data = {}
        for reason in self.verdict:
            if reason.field in self.fields and reason.level is not Level.HINT:
                words = "；".join(w for w in (reason.message, reason.remedy) if w)
                if not self.data.get(reason.field) and reason.check == EMPTY:
                    words = _("请填写")
                self._errors.setdefault(reason.field, self.error_class()).append(words)

    @property
    def typed(self) -> Mapping[str, str]:
        """What was typed, as strings, stripped; for the command."""
        return {name: self.data.get(name, "").strip() for name in self.fields}


def parted(verdict: Verdict) -> tuple[Verdict, Verdict]:
    """Part what is to be filled in from what can only be judged once it is filled in.

    A few of the latter stay where they are; what is many, as on an empty form,
    would bury the one thing to do.
    """
    later = [reason for reason in verdict if UNFILLED in reason.fact]
    if len(later) < MANY or len(later) == len(tuple(verdict)):
        return verdict, Verdict()
    return Verdict.of(r for r in verdict if UNFILLED not in r.fact), Verdict.of(later)


@dataclass(frozen=True)
class SheetGroup:
    """One record's part of the sheet: its fields, ticks for papers, places for scans.

    ``figures`` are the numbers of a ballot or a count, which stand side by
    side: those that must be given first, so that they pair up.
    """

    key: str
    title: str
    before: tuple[forms.BoundField, ...]
    figures: tuple[forms.BoundField, ...]
    fields: tuple[forms.BoundField, ...]
    ticks: tuple[forms.BoundField, ...]
    files: tuple[forms.BoundField, ...]


class StepSheet(VerdictForm):
    """The form of one step: "record.field", "paper.kind", "file.kind", "reason.check"."""

    def __init__(
        self,
        data: Any = None,
        *,
        kinds: Sequence[RecordKind],
        members: Iterable[tuple[int, str]] = (),
        hints: Mapping[str, str] | None = None,
        settled: Mapping[str, Collection[str]] | None = None,
        version: int | None = None,
        with_papers: bool = True,
        **options: Any,
    ) -> None:
        """Lay out the records in the order in which the step makes them.

        :param members: whom a field of people offers, id and name.
        :param hints: words below a field, beside the edition's own.
        :param settled: by record, the fields that an instrument has filled in: not asked.
        """
        super().__init__(data, **options)
        self.kinds, self.version, self._with_papers = tuple(kinds), version, with_papers
        self._settled = settled or {}
        people, hints = tuple(members), hints or {}
        for kind in self.kinds:
            for spec in self._open(kind):
                name = f"{kind.key}.{spec.name}"
                self.fields[name] = _field(spec, people, hints.get(name, ""))
            for paper in kind.papers if with_papers else ():
                self.fields[f"paper.{paper.key}"] = _tick(paper)
                self.fields[f"file.{paper.key}"] = _file(paper)
        self._answered = self._answers()

    def _answers(self) -> tuple[str, ...]:
        typed = [n for n in self.data if n.startswith("reason.") and self.data[n].strip()]
        asked = {f"reason.{reason.check}": reason.message for reason in self.verdict.warnings}
        names = tuple(dict.fromkeys([*asked, *typed]))
        for name in names:
            self.fields[name] = forms.CharField(
                label=_("对“{}”的说明").format(asked.get(name) or name.removeprefix("reason.")),
                required=name in asked,
                widget=forms.Textarea(attrs={"rows": "2"}),
                help_text=_("核实后写明理由，不少于4个字，随本环节存档"),
            )
        return names

    def groups(self) -> tuple[SheetGroup, ...]:
        """Return the records one by one, for the template."""
        groups = []
        for kind in self.kinds:
            papers = kind.papers if self._with_papers else ()
            before, figures, after = (
                tuple(self[f"{kind.key}.{spec.name}"] for spec in part)
                for part in _laid_out(self._open(kind))
            )
            groups.append(
                SheetGroup(
                    key=kind.key,
                    title=kind.title,
                    before=before,
                    figures=figures,
                    fields=after,
                    ticks=tuple(self[f"paper.{p.key}"] for p in papers),
                    files=tuple(self[f"file.{p.key}"] for p in papers),
                )
            )
        return tuple(groups)

    def answers(self) -> tuple[forms.BoundField, ...]:
        """Return the places for words against warnings."""
        return tuple(self[name] for name in self._answered)

    def submission(self) -> Submission:
        """Return what was typed, for the command to judge."""
        records = {
            kind.key: {spec.name: self._raw(kind, spec) for spec in self._open(kind)}
            for kind in self.kinds
        }
        ticked = [
            HandedIn(kind=paper.key)
            for kind in self.kinds
            for paper in kind.papers
            if self._with_papers and self.data.get(f"paper.{paper.key}")
        ]
        reasons = {
            name.removeprefix("reason."): self.data[name]
            for name in self.data
            if name.startswith("reason.")
        }
        return Submission(records=records, papers=tuple(ticked), reasons=reasons)

    def _open(self, kind: RecordKind) -> tuple[Field, ...]:
        settled = self._settled.get(kind.key, ())
        return tuple(spec for spec in _asked(kind) if spec.name not in settled)

    def _raw(self, kind: RecordKind, spec: Field) -> Any:
        name = f"{kind.key}.{spec.name}"
        if spec.kind is FieldKind.PEOPLE:
            return self.data.getlist(name)
        return self.data.get(name, "")

    def scans(self) -> dict[str, Upload]:
        """Return the scans that came along, by paper kind."""
        return {
            paper.key: Upload(name=file.name, content=file)
            for kind in self.kinds
            for paper in kind.papers
            if (file := self.files.get(f"file.{paper.key}")) is not None
        }


def _asked(kind: RecordKind) -> tuple[Field, ...]:
    """Return the record's own date and its fields, in the order in which they are asked."""
    day = Field(name=DAY, title=kind.date_title, kind=FieldKind.DATE, is_required=True)
    return (day, *kind.fields)


def _laid_out(asked: tuple[Field, ...]) -> tuple[tuple[Field, ...], ...]:
    """Part the fields into what comes before the figures, the figures, and the rest."""
    figures = [spec for spec in asked if spec.kind is FieldKind.NUMBER]
    if len(figures) < FEWEST_FIGURES:
        return asked, (), ()
    paired = sorted(figures, key=lambda spec: not spec.is_required)
    rest = [spec for spec in asked if spec.kind is not FieldKind.NUMBER]
    before = tuple(s for s in rest if s.name == DAY or s.kind is FieldKind.CHOICE)
    return before, tuple(paired), tuple(spec for spec in rest if spec not in before)


def _field(spec: Field, members: tuple[tuple[int, str], ...], hint: str) -> forms.Field:
    words = "；".join(w for w in (spec.hint, hint) if w)
    options: dict[str, Any] = {
        "label": _label(spec),
        "required": spec.is_required,
        "help_text": words,
    }
    if spec.kind is FieldKind.PEOPLE:
        return forms.MultipleChoiceField(
            choices=members,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "people"}),
            **options,
        )
    if spec.kind is FieldKind.YES_NO:
        pair = forms.RadioSelect(attrs={"class": "pair"})
        return forms.ChoiceField(choices=YES_NO, widget=pair, **options)
    if spec.kind is FieldKind.CHOICE:
        return _choice(spec, options)
    return forms.CharField(widget=_WIDGETS[spec.kind](), **options)


def _label(spec: Field) -> str:
    """Name the field with its unit; most must be filled in, so that the others are marked."""
    label = f"{spec.title}（{spec.unit}）" if spec.unit else spec.title
    return label if spec.is_required else _("{}（选填）").format(label)


def _choice(spec: Field, options: dict[str, Any]) -> forms.Field:
    if len(spec.choices) <= MOST_RADIOS:
        radios = forms.RadioSelect(attrs={"class": "pair"} if len(spec.choices) == PAIR else {})
        return forms.ChoiceField(choices=spec.choices, widget=radios, **options)
    return forms.ChoiceField(choices=(("", _("请选择")), *spec.choices), **options)


_WIDGETS: Mapping[FieldKind, Any] = {
    FieldKind.TEXT: lambda: forms.TextInput(attrs={"autocomplete": "off", "maxlength": "400"}),
    FieldKind.LONG_TEXT: lambda: forms.Textarea(attrs={"rows": "3"}),
    FieldKind.NUMBER: lambda: forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "off", "class": "control-short"}
    ),
    FieldKind.DATE: lambda: forms.DateInput(format="%Y-%m-%d"),
}


def _tick(paper: PaperKind) -> forms.Field:
    form = _("（表{}）").format(paper.form) if paper.form else ""
    optional = "" if paper.is_required else _("（有则勾选）")
    label = _("{}{} 原件已存卷{}").format(paper.title, form, optional)
    return forms.BooleanField(label=label, required=False)


def _file(paper: PaperKind) -> forms.Field:
    return forms.FileField(
        label=paper.title, required=False, widget=forms.FileInput(attrs={"accept": _ACCEPTED})
    )
