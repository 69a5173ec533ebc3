"""Splitting an organisation's places among those below: propose, change, publish.

The proposal is frozen with its inputs; what people change stands beside it with
their reason; publishing enters the grants.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from django.db import transaction

from xianfeng.casework.queries import effects
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.commands import bookings, quotas
from xianfeng.recruitment.commands.booking import Book, Words
from xianfeng.recruitment.models import QuotaAccount, QuotaHold, Split, SplitShare
from xianfeng.recruitment.queries import criteria, recipients
from xianfeng.recruitment.rules import apportionment
from xianfeng.recruitment.rules.apportionment import Claimant, Division, Impossible
from xianfeng.recruitment.rules.quotas import Overdrawn, Posting
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.recruitment.vocab.quotas import Criterion, Method, Movement, SplitState
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

HIGHEST_COEFFICIENT, MOST_PLACES = 1_000, 10_000


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How a split is to be proposed; ``places`` of None means all that can be split."""

    method: Method
    coefficients: Mapping[Criterion, int] = field(default_factory=lambda: dict(criteria.DEFAULTS))
    places: int | None = None
    least: int = 0
    most: int | None = None


@transaction.atomic
def draw_up(*, actor: Actor, year: int, organisation_id: int, terms: Terms, at: datetime) -> int:
    """Propose a split and keep it with all it rests on; return its id. An older draft is discarded.

    Nobody is proposed fewer places than its candidates of the year need already.

    :raises QuotaAccount.DoesNotExist: the account is out of sight.
    :raises NotAllowed: the actor does not dispose of its places.
    :raises Refused: nobody to split among, more places than there are, or bounds that cannot be kept.
    """
    account = _in_charge(actor, quotas.seen(actor, year, organisation_id))
    today = clock.day_of(at)
    among = recipients.of(account)
    can = spendable(account)
    places = can if terms.places is None else terms.places
    problems = _problems(terms, among=len(among), places=places, can=can)
    if problems:
        raise Refused(Verdict.of(problems))
    paths_ = [one.path for one in among]
    counted = criteria.values(account.org_path, paths_, today=today)
    floors = _floors(account, paths_)
    weights = apportionment.weights(
        {one.id: counted[one.path] for one in among}, dict(terms.coefficients)
    )
    claimants = [_claimant(one, weights[one.id], floors, terms) for one in among]
    try:
        division = apportionment.divide(places, claimants, terms.method)
    except Impossible as impossible:
        raise _refused(impossible.words, field="places") from impossible
    split = _kept(account, terms, places=places, actor=actor, at=at)
    _keep_shares(split, among, counted, claimants, division)
    _tell(split, "drawn_up", actor=actor, at=at, places=places)
    return split.pk


def spendable(account: QuotaAccount) -> int:
    """Return what an account can split: its free places, and those its cases will take along."""
    holds = QuotaHold.objects.filter(account=account, is_beyond_plan=False)
    along = 0 if account.parent_id is None else holds.count()
    return account.free + along


def _in_charge(actor: Actor, account: QuotaAccount) -> QuotaAccount:
    access.require(actor, Action.SPLIT_QUOTA, path=account.org_path)
    return account


def _problems(terms: Terms, *, among: int, places: int, can: int) -> list[Reason]:
    found = []
    if not among:
        found.append(reason("D-65", message="下级没有可分配名额的党组织"))
    if not 1 <= places <= min(can, MOST_PLACES):
        message = f"可分名额为{can}个，请填写1至{can}" if can else "没有可分的名额"
        found.append(reason("D-27", message=message, field="places"))
    for criterion, coefficient in terms.coefficients.items():
        if not 0 <= coefficient <= HIGHEST_COEFFICIENT:
            message = f"{criterion.label}的系数应为0至{HIGHEST_COEFFICIENT}的整数"
            found.append(reason("D-64", message=message, field=criterion))
    if terms.most is not None and terms.most < terms.least:
        message = "每个单位最多名额不能少于最少名额"
        found.append(reason("D-64", message=message, field="most"))
    return found


