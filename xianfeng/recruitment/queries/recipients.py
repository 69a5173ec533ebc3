"""To whom an organisation passes its places on, and what is there already."""

from collections import Counter
from collections.abc import Iterable, Mapping

from xianfeng.casework.queries import effects
from xianfeng.kernel import paths
from xianfeng.procedure.board import Settled
from xianfeng.recruitment.models import QuotaAccount, QuotaHold
from xianfeng.recruitment.rules import quotas as rules
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.registry.queries import organisations
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.tenancy import ranges


def of(account: QuotaAccount) -> tuple[OrganisationName, ...]:
    """Return who gets places from this account: below the county every committee, else every branch."""
    if account.parent_id is None:
        return organisations.children_of(account.org_path)
    return organisations.branches_under(account.org_path)


def needs(
    account: QuotaAccount, recipients: Iterable[str], cases: Iterable[Settled]
) -> Mapping[str, int]:
    """Return how many places each recipient's cases need of the year that they do not hold there yet."""
    wanted, year = set(recipients), account.year.year
    below = ranges.under(account.org_path, field="account__org_path")
    holds = QuotaHold.objects.filter(below, account__year_id=account.year_id)
    held = {hold.case_ref: hold for hold in holds.select_related("account")}
    found: Counter[str] = Counter()
    for one in cases:
        claim, hold = rules.claim(one), held.get(one.case_id)
        if claim is None or (hold.is_beyond_plan if hold else claim.year != year):
            continue
        at = hold.account.org_path if hold else ""
        for above in paths.ancestors(one.org_path):
            if above in wanted and not at.startswith(above):
                found[above] += 1
    return found


def claimed(year: int) -> int:
    """Return how many cases of the county need a place of the year by their records."""
    claims = (rules.claim(one) for one in effects.standing(FAMILY, under=paths.segment(1)))
    return sum(claim is not None and claim.year == year for claim in claims)
