"""Looking files over: an examination of the shown committee, a sample, a matter of accountability in each state."""

from datetime import timedelta

from xianfeng.demo.hands import Hands
from xianfeng.recruitment.commands import examinations, inquiries, samples
from xianfeng.recruitment.commands.inquiries import Matter
from xianfeng.recruitment.queries import samples as reads
from xianfeng.recruitment.queries.samples import FileRow
from xianfeng.recruitment.vocab.accountability import (
    AccountOutcome,
    FileVerdict,
    InquirySource,
    InquiryState,
)

DRAWN = 6
_SEED = "20140611"
_DEFECT = "第2环节谈话记录只有一名谈话人签名，应补签并说明"
_POST = "支部书记"
# What was found, and how far each matter has come.
_MATTERS = (
    ("未按半年考察积极分子，逾期三个月", InquiryState.NOTIFIED),
    ("公示照片未存卷，公示栏位置不明", InquiryState.RECTIFIED),
    ("上报备案材料超过一个月未补齐", InquiryState.CLOSED),
    ("支部大会后拖延上报审批材料", InquiryState.OPENED),
)


def look_over(hands: Hands) -> int:
    """Examine, draw, open matters; return how many matters there are."""
    begun = hands.ago(26)
    examination_id = examinations.begin_cases(
        actor=hands.county, organisation_id=hands.committee.id, at=begun
    )
    examinations.run(
        actor=hands.county, examination_id=examination_id, path=None, limit=0, at=hands.at
    )
    defective = _sampled(hands)
    for nth, (words, state) in enumerate(_MATTERS):
        drawn = defective if nth == 0 else None
        _matter(hands, words, state, drawn)
    return len(_MATTERS)


def _sampled(hands: Hands) -> FileRow | None:
    """Draw files of the committee; most are sound, one is not, the last is not looked at yet."""
    sample_id = samples.draw(
        actor=hands.county, organisation_id=hands.committee.id, year=hands.today.year,
        size=samples.Size(number=DRAWN), seed=_SEED, at=hands.ago(25),
    )  # fmt: skip
    sheet = reads.one(hands.county, sample_id)
    files = [file for stratum in sheet.strata for file in stratum.files]
    for nth, file in enumerate(files[:-1]):
        verdict = FileVerdict.SOUND if nth else FileVerdict.DEFECTIVE
        samples.note(
            actor=hands.county, drawn_file_id=file.id, verdict=verdict,
            opinion="" if nth else _DEFECT, at=hands.ago(24),
        )  # fmt: skip
    return files[0] if len(files) > 1 else None


def _matter(hands: Hands, words: str, state: InquiryState, drawn: FileRow | None) -> None:
    is_own = drawn is None
    matter = Matter(
        organisation_id=hands.branch.id if is_own else hands.committee.id,
        matter=words, post=_POST if is_own else "组织委员",
        source=InquirySource.HAND if drawn is None else InquirySource.SAMPLE,
        case_id=drawn.case_id if drawn else None, drawn_file_id=drawn.id if drawn else None,
    )  # fmt: skip
    inquiry_id = inquiries.open_matter(actor=hands.county, matter=matter, at=hands.ago(20))
    if state is InquiryState.OPENED:
        return
    told_on = hands.ago(18).date()
    inquiries.notify(
        actor=hands.county, inquiry_id=inquiry_id, words=f"{words}。请查明原因，限期改正并书面答复。",
        on=told_on, due_on=told_on + timedelta(days=15 if drawn else 7), at=hands.ago(18),
    )  # fmt: skip
    if state is InquiryState.NOTIFIED:
        return
    inquiries.rectify(
        actor=hands.secretary, inquiry_id=inquiry_id, on=hands.ago(13).date(),
        words="已补齐材料并在支委会上作了说明，今后按时办理。", at=hands.ago(13),
    )  # fmt: skip
    if state is InquiryState.CLOSED:
        inquiries.close(
            actor=hands.county, inquiry_id=inquiry_id, words="整改到位，给予批评教育。",
            outcomes=(AccountOutcome.CRITICISM,), at=hands.ago(10),
        )  # fmt: skip
