"""The way from a case to a place beyond the plan, for the county, where no place is left for the case."""

from django.db.models import Exists, F
from django.urls import reverse
from django.utils.translation import gettext as _

from xianfeng.casework.queries.asides import Aside, Seen
from xianfeng.kernel import paths
from xianfeng.recruitment.models import QuotaAccount, QuotaHold
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.trust.vocab import Action, Actor


def aside(actor: Actor, case: Seen) -> Aside | None:
    """Return the card on the page of a case: open, without a place, none left where it draws from; else none."""
    if case.family != FAMILY or case.state.is_closed or not actor.may(Action.MAKE_PLANS):
        return None
    # What the county has not split yet is nobody's.
    above = QuotaAccount.objects.filter(
        ~Exists(QuotaHold.objects.filter(case_ref=case.id)),
        parent__isnull=False,
        org_path__in=paths.ancestors(case.org_path),
    ).annotate(of_year=F("year__year"), place=F("organisation__short_name"))
    account = above.order_by("-year__year", "-org_path").first()
    if account is None or account.free:
        return None
    words = _("%(place)s%(year)d年度名额已用完。") % {
        "place": account.place,
        "year": account.of_year,
    }
    return Aside(
        title=_("年度名额"),
        lines=(words,),
        url=reverse("recruitment:quota-beyond", args=[account.of_year, case.id]),
        label=_("超计划审批"),
    )
