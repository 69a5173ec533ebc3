"""Forms of accountability: drawing a sample, noting what a file shows, opening a matter, acting on it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.recruitment.commands.inquiries import Matter
from xianfeng.recruitment.queries.inquiries import Counts, InquiryFilter
from xianfeng.recruitment.queries.openings import Opening
from xianfeng.recruitment.rules.sampling import Size
from xianfeng.recruitment.vocab.accountability import (
    AccountOutcome,
    FileVerdict,
    InquiryAct,
    InquiryState,
)
from xianfeng.registry.queries.organisations import Choice
from xianfeng.ui import numbers


class DrawForm(forms.Form):
    """Whose files, of which year, how many."""

    organisation = forms.TypedChoiceField(label=_("党组织"), coerce=int)
    year = forms.TypedChoiceField(label=_("年度"), coerce=int, help_text=_("当年办理过环节的档案"))
    number = forms.IntegerField(
        label=_("每个党委抽几件"), required=False, min_value=1, max_value=500
    )
    percent = forms.IntegerField(
        label=_("或者按比例（%）"), required=False, min_value=1, max_value=100
    )
    seed = forms.CharField(
        label=_("随机种子"),
        required=False,
        max_length=20,
        help_text=_("可不填；用同一种子可以重抽核对"),
    )

    def __init__(self, data: Any = None, *, choices: tuple[Choice, ...], today: date) -> None:
        """Offer the organisations and the last years."""
        super().__init__(data)
        least = min((choice.depth for choice in choices), default=0)
        self.fields["organisation"].choices = [
            (c.id, "　" * (c.depth - least) + c.name) for c in choices
        ]
        years = range(today.year, today.year - 12, -1)
        self.fields["year"].choices = [(year, str(year)) for year in years]
        self.initial = {"number": 3}

    def size(self) -> Size:
        """Return how many are drawn."""
        given = self.cleaned_data
        return Size(number=given["number"] or 0, percent=given["percent"] or 0)


class FileNoteForm(forms.Form):
    """What the examiner of a drawn file writes down."""

    verdict = forms.ChoiceField(
        label=_("核查结论"),
        choices=[(v.value, v.label) for v in FileVerdict],
        widget=forms.RadioSelect,
    )
    opinion = forms.CharField(
        label=_("核查意见"),
        required=False,
        max_length=400,
        widget=forms.Textarea(attrs={"rows": "3"}),
        help_text=_("翻阅原卷看到的情况；存在问题的必须写明"),
    )


class OpenForm(forms.Form):
    """Opening a matter; what is known stands in the form already."""

    organisation = forms.TypedChoiceField(label=_("被追究的党组织"), coerce=int)
    post = forms.ChoiceField(label=_("责任岗位"))
    matter = forms.CharField(
        label=_("发现的问题"), max_length=400, widget=forms.Textarea(attrs={"rows": "3"})
    )
    clause = forms.CharField(label=_("依据"), required=False, max_length=200)

    def __init__(self, data: Any = None, *, opening: Opening) -> None:
        """Offer who can answer and fill in what is known."""
        super().__init__(data)
        self.opening = opening
        self.fields["organisation"].choices = opening.organisations
        self.fields["post"].choices = [("", _("请选择")), *((p, p) for p in opening.posts)]
        self.initial = {"matter": opening.matter, "clause": opening.clause}

    def matter_typed(self) -> Matter:
        """Return what was typed with where it comes from."""
        given, opening = self.cleaned_data, self.opening
        return Matter(
            organisation_id=given["organisation"],
            matter=given["matter"],
            post=given["post"],
            clause=given["clause"],
            rule=opening.rule,
            source=opening.source,
            case_id=opening.case_id,
            drawn_file_id=opening.drawn_file_id,
        )


class ActForm(forms.Form):
    """What is written with an act; subclasses add what only some acts need."""

    words = forms.CharField(
        label=_("说明"), max_length=1000, widget=forms.Textarea(attrs={"rows": "4"})
    )


class NotifyForm(ActForm):
    """The notice, its day, and by when an answer is due."""

    on = forms.DateField(label=_("通知日期"), widget=forms.DateInput)
    due_on = forms.DateField(
        label=_("报告整改的期限"),
        widget=forms.DateInput,
        help_text=_("一般为通知后一周：党组织开民主生活会，个人写书面检查"),
    )
    field_order = ("on", "due_on", "words")


class SendBackForm(ActForm):
    """Why the answer does not do, and the new limit."""

    due_on = forms.DateField(label=_("新的期限"), widget=forms.DateInput)
    field_order = ("due_on", "words")


class RectifyForm(ActForm):
    """What was put right, when, with a paper."""

    on = forms.DateField(label=_("整改日期"), widget=forms.DateInput)
    file = forms.FileField(
        label=_("材料"),
        required=False,
        max_length=200,
        help_text=_("会议记录、书面检查等的照片或PDF，可不交"),
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png,.docx,.xlsx"}),
    )
    field_order = ("on", "words", "file")


class CloseForm(ActForm):
    """What was decided."""

    outcomes = forms.MultipleChoiceField(
        label=_("处理结果"),
        choices=[(o.value, o.label) for o in AccountOutcome],
        widget=forms.CheckboxSelectMultiple,
    )
    field_order = ("outcomes", "words")


ACT_FORMS: Mapping[InquiryAct, type[ActForm]] = {
    InquiryAct.NOTIFY: NotifyForm,
    InquiryAct.RECTIFY: RectifyForm,
    InquiryAct.SEND_BACK: SendBackForm,
    InquiryAct.CLOSE: CloseForm,
    InquiryAct.REOPEN: ActForm,
}


class InquiryFilterForm(forms.Form):
    """The filter over matters, read from the address."""

    state = forms.ChoiceField(label=_("状态"), required=False)
    committee = forms.ChoiceField(label=_("党委"), required=False)
    rule = forms.ChoiceField(label=_("检查项"), required=False)
    year = forms.ChoiceField(label=_("年度"), required=False)
    overdue = forms.BooleanField(label=_("只看逾期"), required=False)

    def __init__(self, data: Any, *, counts: Counts) -> None:
        """Offer what there is."""
        super().__init__(data)
        states = [(state.value, state.label) for state in InquiryState]
        self.fields["state"].choices = [("", _("全部")), ("unsettled", _("未办结")), *states]
        for name, rows in (
            ("committee", counts.by_committee),
            ("rule", counts.by_rule),
            ("year", counts.by_year),
        ):
            self.fields[name].choices = [("", _("全部")), *((row.key, row.label) for row in rows)]

    @staticmethod
    def wanted(given: Mapping[str, str]) -> InquiryFilter:
        """Return the filter; what nothing is found for finds nothing."""
        return InquiryFilter(
            state=given.get("state", ""),
            committee=given.get("committee", ""),
            rule=given.get("rule", ""),
            year=numbers.whole(given.get("year", "")),
            is_overdue=bool(given.get("overdue")),
        )
