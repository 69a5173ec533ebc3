"""Which year to look at, and a reported change to test."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.recruitment.rules.changes import Claim, Measure

FIRST_YEAR = 1949
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
