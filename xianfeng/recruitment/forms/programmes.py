"""Which subjects to list, and what is decided or done about one."""

from collections.abc import Iterable
from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

from xianfeng.casework.sheets import VerdictForm
from xianfeng.recruitment.commands.activists import Wish
from xianfeng.recruitment.commands.efforts import Assignment
from xianfeng.recruitment.queries.programmes import Wanted
from xianfeng.recruitment.vocab import Progress
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.ui import numbers

EBBING = "ebbing"
# What cannot be read is refused by the rule that asks for a number from one on.
_UNREADABLE = -1


class SubjectsForm(forms.Form):
    """The conditions in the address of a programme's list."""

    progress = forms.ChoiceField(
        label=_("情况"),
        required=False,
        choices=[
            ("", _("未达标（全部）")),
            *((p.value, p.label) for p in Progress),
            (EBBING, _("预计将成为空白")),
        ],
    )
    committee = forms.IntegerField(required=False, min_value=1)
    responsible = forms.IntegerField(required=False, min_value=1)
    page = forms.IntegerField(required=False, min_value=1)

    def wanted(self) -> Wanted:
        """Return the conditions; one that cannot be read asks for nothing."""
        self.is_valid()
        value = self.cleaned_data.get
        progress = value("progress") or ""
        return Wanted(
            progress=Progress(progress) if progress in set(Progress) else None,
            is_ebbing=progress == EBBING,
            committee_id=value("committee"),
            responsible_id=value("responsible"),
            page=value("page") or 1,
        )


def _words(label: str, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, help_text=hint, max_length=400, widget=forms.Textarea(attrs={"rows": "3"})
    )


class AssignForm(VerdictForm):
    """Who answers for a subject and by when."""

    responsible = forms.ChoiceField(label=_("责任党组织"), widget=forms.RadioSelect)
    person = forms.CharField(label=_("责任人（选填）"), required=False, max_length=60)
    due_on = forms.DateField(label=_("完成期限"))
    measure = _words(_("解决办法"), _("如：从返乡青年中培养积极分子，与邻村联建"))

    def offer(self, places: Iterable[OrganisationName], *, measure: str, person: str) -> None:
        """Offer the organisations above the subject, and what was decided before."""
        field = self.fields["responsible"]
        field.choices = [(str(place.id), place.name) for place in places]
        self.initial = {"measure": measure, "person": person}

    def assignment(self) -> Assignment:
        """Return what was typed, for the command to judge."""
        typed = self.typed
        return Assignment(
            responsible_id=numbers.whole(typed["responsible"]),
            person=typed["person"],
            due_on=numbers.day(typed["due_on"]),
            measure=typed["measure"],
        )


class ReportForm(VerdictForm):
    """What was done."""

    note = _words(_("工作进展"))


class ExemptForm(VerdictForm):
    """Why nothing is asked for now, and until when."""

    why = _words(_("理由"), _("如：全村已整体搬迁，三年内不具备条件"))
    until = forms.DateField(label=_("到哪天复核"))

    def until_day(self) -> date | None:
        """Return the day that was typed; None where it cannot be read."""
        return numbers.day(self.typed["until"])


class RestoreForm(VerdictForm):
    """Why it is asked again."""

    why = _words(_("理由"))


class AimForm(VerdictForm):
    """How many activists shall be in training, where, by which document."""

    organisation = forms.ChoiceField(label=_("党组织"))
    people = forms.CharField(
        label=_("在培目标（人）"),
        required=False,
        help_text=_("留空为不设；全县不设时按千名计算"),
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "control-short"}
        ),
    )
    document = forms.CharField(
        label=_("依据"), max_length=120, help_text=_("文号或会议，如：武组发〔2026〕5号")
    )

    def offer(self, places: Iterable[tuple[int, str]]) -> None:
        """Offer the county and its committees."""
        self.fields["organisation"].choices = [(str(key), name) for key, name in places]

    def wish(self) -> Wish | None:
        """Return what was typed; None where no organisation was chosen."""
        typed = self.typed
        organisation = numbers.whole(typed["organisation"])
        people = numbers.whole(typed["people"])
        if typed["people"] and people is None:
            people = _UNREADABLE
        if organisation is None:
            return None
        return Wish(organisation_id=organisation, people=people, document=typed["document"])
