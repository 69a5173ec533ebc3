"""Taking an application: the person, the case and its first step at one go."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.db import transaction

from xianfeng.casework.commands import cases, submitting
from xianfeng.casework.commands.steps import Submission
from xianfeng.casework.commands.submitting import Upload
from xianfeng.casework.vocab import DAY
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import NotAllowed, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.procedure import board
from xianfeng.recruitment.queries import applicants, procedures
from xianfeng.recruitment.vocab import FAMILY
from xianfeng.registry.commands import people
from xianfeng.registry.vocab import Category
from xianfeng.trust.vocab import Actor


@dataclass(frozen=True, kw_only=True)
class Applicant:
    """Who applies, as typed; sex and birth follow from the ID number."""

    name: str
    id_number: str
    ethnicity: str = "01"
    education: str = ""
    occupation: str = ""
    phone: str = ""
    address: str = ""


@transaction.atomic
def open_for(
    *,
    actor: Actor,
    applicant: Applicant,
    organisation_id: int,
    submission: Submission,
    scans: Mapping[str, Upload],
    at: datetime,
    edition: str = "",
) -> int:
    """Open a case for an applicant and sign its first step; return the case's id.

    :param organisation_id: 0 where the form named none.
    :param edition: left empty, the one that the county has put in force.

    Somebody in the actor's reach with the same ID number is taken as they
    stand and is not registered anew.

    :raises Organisation.DoesNotExist: the organisation is out of sight.
    :raises NotAllowed: the actor may not open cases there.
    :raises Refused: a check of the register (I-…), an open case (D-66), a member
        already (D-67), or any unmet gate of the first step; nothing is kept.
    """
    edition = edition or procedures.default_edition(clock.day_of(at))
    step = board.family(FAMILY).edition(edition).steps[0]
    day = _day(submission.records.get(step.records[-1], {}).get(DAY), clock.day_of(at))
    known = applicants.known(actor, applicant.id_number)
    if known is None and not organisation_id:
        raise Refused(Verdict((reason("I-05", 字段="党支部", field="organisation"),)))
    if known is None:
        person_id = _registered(
            applicant, actor=actor, organisation_id=organisation_id, since=day, at=at,
            field=f"{step.records[-1]}.{DAY}",
        )  # fmt: skip
    elif known.name != applicant.name.strip():
        message = f"该身份证号登记的姓名是“{known.name}”，与所填不一致"
        raise Refused(Verdict((reason("I-02", message=message, field="name"),)))
    else:
        person_id = known.id
    case_id = cases.open_case(
        actor=actor, family=FAMILY, edition=edition, person_id=person_id, at=at
    )
    submitting.submit(
        actor=actor, case_id=case_id, step=step.key, submission=submission, scans=scans, at=at
    )
    return case_id


def _registered(
    applicant: Applicant,
    *,
    actor: Actor,
    organisation_id: int,
    since: date,
    at: datetime,
    field: str,
) -> int:
    try:
        return people.register(
            actor=actor,
            organisation_id=organisation_id,
            category=Category.OUTSIDER,
            since=since,
            at=at,
            name=applicant.name,
            id_number=applicant.id_number,
            ethnicity=applicant.ethnicity,
            education=applicant.education,
            occupation=applicant.occupation,
            phone=applicant.phone,
            address=applicant.address,
        )
    except NotAllowed:
        raise
    except Refused as refused:
        # The register calls the day "since"; on this form it is the application's.
        renamed = (replace(r, field=field) if r.field == "since" else r for r in refused.verdict)
        raise Refused(Verdict.of(renamed)) from refused


def _day(written: object, today: date) -> date:
    """Read the application's day; an unreadable one is refused by the step itself."""
    if isinstance(written, date):
        return written
    try:
        return date.fromisoformat(str(written).strip())
    except ValueError:
        return today
