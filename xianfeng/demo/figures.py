"""The words to last year's great changes: the county has explained half of them, the rest still ask."""

from xianfeng.demo.hands import Hands
from xianfeng.recruitment.commands import yearnotes
from xianfeng.recruitment.commands.yearnotes import Explanation
from xianfeng.recruitment.queries import years

_WORDS = (
    "年度计划下达的名额与上年不同，培养成熟的人数也有变化，已与各党委逐一核对",
    "名单已逐人核对，入党时间和登记的类别无误，属正常变化",
)


def explain(hands: Hands) -> int:
    """Write the words to every other great change of last year; return how many were great."""
    year = hands.today.year - 1
    found = years.developed(
        hands.county, year=year, organisation_id=hands.root.id, today=hands.today
    )
    owing = [row for row in found.rows if row.owed]
    for nth, row in enumerate(owing[::2]):
        said = Explanation(
            year=year,
            line=row.key,
            words=_WORDS[min(nth, len(_WORDS) - 1)],
            last=row.change.last.number,
            this=row.change.this.number,
        )
        yearnotes.explain(actor=hands.county, organisation_id=hands.root.id, said=said, at=hands.at)
    return len(owing)
