"""Forms of the file examination: what is examined, which breaches are shown, why one is deleted."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from xianfeng.recruitment.queries.examined import BreachFilter, ExaminationSheet, Tally
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.registry.queries.organisations import Choice
from xianfeng.ui import numbers


class ExamineWorkbookForm(forms.Form):
    """A workbook of development files."""

    file = forms.FileField(
        label=_("工作簿"),
        help_text=_("xlsx、xls、et、ods或csv，不超过50MB；一件档案一行，表头和列的次序不限"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et,.ods,.csv"}),
        max_length=200,
    )
    place = forms.TypedChoiceField(
        label=_("体检哪个党组织的档案"), coerce=int, widget=forms.RadioSelect
    )

    def __init__(
        self, *arguments: Any, limit: int, places: Sequence[OrganisationName], **options: Any
    ) -> None:
        """Take the greatest size in bytes; ask whose files only somebody who examines for several."""
        super().__init__(*arguments, **options)
        self._limit = limit
        self.fields["place"].choices = [(place.id, place.name) for place in places]
        if len(places) < 2:
            del self.fields["place"]

    def clean_file(self) -> Any:
        """Refuse what is too big before it is stored; the content is judged by the examination."""
        file = self.cleaned_data["file"]
        if file.size > self._limit:
            most = self._limit // 10**6
            raise forms.ValidationError(gettext("文件超过{}MB，请分开体检").format(most))
        return file


class ExamineCasesForm(forms.Form):
    """Whose cases are examined."""

    organisation = forms.ChoiceField(label=_("党组织"))

    def __init__(self, *, choices: tuple[Choice, ...]) -> None:
        """Offer the organisations, indented by their depth."""
        super().__init__()
        least = min((choice.depth for choice in choices), default=0)
        self.fields["organisation"].choices = [
            (c.id, "　" * (c.depth - least) + c.name) for c in choices
        ]


class BreachFilterForm(forms.Form):
    """The filter over an examination's breaches, read from the address."""

    level = forms.ChoiceField(label=_("级别"), required=False)
    rule = forms.ChoiceField(label=_("检查项"), required=False)
    committee = forms.ChoiceField(label=_("党委"), required=False)
    branch = forms.ChoiceField(label=_("党支部"), required=False)
    year = forms.ChoiceField(label=_("年度"), required=False)

    def __init__(self, data: Any, *, sheet: ExaminationSheet) -> None:
        """Offer what the examination found."""
        super().__init__(data)
        for name, tallies in (
            ("level", sheet.by_level),
            ("rule", sheet.by_rule),
            ("committee", sheet.by_committee),
            ("year", sheet.by_year),
        ):
            self.fields[name].choices = [("", _("全部")), *map(_offered, tallies)]
        self.fields["branch"].choices = [("", _("全部")), *((b, b) for b in sheet.branches)]

    @staticmethod
    def wanted(given: Mapping[str, str]) -> BreachFilter:
        """Return the filter; what nothing is found for finds nothing."""
        return BreachFilter(
            level=given.get("level", ""),
            rule=given.get("rule", ""),
            committee=given.get("committee", ""),
            branch=given.get("branch", ""),
            year=numbers.whole(given.get("year", "")),
        )


def _offered(tally: Tally) -> tuple[str, str]:
    return tally.key, f"{tally.label}（{tally.number}）"


class DeleteForm(forms.Form):
    """Why results are deleted."""

    why = forms.CharField(
        label=_("理由"), max_length=200, help_text=_("至少四个字，将记入审计台账")
    )
