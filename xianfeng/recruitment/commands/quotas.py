"""Moving places by hand: between organisations, beyond the plan for one case, and correcting."""

from datetime import datetime

from django.db import transaction

from xianfeng.casework.queries import effects
from xianfeng.kernel import paths
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.commands.booking import Book, Words
from xianfeng.recruitment.models import QuotaAccount, QuotaEntry, QuotaHold, QuotaYear
from xianfeng.recruitment.rules.quotas import Overdrawn, Posting
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.recruitment.vocab.quotas import Movement
from xianfeng.registry.queries import naming
from xianfeng.trust import access
from xianfeng.trust.vocab import Action, Actor

SHORTEST, LONGEST, LONGEST_DOCUMENT = 4, 400, 120
# By hand only; what cases do follows their records and is put right there.
CORRECTABLE = frozenset({Movement.GRANT, Movement.MOVE, Movement.RETURN})


def seen(actor: Actor, year: int, organisation_id: int) -> QuotaAccount:
    """Return an account in the actor's sight.

    :raises QuotaAccount.DoesNotExist: out of sight, or without account in that year.
    """
    accounts = QuotaAccount.objects.filter(year__year=year)
    return access.scoped(accounts, actor, Action.VIEW_PLANS).get(organisation_id=organisation_id)


def fill(*, actor: Actor, year: int, total: int, document: str, at: datetime) -> None:
    """Bring the county's own account to the total of the adopted plan; part of adopting it.

    :raises Refused: less than the county has passed on already.
    """
    QuotaYear.objects.get_or_create(year=year)
    book = Book.locked(year, paths_=[paths.segment(1)])
    if not book.by_path:
        top = naming.named([paths.segment(1)])[paths.segment(1)]
        root = QuotaAccount.objects.create(
            year=book.year, organisation_id=top.id, org_path=top.path
        )
        book = Book(book.year, [root])
    extra = _standing_beyond(book.year)
    change = total + extra - book.root.granted
    words = Words(document=document, note=f"{year}年度计划总数{total}")
    try:
        if change > 0:
            book.post(Posting(kind=Movement.GRANT, places=change, target=book.root.pk), words)
        elif change < 0:
            book.post(Posting(kind=Movement.RETURN, places=-change, source=book.root.pk), words)
    except Overdrawn as overdrawn:
        given = book.root.passed_on - extra
        message = f"已下达{given}个名额，年度计划总数不能少于此数"
        raise _refused("D-27", message, field="total") from overdrawn
    book.close(actor=actor, at=at)


def _standing_beyond(year: QuotaYear) -> int:
    return QuotaHold.objects.filter(account__year=year, is_beyond_plan=True).count()


@transaction.atomic
def transfer(
    *,
    actor: Actor,
    year: int,
    source_id: int,
    target_id: int,
    places: int,
    why: str,
    at: datetime,
) -> int:
    """Let places go from one organisation to another; return the entry's id.

    Down is granting more, up is giving back, across is moving. Whoever gives
    must be in charge of the giver, and of the taker too unless it stands above.

    :raises QuotaAccount.DoesNotExist: one of the two is out of sight.
    :raises NotAllowed: the actor may not dispose of them.
    :raises Refused: the giver has not so many free places.
    """
    source = seen(actor, year, source_id)
    access.require(actor, Action.SPLIT_QUOTA, path=source.org_path)
    target = _taker(actor, source, target_id)
    note = _words(why)
    if places < 1 or source.pk == target.pk:
        raise _refused("D-64", "请填写名额数，至少1个，并选择另一个党组织", field="places")
    book = Book.locked(year)
    giver = book.by_id[source.pk]
    if giver.free < places:
        raise _too_few(giver, places)
    book.post(
        Posting(
            kind=_direction(source.org_path, target.org_path),
            places=places,
            source=source.pk,
            target=target.pk,
        ),
        Words(note=note),
    )
    return book.close(actor=actor, at=at)[0].pk


def _taker(actor: Actor, source: QuotaAccount, target_id: int) -> QuotaAccount:
    accounts = QuotaAccount.objects.filter(year=source.year_id)
    above = accounts.filter(
        organisation_id=target_id, org_path__in=paths.ancestors(source.org_path)
    ).first()
    if above is not None:
        return above
    target = access.scoped(accounts, actor, Action.VIEW_PLANS).get(organisation_id=target_id)
    access.require(actor, Action.SPLIT_QUOTA, path=target.org_path)
    return target


