"""Drawing samples of files 抽查, and writing down what their examiners find."""

import secrets
from datetime import datetime

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from xianfeng.casework.commands import holds
from xianfeng.kernel import clock
from xianfeng.kernel.checks import reason
from xianfeng.kernel.errors import Conflict, Refused
from xianfeng.kernel.verdict import Verdict
from xianfeng.kernel.words import visible
from xianfeng.recruitment.models import DrawnFile, Sample
from xianfeng.recruitment.queries import samples
from xianfeng.recruitment.rules import sampling
from xianfeng.recruitment.rules.sampling import Size
from xianfeng.recruitment.vocab.accountability import FileVerdict
from xianfeng.registry.queries import naming
from xianfeng.trust import access
from xianfeng.trust.commands import ledger
from xianfeng.trust.vocab import Action, Actor

_SEED_DIGITS = 8
_LONGEST_SEED = 20
_MOST = 500


@transaction.atomic
def draw(
    *, actor: Actor, organisation_id: int, year: int, size: Size, seed: str = "", at: datetime
) -> int:
    """Draw files from every committee under an organisation; return the sample's id.

    :param seed: what decides the draw; eight digits by chance where none is given.
    :raises Organisation.DoesNotExist: the organisation is out of sight.
    :raises NotAllowed: the actor may not examine files there.
    :raises Refused: no sensible size, or no file of that year (A-05).
    :raises Conflict: a drawn file was disposed of in this moment (D-62).
    """
    place = naming.one(actor, organisation_id)
    access.require(actor, Action.EXAMINE_FILES, path=place.path)
    _require_size(size)
    urn = samples.population(place.path, year, on=clock.day_of(at))
    files = {file.case_id: file for stratum in urn.values() for file in stratum}
    if not files:
        raise _refused(f"{place.name}{year}年没有办理过环节的档案", field="year")
    strata = {key: [file.case_id for file in stratum] for key, stratum in urn.items()}
    chosen = visible(seed)[:_LONGEST_SEED] or _by_chance()
    sample = Sample.objects.create(
        org_path=place.path,
        organisation_name=place.name[:200],
        year=year,
        seed=chosen,
        number=size.number,
        percent=size.percent,
        population=len(files),
        population_digest=sampling.population_digest(strata),
        account_ref=actor.account_id,
        actor_name=actor.name,
        drawn_at=at,
    )
    drawn = sampling.draw(strata, seed=chosen, size=size)
    _pin([case_id for part in drawn.values() for case_id in part])
    DrawnFile.objects.bulk_create(
        DrawnFile(sample=sample, case_id=case_id, org_path=files[case_id].org_path)
        for part in drawn.values()
        for case_id in part
    )
    ledger.record(
        actor=actor,
        at=at,
        chain=f"org:{place.path}",
        event="recruitment.sample.drawn",
        subject=f"sample:{sample.pk}",
        detail={
            "year": year,
            "seed": chosen,
            "population": len(files),
            "digest": sample.population_digest,
            "drawn": sum(len(part) for part in drawn.values()),
        },
    )
    return sample.pk


def _pin(case_ids: list[int]) -> None:
    try:
        holds.pin(case_ids)
    except ObjectDoesNotExist as gone:
        words = {"message": "抽中的档案刚被销毁", "remedy": "请重新抽取"}
        raise Conflict(Verdict((reason("D-62", **words),))) from gone


def _by_chance() -> str:
    return f"{secrets.randbelow(10**_SEED_DIGITS):0{_SEED_DIGITS}d}"


def _require_size(size: Size) -> None:
    by_number = 0 < size.number <= _MOST and not size.percent
    by_share = 0 < size.percent <= 100 and not size.number
    if not by_number and not by_share:
        raise _refused(f"每个党委抽1至{_MOST}件，或抽1%至100%，二者选一", field="number")


def _refused(words: str, *, field: str) -> Refused:
    return Refused(Verdict((reason("A-05", 原因=words, field=field),)))


@transaction.atomic
def note(
    *, actor: Actor, drawn_file_id: int, verdict: FileVerdict | None, opinion: str, at: datetime
) -> None:
    """Write down what the examiner found in a drawn file; a later note replaces it, the ledger keeps both.

    :raises DrawnFile.DoesNotExist: it is out of sight.
    :raises ObjectDoesNotExist: the file was disposed of: nothing more is written about it.
    :raises Refused: no verdict, or a defect without words (A-04).
    """
    holds.pin([samples.visible_files(actor).get(pk=drawn_file_id).case_id])
    file = samples.visible_files(actor).select_for_update(of=("self",)).get(pk=drawn_file_id)
    words = visible(opinion)[:400]
    problems = []
    if verdict is None:
        problems.append(reason("A-04", 项目="核查结论", field="verdict"))
    if verdict is FileVerdict.DEFECTIVE and len(words) < 4:
        problems.append(reason("A-04", 项目="核查意见", fact="至少4个字", field="opinion"))
    if problems:
        raise Refused(Verdict.of(problems))
    file.verdict, file.words = verdict, words
    file.examiner_name, file.examined_at = actor.name, at
    file.save(update_fields=["verdict", "words", "examiner_name", "examined_at"])
    ledger.record(
        actor=actor,
        at=at,
        chain=f"case:{file.case_id}",
        event="recruitment.sample.examined",
        subject=f"sample:{file.sample_id}",
        detail={"verdict": verdict, "opinion": words, "on": clock.day_of(at)},
    )
