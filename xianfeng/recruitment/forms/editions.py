"""The forms with which a county's draft is changed; each knows the edit that it asks for."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.casework.vocab import SIGNER_LABELS
from xianfeng.procedure import edits
from xianfeng.procedure.edits import Edit
from xianfeng.recruitment.queries.procedures import EditionRow


class BeginForm(forms.Form):
    """From which edition a draft begins, and what it is called."""

    base = forms.ChoiceField(label=_("从哪个版本开始"))
    name = forms.CharField(label=_("名称"), max_length=80)

    def __init__(self, data: Any, *, editions: Iterable[EditionRow]) -> None:
        """Offer every edition, the one for new cases first."""
        super().__init__(data)
        rows = sorted(editions, key=lambda row: not row.cases_here)
        self.fields["base"].choices = [(row.id, row.name) for row in rows]


class UploadForm(forms.Form):
    """A document written by hand."""

    document = forms.FileField(label=_("规程文件（.toml）"), max_length=200)


class PublishForm(forms.Form):
    """From which day an edition is in force."""

    valid_from = forms.DateField(
        label=_("施行日期"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不早于今天；这一天起新立的案用这个版本"),
    )


class NameForm(forms.Form):
    """The name of the edition and a note on it."""

    name = forms.CharField(label=_("名称"), max_length=80)
    note = forms.CharField(label=_("说明"), max_length=200, required=False)

    def edit(self, _key: str) -> Edit:
        """Return what is asked for."""
        return edits.Rename(**self.cleaned_data)


class WordsForm(forms.Form):
    """The words of a step."""

    title = forms.CharField(label=_("名称"), max_length=60)
    actor = forms.CharField(label=_("责任主体"), max_length=60)
    limit = forms.CharField(label=_("时限文字"), max_length=60, required=False)

    def edit(self, key: str) -> Edit:
        """Return what is asked for."""
        return edits.WordStep(key=key, **self.cleaned_data)


class PaperForm(forms.Form):
    """One more paper."""

    title = forms.CharField(label=_("材料名称"), max_length=60)

    def edit(self, key: str) -> Edit:
        """Return what is asked for."""
        return edits.AskPaper(key=key, **self.cleaned_data)


class DropPaperForm(forms.Form):
    """A paper no longer asked for."""

    paper = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def edit(self, _key: str) -> Edit:
        """Return what is asked for."""
        return edits.DropPaper(**self.cleaned_data)


class LimitForm(forms.Form):
    """A number of a gate."""

    ref = forms.CharField(widget=forms.HiddenInput, max_length=40)
    amount = forms.IntegerField(label=_("改为"), min_value=0, max_value=3650)
    clause = forms.CharField(label=_("依据（文号）"), max_length=80, required=False)

    def edit(self, _key: str) -> Edit:
        """Return what is asked for."""
        return edits.SetLimit(**self.cleaned_data)


class RhythmForm(forms.Form):
    """How often a repeated record is due."""

    months = forms.IntegerField(label=_("每几个月一次"), min_value=1, max_value=60)

    def edit(self, key: str) -> Edit:
        """Return what is asked for."""
        return edits.SetRhythm(key=key, **self.cleaned_data)


class StepForm(forms.Form):
    """A step that the county adds."""

    title = forms.CharField(label=_("环节名称"), max_length=60)
    actor = forms.CharField(label=_("责任主体"), max_length=60)
    signer = forms.ChoiceField(label=_("由谁签署"), choices=list(SIGNER_LABELS.items()))
    papers = forms.CharField(
        label=_("材料"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=_("一行一份，可以不填；办理日期和办理情况总要登记"),
    )
    clause = forms.CharField(label=_("依据（文号）"), max_length=80, required=False)

    def edit(self, key: str) -> Edit:
        """Return what is asked for."""
        chosen = self.cleaned_data
        papers = (line.strip()[:60] for line in chosen["papers"].splitlines())
        return edits.AddStep(
            title=chosen["title"],
            after=key,
            actor=chosen["actor"],
            signed_by=(chosen["signer"],),
            papers=tuple(paper for paper in papers if paper),
            clause=chosen["clause"],
        )


class RemoveForm(forms.Form):
    """A step taken out."""

    def edit(self, key: str) -> Edit:
        """Return what is asked for."""
        return edits.RemoveStep(key=key)


EDITS: dict[str, type[Any]] = {
    "words": WordsForm, "paper": PaperForm, "drop-paper": DropPaperForm, "limit": LimitForm,
    "rhythm": RhythmForm, "step": StepForm, "remove": RemoveForm,
}  # fmt: skip