def _floors(account: QuotaAccount, paths_: list[str]) -> dict[str, int]:
    cases = effects.standing(FAMILY, under=account.org_path)
    needed = recipients.needs(account, paths_, cases)
    own = QuotaAccount.objects.filter(year=account.year_id, org_path__in=needed.keys())
    free = {one.org_path: one.free for one in own}
    return {path: max(number - free.get(path, 0), 0) for path, number in needed.items()}


def _claimant(
    one: OrganisationName, weight: Fraction, floors: Mapping[str, int], terms: Terms
) -> Claimant:
    floor = max(floors.get(one.path, 0), terms.least)
    ceiling = None if terms.most is None else max(terms.most, floor)
    return Claimant(key=one.id, weight=weight, floor=floor, ceiling=ceiling)


def _kept(account: QuotaAccount, terms: Terms, *, places: int, actor: Actor, at: datetime) -> Split:
    Split.objects.filter(account=account, state=SplitState.DRAFT).update(state=SplitState.DISCARDED)
    return Split.objects.create(
        account=account,
        org_path=account.org_path,
        method=terms.method,
        places=places,
        coefficients={criterion.value: k for criterion, k in terms.coefficients.items()},
        as_of=clock.day_of(at),
        account_ref=actor.account_id,
        actor_name=actor.name,
        made_at=at,
    )


def _keep_shares(
    split: Split,
    among: tuple[OrganisationName, ...],
    counted: Mapping[str, Mapping[Criterion, int]],
    claimants: list[Claimant],
    division: Division,
) -> None:
    SplitShare.objects.bulk_create(
        [
            SplitShare(
                split=split,
                number=number,
                organisation_id=one.id,
                org_path=one.path,
                values={criterion.value: n for criterion, n in counted[one.path].items()},
                weight=str(share.weight),
                quota=str(share.quota),
                decisive=str(share.decisive),
                following="" if share.following is None else str(share.following),
                floor=claimant.floor,
                ceiling=claimant.ceiling,
                proposed=share.places,
                is_tied=one.id in division.tied,
                decided=share.places,
            )
            for number, (one, claimant, share) in enumerate(
                zip(among, claimants, division.shares, strict=True), start=1
            )
        ],
        batch_size=300,
    )


def _draft(actor: Actor, split_id: int) -> Split:
    """Lock a draft in the actor's sight."""
    splits = access.scoped(Split.objects.all(), actor, Action.VIEW_PLANS)
    split = splits.select_for_update().get(pk=split_id)
    access.require(actor, Action.SPLIT_QUOTA, path=split.org_path)
    if split.state != SplitState.DRAFT:
        message = f"方案{SplitState(split.state).label}，不能再改"
        raise Refused(Verdict((reason("D-65", message=message),)))
    return split


@transaction.atomic
def change(
    *, actor: Actor, split_id: int, decided: Mapping[int, int], why: str, at: datetime
) -> int:
    """Set other numbers than proposed, by organisation, with a reason; return how many changed.

    :raises Split.DoesNotExist: out of sight.
    :raises Refused: fewer than an organisation's candidates need, more than there are in
        all, or no reason.
    """
    split = _draft(actor, split_id)
    shares = {share.organisation_id: share for share in split.shares.all()}
    changed = [
        shares[pk]
        for pk, places in decided.items()
        if pk in shares and shares[pk].decided != places
    ]
    note = visible(why)
    problems = _change_problems(split, shares, decided, note=note if changed else "无改动")
    if problems:
        raise Refused(Verdict.of(problems))
    for share in changed:
        share.decided = decided[share.organisation_id]
        share.why = "" if share.decided == share.proposed else note
    SplitShare.objects.bulk_update(changed, ["decided", "why"], batch_size=200)
    if changed:
        _tell(split, "changed", actor=actor, at=at, places=len(changed), why=note)
    return len(changed)


