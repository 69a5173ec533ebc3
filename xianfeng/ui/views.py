"""The living gallery of components."""

from datetime import date
from functools import cache
from importlib import resources

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Level, Reason, Verdict
from xianfeng.ui.forms import SpecimenExportForm, SpecimenFilterForm, SpecimenForm
from xianfeng.ui.pages import GalleryPage, SpecimenRow
from xianfeng.ui.rendering import render

_FAULTY = {"name": "", "applied_on": "", "kind": "a", "amount": "-1", "fixed": "x"}


@cache
def icon_names() -> tuple[str, ...]:
    """List the icons of the sprite."""
    folder = resources.files("xianfeng.ui").joinpath("static", "xianfeng")
    return tuple(folder.joinpath("icons.txt").read_text("utf-8").split())


def _rows() -> tuple[SpecimenRow, ...]:
    kinds = (
        ("张示例", _("正常"), "ok"),
        ("李示例", _("临近"), "warn"),
        ("欧阳示例", _("超期"), "danger"),
        ("王示例", _("已结束"), "neutral"),
    )
    return tuple(
        SpecimenRow(
            name=name,
            place=_("示例乡示例村支部委员会"),
            state=state,
            tone=tone,
            due_on=date(2026, 11, 20 + number),
            papers=number * 3,
        )
        for number, (name, state, tone) in enumerate(kinds)
    )


def _verdict(level: Level) -> tuple[Reason, ...]:
    return (
        reason(
            "D-62",
            level=level,
            fact=_("页面打开于 10:02，对方签署于 10:04"),
            remedy=_("刷新页面，看过新的情况再决定"),
        ),
    )


def gallery(request: HttpRequest) -> HttpResponse:
    """Show every component in all its states."""
    return render(
        request,
        GalleryPage(
            rows=_rows(),
            refused=Verdict(
                (reason("D-05", fact=_("缺谈话地点")), *_verdict(Level.WARN), *_verdict(Level.HINT))
            ),
            warned=Verdict(_verdict(Level.WARN)),
            hinted=Verdict(_verdict(Level.HINT)),
            filters=SpecimenFilterForm(),
            blank=SpecimenForm(auto_id="blank_%s"),
            export=SpecimenExportForm(auto_id="export_%s"),
            faulty=SpecimenForm(_FAULTY, auto_id="faulty_%s"),
            icons=icon_names(),
        ),
    )
