"""Forms of public notices and of what people object to them."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.casework.forms import PlacedForm, WhyForm
from xianfeng.casework.sheets import VerdictForm
from xianfeng.casework.vocab.notices import ObjectionChannel


class NoticeFilterForm(PlacedForm):
    """The filter bar of the list of notices: whose they are."""

    def organisation_id(self) -> int | None:
        """Return the chosen organisation; None for all."""
        self.is_valid()
        return self.cleaned_data.get("organisation")


class NoticeTextForm(VerdictForm):
    """How a notice is worded; the command judges it."""

    title = forms.CharField(label=_("标题"), max_length=120)
    body = forms.CharField(
        label=_("公示内容"),
        widget=forms.Textarea(attrs={"rows": "8"}),
        help_text=_("不得出现身份证号、电话、门牌住址、家庭成员、政审内容、健康状况"),
    )
    contact = forms.CharField(
        label=_("受理单位和联系方式"),
        max_length=200,
        help_text=_("群众向谁反映：单位、办公电话、地址。公示期限由系统按张贴日期推算，不用写"),
    )
    places = forms.CharField(label=_("公示地点"), max_length=200)
    days = forms.CharField(
        label=_("公示天数"),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "control-short"}),
    )


class PostForm(VerdictForm):
    """When and where a notice was posted."""

    posted_on = forms.CharField(
        label=_("张贴日期"),
        widget=forms.DateInput,
        help_text=_("实际张贴的那一天。公示天数从张贴并登记的次日算起，请当天登记"),
    )
    places = forms.CharField(label=_("公示地点"), max_length=200)


class UntilForm(WhyForm):
    """Until when a notice runs longer, and why."""

    until = forms.CharField(label=_("延长至"), widget=forms.DateInput)
    field_order = ("until", "why")


class PhotoForm(forms.Form):
    """A photo of the board; nobody has to take one."""

    file = forms.FileField(
        label=_("公示地点照片（可不附）"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*,.pdf"}),
    )


class EnterObjectionForm(VerdictForm):
    """What came by telephone, letter or visit."""

    channel = forms.ChoiceField(
        label=_("来源"),
        choices=[(c.value, c.label) for c in ObjectionChannel if c is not ObjectionChannel.PORTAL],
        widget=forms.RadioSelect,
    )
    received_on = forms.CharField(label=_("收到日期"), widget=forms.DateInput)
    content = forms.CharField(
        label=_("反映的情况"), max_length=1000, widget=forms.Textarea(attrs={"rows": "5"})
    )
    source = forms.CharField(
        label=_("反映人和联系方式（可不填）"),
        required=False,
        max_length=100,
        help_text=_("加密保存，只有基层党委和县委组织部写明理由后才能查看"),
    )


class TakeUpForm(VerdictForm):
    """Who looks into an objection."""

    investigators = forms.CharField(
        label=_("调查人"), max_length=200, help_text=_("一般不少于两人")
    )
    is_shared = forms.BooleanField(
        label=_("反映内容交党支部配合核实（反映人不公开）"), required=False
    )


class DecideForm(VerdictForm):
    """What was found, and what follows from it."""

    finding = forms.CharField(
        label=_("调查结论"), max_length=1000, widget=forms.Textarea(attrs={"rows": "4"})
    )
    decision = forms.ChoiceField(label=_("决定"), widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, decisions: Any, **options: Any) -> None:
        """Offer the decisions in the words of the notice's kind."""
        super().__init__(data, **options)
        self.fields["decision"].choices = decisions
