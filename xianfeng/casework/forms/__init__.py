"""Forms of casework beside the sheet of a step: filters, and reasons for a turn."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.casework.queries import cases, printouts, stages
from xianfeng.casework.queries.cases import ALL_STATES, CaseFilter
from xianfeng.casework.queries.todo import Side, TodoFilter, When
from xianfeng.casework.sheets import VerdictForm
from xianfeng.casework.vocab import CaseState
from xianfeng.kernel.verdict import Verdict
from xianfeng.registry.queries.organisations import Choice

INDENT = "　"


def _stages() -> list[tuple[str, Any]]:
    return [("", _("全部")), *stages.titles().items()]


def _states() -> list[tuple[str, Any]]:
    states = [(state.value, state.label) for state in CaseState]
    return [("", _("在办")), *states, (ALL_STATES, _("全部"))]


def _editions() -> list[tuple[str, Any]]:
    return [("", _("全部")), *cases.editions()]


class PlacedForm(forms.Form):
    """A filter bar that offers the organisations of the actor's reach."""

    organisation = forms.TypedChoiceField(
        label=_("党组织"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, choices: tuple[Choice, ...]) -> None:
        """Offer the organisations, indented by their depth."""
        super().__init__(data)
        least = min((choice.depth for choice in choices), default=0)
        self.fields["organisation"].choices = [
            ("", _("全部")),
            *((c.id, INDENT * (c.depth - least) + c.name) for c in choices),
        ]


class CaseFilterForm(PlacedForm):
    """The filter bar of the case list, read from the address."""

    q = forms.CharField(
        label=_("姓名或拼音"),
        required=False,
        max_length=60,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    stage = forms.ChoiceField(label=_("阶段"), required=False, choices=_stages)
    state = forms.ChoiceField(label=_("状态"), required=False, choices=_states)
    edition = forms.ChoiceField(label=_("规程"), required=False, choices=_editions)
    late = forms.BooleanField(label=_("只看逾期"), required=False)
    field_order = ("q", "organisation", "stage", "state", "edition", "late")

    def wanted(self) -> CaseFilter:
        """Return the filter; a field that cannot be read filters nothing."""
        self.is_valid()
        value = self.cleaned_data.get
        return CaseFilter(
            text=value("q") or "",
            stage=value("stage") or "",
            state=value("state") or "",
            edition=value("edition") or "",
            organisation_id=value("organisation"),
            is_late=bool(value("late")),
        )

    def in_words(self) -> str:
        """Say the filter in words, for the workbook and the ledger."""
        self.is_valid()
        parts = []
        for name, field in self.fields.items():
            value = self.cleaned_data.get(name)
            if value:
                labels = dict(getattr(field, "choices", ()))
                word = str(labels.get(value, value)).strip(INDENT)
                parts.append(str(field.label) if value is True else f"{field.label}：{word}")
        return "；".join(parts) or "在办"


class TodoFilterForm(PlacedForm):
    """The filter bar of the to-do list, read from the address."""

    side = forms.ChoiceField(required=False, choices=[(s.value, s.value) for s in Side])
    when = forms.ChoiceField(
        label=_("时间"), required=False, choices=[(w.value, w.label) for w in When]
    )
    stage = forms.ChoiceField(label=_("阶段"), required=False, choices=_stages)
    # Only in addresses, such as the digest's: the bar would be crowded.
    step = forms.SlugField(required=False, max_length=40, widget=forms.HiddenInput)
    signer = forms.SlugField(required=False, max_length=20, widget=forms.HiddenInput)

    def wanted(self) -> TodoFilter:
        """Return the filter; a field that cannot be read filters nothing."""
        self.is_valid()
        value = self.cleaned_data.get
        return TodoFilter(
            side=Side(value("side") or Side.MINE),
            when=When(value("when") or ""),
            stage=value("stage") or "",
            step=value("step") or "",
            signer=value("signer") or "",
            organisation_id=value("organisation"),
        )


class WhyForm(VerdictForm):
    """Why a case is returned, ended, a signature taken back …"""

    why = forms.CharField(
        label=_("原因"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=_("不少于4个字，写入办理记录"),
    )


class BlankFilterForm(PlacedForm):
    """The filter bar of the register of forms, read from the address."""

    number = forms.CharField(
        label=_("编号（开头几位即可）"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    field_order = ("number", "organisation")


class RangeForm(VerdictForm):
    """A range of numbers; one number alone needs no end."""

    first = forms.CharField(
        label=_("起始编号"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    last = forms.CharField(
        label=_("终止编号（选填）"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("只有一份的不填"),
    )


class ReceiveForm(RangeForm):
    """A range as it came from whoever prints the forms."""

    received_on = forms.CharField(label=_("领取日期"), widget=forms.DateInput(format="%Y-%m-%d"))
    source = forms.CharField(
        label=_("领自何处"), max_length=80, help_text=_("如：市委组织部、省委组织部印制")
    )


class HandForm(RangeForm):
    """A range and where it goes."""

    def __init__(self, data: Any = None, *, choices: tuple[Choice, ...], **options: Any) -> None:
        """Offer the organisations of the actor's reach."""
        super().__init__(data, **options)
        self.fields["organisation"] = forms.ChoiceField(
            label=_("发给"), choices=[("", _("请选择")), *((c.id, c.name) for c in choices)]
        )


class GiveForm(VerdictForm):
    """To whom a form is given."""

    def __init__(
        self, data: Any = None, *, people: tuple[tuple[int, str], ...], **options: Any
    ) -> None:
        """Offer the people of the branch who have an open case."""
        super().__init__(data, **options)
        self.fields["person"] = forms.ChoiceField(
            label=_("发给谁"), choices=[("", _("请选择")), *people]
        )


class SpoilForm(WhyForm):
    """Why a form is taken out of use."""

    why = forms.CharField(
        label=_("作废原因"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=_("如：填写有误、污损、遗失；不少于4个字"),
    )


class PackageForm(WhyForm):
    """Why somebody takes the package of a closed case with them."""

    why = forms.CharField(
        label=_("导出原因"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=_("不少于4个字，记入审计台账"),
    )


class PostponeForm(WhyForm):
    """Why a case is postponed, and until when."""

    until = forms.CharField(
        label=_("暂缓至"), widget=forms.DateInput, help_text=_("到期后列入待办，由您恢复办理")
    )
    field_order = ("until", "why")


class SendForm(VerdictForm):
    """Where a case goes, since when, why."""

    place = forms.ChoiceField(
        label=_("接收的党支部"), required=False, widget=forms.RadioSelect, choices=[]
    )
    outside = forms.CharField(
        label=_("转往县外的，写明去向"),
        required=False,
        max_length=100,
        help_text=_("县内转接不填；转往县外的，本县的档案到此为止"),
    )
    left_on = forms.CharField(
        label=_("本支部停止培养的日期"),
        widget=forms.DateInput,
        help_text=_("最后一次在本支部培养考察的那天"),
    )
    why = forms.CharField(
        label=_("转接原因"),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "2"}),
        help_text=_("不少于4个字"),
    )

    def __init__(
        self, data: Any = None, *, places: Sequence[tuple[int, str]], **options: Any
    ) -> None:
        """Offer the branches that were found."""
        super().__init__(data, **options)
        if places:
            self.fields["place"].choices = list(places)
        else:
            del self.fields["place"]


class AcceptForm(VerdictForm):
    """Since when the new branch cultivates, and which papers came."""

    resumed_on = forms.CharField(
        label=_("本支部继续培养的日期"),
        widget=forms.DateInput,
        help_text=_("与停止培养的日期相同的，时间连续计算"),
    )
    arrived = forms.MultipleChoiceField(
        label=_("已收到的材料"), required=False, widget=forms.CheckboxSelectMultiple, choices=[]
    )

    def __init__(
        self, data: Any = None, *, papers: Sequence[tuple[str, str]], **options: Any
    ) -> None:
        """Offer the papers that were sent."""
        super().__init__(data, **options)
        self.fields["arrived"].choices = list(papers)
        if not papers:
            del self.fields["arrived"]


class ExportForm(forms.Form):
    """Why somebody takes a list with them."""

    reason = forms.CharField(
        label=_("理由"),
        min_length=4,
        max_length=200,
        help_text=_("至少四个字，将记入审计台账"),
    )


class BranchForm(VerdictForm):
    """Whose meeting it is; a single branch is not asked for."""

    organisation = forms.ChoiceField(label=_("党支部"))

    def __init__(self, data: Any = None, *, choices: tuple[Choice, ...], **options: Any) -> None:
        """Offer the branches."""
        super().__init__(data, **options)
        self.fields["organisation"].choices = [(choice.id, choice.name) for choice in choices]
        if len(choices) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.initial["organisation"] = choices[0].id


People = Sequence[tuple[int, str]]


def _people(people: People) -> list[tuple[Any, Any]]:
    return [("", _("请选择")), *people]


class TellersForm(VerdictForm):
    """Who watches the vote and who counts it, chosen from the roll."""

    scrutineer = forms.ChoiceField(label=_("监票人"), required=False)
    teller = forms.ChoiceField(label=_("计票人"), required=False)

    def __init__(self, data: Any = None, *, people: People, **options: Any) -> None:
        """Offer those who have a vote."""
        super().__init__(data, **options)
        for field in self.fields.values():
            field.choices = _people(people)


class ExclusionForm(VerdictForm):
    """Who is not counted, why, and by whose approval."""

    person = forms.ChoiceField(label=_("党员"))
    why = forms.CharField(
        label=_("理由"), max_length=200, help_text=_("如长期卧病、外出长期不能返回；不少于4个字")
    )
    approval = forms.CharField(label=_("上级党委批准文号"), max_length=80)

    def __init__(self, data: Any = None, *, people: People, **options: Any) -> None:
        """Offer those who are counted now."""
        super().__init__(data, **options)
        self.fields["person"].choices = _people(people)


class WholeNumbersForm(VerdictForm):
    """Which form is printed with whole personal numbers, and why."""

    form = forms.ChoiceField(label=_("表格"))
    why = forms.CharField(
        label=_("理由"),
        max_length=200,
        help_text=_("不少于4个字；查看完整号码和打印都记入审计台账"),
    )

    def __init__(
        self, data: Any = None, *, choices: list[tuple[str, str]], verdict: Verdict | None = None
    ) -> None:
        """Offer the forms on which numbers stand."""
        super().__init__(data, verdict=verdict)
        self.fields["form"].choices = choices


class ManyFormsForm(VerdictForm):
    """Which forms of many cases are printed, and why."""

    wanted = forms.ChoiceField(label=_("表格"), choices=printouts.choices)
    year = forms.IntegerField(
        label=_("年度（只对名册）"), required=False, min_value=1900, max_value=2199
    )
    why = forms.CharField(
        label=_("用途"), max_length=200, help_text=_("不少于4个字，将记入审计台账")
    )


class TemplateForm(VerdictForm):
    """A Word file that takes the place of a form's template, and why."""

    file = forms.FileField(
        label=_("改好的模板（docx）"), widget=forms.FileInput(attrs={"accept": ".docx"})
    )
    why = forms.CharField(
        label=_("为什么改"), max_length=200, help_text=_("不少于4个字，将记入审计台账")
    )


class RestoreForm(VerdictForm):
    """Why the shipped template is used again."""

    why = forms.CharField(
        label=_("为什么恢复"), max_length=200, help_text=_("不少于4个字，将记入审计台账")
    )