def _direction(source: str, target: str) -> Movement:
    if paths.contains(source, target):
        return Movement.GRANT
    return Movement.RETURN if paths.contains(target, source) else Movement.MOVE


@transaction.atomic
def correct(*, actor: Actor, entry_id: int, why: str, at: datetime) -> int:
    """Take back an entry made by mistake, by an entry of its own; return that entry's id.

    :raises QuotaEntry.DoesNotExist: out of sight.
    :raises NotAllowed: the actor is not in charge of both ends.
    :raises Refused: it follows from a case or the plan, was corrected before, or the
        places are no longer there.
    """
    entries = access.scoped(
        QuotaEntry.objects.select_related("year", "source", "target"),
        actor,
        Action.VIEW_PLANS,
        field="target__org_path",
    )
    entry = entries.get(pk=entry_id)
    if entry.kind not in CORRECTABLE or entry.source is None or entry.case_ref is not None:
        raise _refused("D-65", "此项随计划或发展档案产生，应在原处更正")
    for end in (entry.source, entry.target):
        access.require(actor, Action.SPLIT_QUOTA, path=end.org_path)
    note = _words(why)
    book = Book.locked(entry.year.year)
    if QuotaEntry.objects.filter(corrects=entry).exists():
        raise _refused("D-65", "此项已经更正过")
    holder = book.by_id[entry.target_id]
    if holder.free < entry.places:
        raise _too_few(holder, entry.places)
    book.post(
        Posting(
            kind=Movement.CORRECT,
            places=entry.places,
            source=entry.target_id,
            target=entry.source_id,
        ),
        Words(note=note, corrects_id=entry.pk),
    )
    return book.close(actor=actor, at=at)[0].pk


@transaction.atomic
def allow_beyond(
    *, actor: Actor, year: int, case_id: int, document: str, why: str, at: datetime
) -> None:
    """Give one case a place beyond the plan, by the county's document, and reserve it.

    It is listed and counted; when the case ends the place leaves the books again.

    :raises Case.DoesNotExist: the case is out of sight.
    :raises NotAllowed: only the county may.
    :raises Refused: the case is closed or has a place, its organisation still has one free,
        the year has no published quota there, or document and reason are missing.
    """
    # The case first, as signing locks: one that ends meanwhile must not keep the place for ever.
    lie = effects.lie_held(actor, FAMILY, case_id)
    access.require(actor, Action.MAKE_PLANS, path=lie.org_path)
    if lie.state.is_closed:
        raise Refused(Verdict((reason("D-65", 状态=lie.state.after_already),)))
    number, note = visible(document)[:LONGEST_DOCUMENT], _words(why)
    if len(number) < SHORTEST:
        raise _refused("D-64", "请填写批准文件的文号", field="document")
    try:
        book = Book.locked(year, paths_=paths.ancestors(lie.org_path))
    except QuotaYear.DoesNotExist:
        raise _refused("D-65", f"{year}年度计划尚未下达") from None
    account = book.drawn_on(lie.org_path)
    if account is None:
        raise _refused("D-65", f"{year}年度计划尚未下达到该党组织")
    if QuotaHold.objects.filter(case_ref=case_id).exists():
        raise _refused("D-65", "该档案已有名额")
    if account.free:
        message = f"该党组织还有{account.free}个名额，不需要超计划审批"
        raise _refused("D-65", message)
    book.take_beyond_plan(case_id, account, Words(document=number, note=note))
    book.close(actor=actor, at=at)


def _words(why: str) -> str:
    text = visible(why)
    if not SHORTEST <= len(text) <= LONGEST:
        raise _refused("D-64", f"请写明原因，{SHORTEST}至{LONGEST}个字", field="why")
    return text


def _too_few(account: QuotaAccount, places: int) -> Refused:
    name = naming.named([account.org_path])[account.org_path].name
    return _refused("D-27", f"{name}只剩{account.free}个名额，不足{places}个", field="places")


def _refused(check: str, message: str, *, field: str = "") -> Refused:
    return Refused(Verdict((reason(check, message=message, field=field),)))
