"""People typed in by hand, one at a time, under the checks of the import."""

from datetime import date, datetime

from django.db import IntegrityError, transaction

from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.kernel.verdict import Reason, Verdict
from xianfeng.registry import codes
from xianfeng.registry.commands import counts, newcomers, roster_loads
from xianfeng.registry.commands.newcomers import Newcomer
from xianfeng.registry.importing import sealing
from xianfeng.registry.models import Membership, NameReading, Organisation
from xianfeng.registry.rules import identity, persons, spelling
from xianfeng.registry.vocab import Category, Sex
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

# As wide as the column.
LONGEST_NAME = 60


@transaction.atomic
def register(
    *,
    actor: Actor,
    name: str,
    id_number: str,
    organisation_id: int,
    category: Category,
    since: date,
    at: datetime,
    sex: str = "",
    ethnicity: str = "01",
    education: str = "",
    occupation: str = "",
    phone: str = "",
    address: str = "",
) -> int:
    """Enter one person with an open membership from ``since``; return the person's id.

    Birth date and sex come from the ID number. A member's joining date is
    ``since``; full members come by import or by procedure, never by hand.

    :raises Organisation.DoesNotExist: the organisation lies outside the actor's sight.
    :raises Refused: carries every unmet check (I-01 … I-13), each with its ``field``.
    """
    place = access.scoped(
        Organisation.objects.all(), actor, Action.VIEW_ORGANISATIONS, field="path"
    ).get(pk=organisation_id)
    _require(actor, place.path)
    roster_loads.lock()
    name, number = spelling.name(name), identity.normalise(id_number)
    dialled = spelling.phone(phone) if phone.strip() else ""
    reasons = _unmet(
        name=name, number=number, sex=sex, category=category, since=since, phone=dialled,
        written_phone=phone, ethnicity=ethnicity, education=education,
        today=clock.day_of(at),
    )  # fmt: skip
    if reasons:
        raise Refused(Verdict(tuple(reasons)))
    (sealed,) = sealing.seal([(name, number, dialled or "")])
    newcomers.refuse_known(actor, [sealed.id_index])
    newcomer = Newcomer(
        name=name, id_number=number, organisation_id=place.pk, since=since, ethnicity=ethnicity,
        education=education, occupation=occupation, address=address,
    )  # fmt: skip
    person = newcomers.person(newcomer, sealed, place, category=category, at=at)
    try:
        with transaction.atomic():
            person.save(force_insert=True)
    except IntegrityError:
        # On PostgreSQL another clerk may have typed the same person a moment ago.
        newcomers.refuse_known(actor, [sealed.id_index])
        raise
    Membership.objects.create(person=person, organisation=place, category=category, starts_on=since)
    NameReading.objects.bulk_create(
        NameReading(person=person, pinyin=read, initials=initials)
        for read, initials in sealed.keys.other_readings
    )
    counts.recount([place.pk])
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{place.path}",
        event="registry.person.registered",
        subject=f"person:{person.pk}",
        detail={"organisation": place.pk, "category": category, "since": since},
    )
    return person.pk


def _require(actor: Actor, path: str) -> None:
    """Let registry editors in, and branches that open a case for an applicant."""
    if not (actor.may(Action.EDIT_REGISTRY, path=path) or actor.may(Action.OPEN_CASE, path=path)):
        raise NotAllowed.because(access.who_may(Action.EDIT_REGISTRY))


def _unmet(
    *,
    name: str,
    number: str,
    sex: str,
    category: Category,
    since: date,
    phone: str | None,
    written_phone: str,
    ethnicity: str,
    education: str,
    today: date,
) -> list[Reason]:
    found = []
    if not name:
        found.append(reason("I-05", field="name", 字段="姓名"))
    elif len(name) > LONGEST_NAME or not name.isprintable():
        words = f"姓名超过{LONGEST_NAME}个字或含有不能显示的字符"
        found.append(reason("I-03", field="name", message=words))
    unidentified = _unidentified(number)
    if unidentified:
        found += unidentified
    elif sex and sex != identity.sex(number):
        label = Sex(identity.sex(number)).label
        found.append(reason("I-08", field="sex", 性别=label))
    if category is Category.FULL:
        words = "正式党员不能手工登记，请导入名册或按程序转正"
        found.append(reason("I-03", field="category", message=words))
    if since > today:
        found.append(reason("I-07", field="since", 字段="日期", 日期=since))
    elif not unidentified:
        joined = since if category is Category.PROBATIONARY else None
        for one in persons.disagreements(
            category=category, born_on=identity.birth_date(number), joined_on=joined,
            full_on=None, today=today,
        ):  # fmt: skip
            found.append(reason(one.check, field="since", **one.facts))
    if phone is None:
        found.append(reason("I-13", field="phone", 值=written_phone))
    if ethnicity and ethnicity not in codes.ETHNICITIES:
        words = f"民族代码{ethnicity}不在代码表中"
        found.append(reason("I-03", field="ethnicity", message=words))
    if education and education not in codes.EDUCATION:
        words = f"学历代码{education}不在代码表中"
        found.append(reason("I-03", field="education", message=words))
    return found


def _unidentified(number: str) -> list[Reason]:
    if not number:
        return [reason("I-05", field="id_number", 字段="身份证号")]
    wrong = identity.check_id(number)
    return [reason("I-01", field="id_number", 原因=wrong)] if wrong else []
