"""Which year to look at, and a reported change to test."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.casework.sheets import VerdictForm
from xianfeng.recruitment.commands.yearnotes import LONGEST, Explanation
from xianfeng.recruitment.queries.years import FIRST_YEAR
from xianfeng.recruitment.rules.changes import Claim, Measure
from xianfeng.ui import numbers

MOST = 99_999_999


class YearForm(forms.Form):
    """The year and the organisation, read from the address."""

    year = forms.IntegerField(min_value=FIRST_YEAR, required=False)
    organisation = forms.IntegerField(required=False, min_value=1)

    def wanted(self, *, today: date) -> tuple[int, int | None]:
        """Return year and organisation; what cannot be read is this year, or the whole reach."""
        self.is_valid()
        year = self.cleaned_data.get("year") or today.year
        return min(year, today.year), self.cleaned_data.get("organisation")


class ClaimForm(forms.Form):
    """A change as a report prints it, with the two years' numbers where they are known."""

    title = forms.CharField(label=_("指标"), max_length=40, initial=_("发展党员总量"))
    measure = forms.ChoiceField(
        label=_("单位"), choices=[(m.value, m.label) for m in Measure], initial=Measure.PERCENT
    )
    amount = forms.DecimalField(
        label=_("所报变化"),
        max_value=MOST,
        min_value=-MOST,
        decimal_places=4,
        help_text=_("下降、减少写负数，如 -11.8"),
        widget=forms.TextInput(attrs={"inputmode": "text", "class": "control-short"}),
    )
    last = forms.IntegerField(
        label=_("上年数（选填）"), required=False, min_value=0, max_value=MOST
    )
    this = forms.IntegerField(
        label=_("本年数（选填）"), required=False, min_value=0, max_value=MOST
    )

    def claim(self) -> Claim:
        """Return what is claimed; the form has been checked."""
        value: dict[str, Any] = self.cleaned_data
        amount: Decimal = value["amount"]
        return Claim(
            title=value["title"],
            measure=Measure(value["measure"]),
            amount=Fraction(amount),
            last=value["last"],
            this=value["this"],
        )


class ExplainForm(VerdictForm):
    """The words to a change, with the numbers and the version that their writer saw."""

    words = forms.CharField(
        label=_("变化原因"),
        max_length=LONGEST,
        help_text=_("写清什么变了、为什么，不写个人姓名和证件号；不少于4个字"),
        widget=forms.Textarea(attrs={"rows": "4"}),
    )
    last = forms.CharField(widget=forms.HiddenInput)
    this = forms.CharField(widget=forms.HiddenInput)
    version = forms.CharField(widget=forms.HiddenInput)

    def explanation(self, *, year: int, line: str) -> Explanation:
        """Return what was written; a number that cannot be read is none that the register holds."""
        return Explanation(
            year=year,
            line=line,
            words=self.typed["words"],
            last=self._number("last"),
            this=self._number("this"),
            version=self._number("version"),
        )

    def _number(self, name: str) -> int:
        found = numbers.whole(self.typed[name])
        return -1 if found is None else found
