"""Forms of reviews and of the lists of filings."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.casework.forms import INDENT, PlacedForm
from xianfeng.casework.queries import filings
from xianfeng.casework.queries.filings import FiledFilter
from xianfeng.casework.sheets import VerdictForm
from xianfeng.registry.queries.organisations import Choice


def _filings() -> list[tuple[str, Any]]:
    return [("", _("全部")), *filings.kinds().items()]


class FiledFilterForm(PlacedForm):
    """The filter bar of what was put on record, read from the address."""

    year = forms.IntegerField(
        label=_("年份"),
        required=False,
        min_value=1949,
        max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    record = forms.ChoiceField(label=_("备案事项"), required=False, choices=_filings)
    field_order = ("year", "record", "organisation")

    def __init__(self, data: Any, *, choices: tuple[Choice, ...], year: int) -> None:
        """Begin with the present year."""
        super().__init__({**data.dict(), "year": data.get("year") or str(year)}, choices=choices)
        self._year = year

    def wanted(self) -> FiledFilter:
        """Return the filter; a field that cannot be read filters nothing."""
        self.is_valid()
        value = self.cleaned_data.get
        return FiledFilter(
            year=value("year") or self._year,
            record=value("record") or "",
            organisation_id=value("organisation"),
        )

    def in_words(self) -> str:
        """Say the filter in words, for the workbook and the ledger."""
        wanted = self.wanted()
        words = [f"{wanted.year}年", dict(_filings()).get(wanted.record) if wanted.record else ""]
        places = dict(self.fields["organisation"].choices)
        words.append(str(places.get(wanted.organisation_id, "")).strip(INDENT))
        return "；".join(str(word) for word in words if word)


class AnswerForm(VerdictForm):
    """What a reviewer decides: one of the record's results, the day, and why it is refused."""

    result = forms.ChoiceField(label=_("审核结论"), widget=forms.RadioSelect)
    on = forms.CharField(label=_("审核日期"), widget=forms.DateInput)
    why = forms.CharField(
        label=_("不通过的原因"),
        required=False,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=_("不通过的必填：写明哪一项不符合、怎样补充。档案随即退回党支部"),
    )

    def __init__(
        self, data: Any = None, *, choices: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        """Offer the results of the record."""
        super().__init__(data, **options)
        self.fields["result"].choices = list(choices)
