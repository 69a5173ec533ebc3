"""Numbered forms: a range that the county received, handed down to committees and the shown branch."""

from collections.abc import Sequence

from xianfeng.casework.commands import blanks
from xianfeng.casework.queries import blanks as reads
from xianfeng.casework.queries import dockets
from xianfeng.demo import timeline
from xianfeng.demo.hands import Hands
from xianfeng.registry.queries.naming import OrganisationName

# So many steps done, and the next one fills in a form.
FILLING = 16
COUNTY, COMMITTEE, BRANCH = 300, 10, 3
_SOURCE = "市委组织部"


def hand_down(hands: Hands, committees: Sequence[OrganisationName]) -> int:
    """Receive a range and hand parts of it down; one is given to an applicant, one is spoiled; return how many."""
    kind = reads.kinds()[0].key
    # The numbers of older files end far below these.
    first = int(f"620524{hands.today.year}90001")
    blanks.receive(
        actor=hands.county, kind=kind, first=str(first), last=str(first + COUNTY - 1),
        source=_SOURCE, received_on=hands.ago(30).date(), at=hands.ago(30),
    )  # fmt: skip

    def hand(actor_path: str, start: int, numbers: int, organisation_id: int) -> None:
        blanks.hand(
            actor=hands.organiser(actor_path) if actor_path else hands.county,
            kind=kind, first=str(start), last=str(start + numbers - 1),
            organisation_id=organisation_id, at=hands.ago(20),
        )  # fmt: skip

    for nth, committee in enumerate(committees[: COUNTY // COMMITTEE]):
        hand("", first + nth * COMMITTEE, COMMITTEE, committee.id)
    own = first + committees.index(hands.committee) * COMMITTEE
    hand(hands.committee.path, own, BRANCH, hands.branch.id)
    _use(hands, kind, own)
    return COUNTY


def _use(hands: Hands, kind: str, own: int) -> None:
    """Give the branch's first form to whoever fills it in next; the committee spoiled its last."""
    ids = dict(reads.in_sight(hands.own_organiser, kind).values_list("number", "id"))
    waiting = dockets.visible(hands.secretary).filter(duties__step=timeline.STEPS[FILLING])
    for person_id in waiting.values_list("person_id", flat=True)[:1]:
        blanks.give(
            actor=hands.secretary, blank_id=ids[str(own)], person_id=person_id, at=hands.ago(0)
        )
    blanks.spoil(
        actor=hands.own_organiser, blank_id=ids[str(own + COMMITTEE - 1)],
        why="装订时浸水，无法填写", at=hands.ago(5),
    )  # fmt: skip