def _change_problems(
    split: Split, shares: Mapping[int, SplitShare], decided: Mapping[int, int], *, note: str
) -> list[Reason]:
    found = []
    if not quotas.SHORTEST <= len(note) <= quotas.LONGEST and note != "无改动":
        message = f"请写明调整原因，{quotas.SHORTEST}至{quotas.LONGEST}个字"
        found.append(reason("D-64", message=message, field="why"))
    for pk, places in decided.items():
        if pk in shares and not shares[pk].floor <= places <= MOST_PLACES:
            message = f"不能少于{shares[pk].floor}个（该单位最少名额）"
            found.append(reason("D-27", message=message, field=f"share-{pk}"))
    total = sum(decided.get(pk, share.decided) for pk, share in shares.items())
    if total > split.places:
        message = f"合计{total}个，多于可分的{split.places}个"
        found.append(reason("D-27", message=message, field="total"))
    return found


@transaction.atomic
def discard(*, actor: Actor, split_id: int, at: datetime) -> None:
    """Give a draft up; it stays readable."""
    split = _draft(actor, split_id)
    split.state = SplitState.DISCARDED
    split.save(update_fields=["state"])
    _tell(split, "discarded", actor=actor, at=at, places=split.places)


@transaction.atomic
def publish(*, actor: Actor, split_id: int, at: datetime) -> None:
    """Grant what was decided, and let the candidates of the year take their places there.

    :raises Split.DoesNotExist: out of sight.
    :raises Refused: the places are no longer there, or an organisation got fewer than
        its candidates need by now (check D-27).
    """
    split = _draft(actor, split_id)
    book = Book.locked(split.account.year.year)
    account = book.by_id[split.account_id]
    shares = list(split.shares.order_by("number"))
    names = {one.path: one for one in recipients.of(account)}
    book.open([names[s.org_path] for s in shares if s.org_path in names], parent=account)
    lifted = _lift(book, account)
    words = Words(split_id=split.pk, note="按分配方案下达")
    try:
        for share in shares:
            if share.decided:
                target = book.by_path[share.org_path].pk
                grant = Posting(
                    kind=Movement.GRANT, places=share.decided, source=account.pk, target=target
                )
                book.post(grant, words)
    except Overdrawn as overdrawn:
        raise _refused("名额已有变动，不够按本方案下达，请重新拟定") from overdrawn
    cases = effects.standing(FAMILY, under=account.org_path)
    bookings.set_down(book, lifted, cases)
    bookings.book_present(book, cases)
    split.state, split.published_on = SplitState.PUBLISHED, clock.day_of(at)
    split.save(update_fields=["state", "published_on"])
    book.close(actor=actor, at=at)
    _tell(split, "published", actor=actor, at=at, places=sum(share.decided for share in shares))


def _lift(book: Book, account: QuotaAccount) -> dict[int, QuotaHold]:
    """Take up the places that cases have from the account itself; they go down with the split."""
    if account.parent_id is None:
        return {}
    holds = QuotaHold.objects.filter(account=account)
    book.holds = {hold.case_ref: hold for hold in holds}
    return book.lift(list(book.holds))


def _tell(
    split: Split, what: str, *, actor: Actor, at: datetime, places: int, why: str = ""
) -> None:
    subject = f"quota:{split.account.year.year}"
    ledger.record(
        actor=actor,
        at=at,
        chain=subject,
        event=f"recruitment.split.{what}",
        subject=subject,
        detail={"split": split.pk, "path": split.org_path, "places": places},
        reason=why,
    )


def _refused(message: str, *, field: str = "") -> Refused:
    return Refused(Verdict((reason("D-27", message=message, field=field),)))


def spendable_of(actor: Actor, year: int, organisation_id: int) -> int:
    """Return what an organisation can split, for the form.

    :raises QuotaAccount.DoesNotExist: out of sight.
    :raises NotAllowed: the actor does not dispose of its places.
    """
    return spendable(_in_charge(actor, quotas.seen(actor, year, organisation_id)))
