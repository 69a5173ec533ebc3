"""Forms of the registry: strings in, clean values out; nothing is saved here."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from xianfeng.registry import codes
from xianfeng.registry.queries.filters import MINORITY, PeopleFilter
from xianfeng.registry.vocab import BatchKind, Category, PersonalNumber, Sex
from xianfeng.ui import numbers

ANY = ("", gettext_lazy("不限"))
# GB/T 4658 by its first digit, the highest first.
EDUCATION_TIERS = (
    ("1", gettext_lazy("研究生")),
    ("2", gettext_lazy("大学本科")),
    ("3", gettext_lazy("大学专科")),
    ("4", gettext_lazy("中专、中技")),
    ("6", gettext_lazy("高中")),
    ("7", gettext_lazy("初中")),
    ("8", gettext_lazy("小学")),
)
SIZES = (20, 50, 100)


def category_choices() -> list[tuple[str, str]]:
    """Return the categories that lists offer, with their words."""
    return [(c.value, c.label) for c in Category if c is not Category.OUTSIDER]


def _offered(*pairs: tuple[str, Any]) -> Callable[[], list[tuple[str, Any]]]:
    # As a function: a form copies its fields for each request, and would copy lists entry by entry.
    return lambda: [ANY, *pairs]


def _day(**attributes: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}), **attributes)


class PeopleFilterForm(forms.Form):
    """The filter bar of the people list, read from the address."""

    q = forms.CharField(label=gettext_lazy("姓名或拼音"), required=False, max_length=60)
    organisation = forms.IntegerField(required=False, widget=forms.Select)
    category = forms.MultipleChoiceField(
        label=gettext_lazy("人员类别"),
        required=False,
        choices=category_choices,
        widget=forms.CheckboxSelectMultiple,
    )
    sex = forms.ChoiceField(
        label=gettext_lazy("性别"),
        required=False,
        choices=_offered(*((s.value, s.label) for s in Sex)),
    )
    ethnicity = forms.ChoiceField(
        label=gettext_lazy("民族"),
        required=False,
        choices=_offered((MINORITY, gettext_lazy("少数民族")), *codes.ETHNICITIES.items()),
    )
    age_from = forms.IntegerField(
        label=gettext_lazy("年龄从"), required=False, min_value=0, max_value=130
    )
    age_to = forms.IntegerField(
        label=gettext_lazy("年龄到"), required=False, min_value=0, max_value=130
    )
    education_least = forms.ChoiceField(
        label=gettext_lazy("学历不低于"), required=False, choices=_offered(*EDUCATION_TIERS)
    )
    education_most = forms.ChoiceField(
        label=gettext_lazy("学历不高于"), required=False, choices=_offered(*EDUCATION_TIERS)
    )
    joined_from = forms.IntegerField(
        label=gettext_lazy("入党年份从"), required=False, min_value=1921, max_value=2200
    )
    joined_to = forms.IntegerField(
        label=gettext_lazy("入党年份到"), required=False, min_value=1921, max_value=2200
    )
    floating = forms.ChoiceField(
        label=gettext_lazy("流动党员"),
        required=False,
        choices=_offered(("yes", gettext_lazy("是")), ("no", gettext_lazy("否"))),
    )
    occupation = forms.CharField(label=gettext_lazy("工作岗位"), required=False, max_length=30)
    on = _day(label=gettext_lazy("截至日期"), required=False)
    age_on = _day(label=gettext_lazy("年龄按哪天计算"), required=False)

    def wanted(self) -> PeopleFilter:
        """Return the filter; a field that cannot be read filters nothing."""
        self.is_valid()
        value = self.cleaned_data.get
        floating = value("floating") or ""
        return PeopleFilter(
            text=value("q") or "",
            organisation_id=value("organisation"),
            # Each once, however often the address repeats it.
            categories=tuple(dict.fromkeys(Category(c) for c in value("category") or ())),
            sex=value("sex") or "",
            age_from=value("age_from"),
            age_to=value("age_to"),
            education_least=value("education_least") or "",
            education_most=value("education_most") or "",
            ethnicity=value("ethnicity") or "",
            joined_from=value("joined_from"),
            joined_to=value("joined_to"),
            is_floating={"yes": True, "no": False}.get(floating),
            occupation=value("occupation") or "",
            on=value("on"),
            age_on=value("age_on"),
        )


def in_words(wanted: PeopleFilter, *, organisation: str = "") -> str:
    """Say a filter in words, for the page, the workbook and the ledger."""
    tiers = dict(EDUCATION_TIERS)
    ethnicity = codes.ETHNICITIES.get(wanted.ethnicity, _("少数民族"))
    parts = (
        (wanted.text, _("姓名或拼音“{}”").format(wanted.text)),
        (organisation, organisation),
        (wanted.categories, "、".join(c.label for c in wanted.categories)),
        (wanted.sex, Sex(wanted.sex).label if wanted.sex else ""),
        (wanted.age_from is not None, _("{}岁及以上").format(wanted.age_from)),
        (wanted.age_to is not None, _("{}岁及以下").format(wanted.age_to)),
        (wanted.education_least, _("学历不低于{}").format(tiers.get(wanted.education_least))),
        (wanted.education_most, _("学历不高于{}").format(tiers.get(wanted.education_most))),
        (wanted.ethnicity, ethnicity),
        (wanted.joined_from, _("{}年及以后入党").format(wanted.joined_from)),
        (wanted.joined_to, _("{}年及以前入党").format(wanted.joined_to)),
        (wanted.is_floating is not None, _("流动党员") if wanted.is_floating else _("非流动党员")),
        (wanted.occupation, _("工作岗位“{}”").format(wanted.occupation)),
        (wanted.on, _("{}当日在册").format(wanted.on)),
        (wanted.age_on, _("年龄按{}计算").format(wanted.age_on)),
    )
    return "；".join(words for given, words in parts if given) or _("全部人员")


class SaveFilterForm(forms.Form):
    """A name for the filter in the address."""

    name = forms.CharField(label=gettext_lazy("筛选名称"), max_length=60)
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

    def clean_query(self) -> str:
        """Keep no whole ID number in an address."""
        return numbers.without(QueryDict(self.cleaned_data["query"])).urlencode()


class ReasonForm(forms.Form):
    """Why somebody wants to see or take what is kept back."""

    reason = forms.CharField(
        label=gettext_lazy("理由"),
        min_length=4,
        max_length=200,
        help_text=gettext_lazy("至少四个字，将记入审计台账"),
    )


class UnmaskForm(ReasonForm):
    """Which number to show, and why."""

    field = forms.ChoiceField(
        label=gettext_lazy("查看内容"),
        choices=[(n.value, n.label) for n in PersonalNumber],
        widget=forms.HiddenInput,
    )

    def number(self) -> PersonalNumber:
        """Return the number asked for; the form has been checked."""
        return PersonalNumber(self.cleaned_data["field"])


class TermForm(forms.Form):
    """A term of office."""

    number = forms.IntegerField(label=gettext_lazy("届次"), min_value=1, max_value=99)
    starts_on = _day(label=gettext_lazy("换届日期"))
    ends_on = _day(label=gettext_lazy("任期届满"))


class CalendarDayForm(forms.Form):
    """One day of the calendar, by a notice."""

    day = _day(label=gettext_lazy("日期"))
    is_workday = forms.ChoiceField(
        label=gettext_lazy("这一天"),
        choices=[("no", gettext_lazy("放假")), ("yes", gettext_lazy("上班"))],
    )
    source = forms.CharField(
        label=gettext_lazy("通知文号"),
        min_length=4,
        max_length=60,
        help_text=gettext_lazy("例如：国办发明电〔2026〕1号"),
    )

    def clean_day(self) -> date:
        """Keep the year inside what the tables hold."""
        day: date = self.cleaned_data["day"]
        if not 1990 <= day.year <= 2100:
            raise forms.ValidationError(_("年份应在1990至2100之间"))
        return day


class CalendarYearForm(forms.Form):
    """The notice that makes a year official."""

    source = forms.CharField(
        label=gettext_lazy("通知文号"),
        min_length=4,
        max_length=60,
        help_text=gettext_lazy("标为正式前请逐月核对"),
    )


class ImportForm(forms.Form):
    """A workbook and what it brings."""

    kind = forms.ChoiceField(
        label=gettext_lazy("导入内容"),
        choices=[(kind.value, kind.label) for kind in reversed(BatchKind)],
        widget=forms.RadioSelect,
        initial=BatchKind.ROSTER.value,
    )
    file = forms.FileField(
        label=gettext_lazy("工作簿"),
        help_text=gettext_lazy("xlsx、xls、et、ods或csv，不超过50MB；表头和列的次序不限"),
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xls,.et,.ods,.csv"}),
        max_length=200,
    )

    def __init__(self, *arguments: Any, limit: int, **options: Any) -> None:
        """Take the greatest size in bytes."""
        super().__init__(*arguments, **options)
        self._limit = limit

    def clean_file(self) -> Any:
        """Refuse what is too big before it is stored; the content is judged by the import."""
        file = self.cleaned_data["file"]
        if file.size > self._limit:
            raise forms.ValidationError(_("文件超过{}MB，请分开导入").format(self._limit // 10**6))
        return file
