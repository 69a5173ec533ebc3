"""A small county for tests: one root, two committees, branches with full members, built row by row.

Rows are written directly where a command would only repeat what its own tests
cover; cases and steps always go through commands.
"""

from datetime import UTC, date, datetime
from typing import Any

from tests import kept
from xianfeng.kernel import paths
from xianfeng.registry.commands import calendar, counts
from xianfeng.registry.models import Membership, Organisation, Person
from xianfeng.registry.rules import names
from xianfeng.registry.vocab import Category, OrganisationKind, Sex
from xianfeng.trust import cipher

MADE_AT = datetime(2010, 1, 1, tzinfo=UTC)


def id_number(born_on: date, *, sex: Sex = Sex.MALE, serial: int | None = None) -> str:
    """Return a valid synthetic number of area 999999."""
    serial = next(kept.numbers) if serial is None else serial
    sequence = (serial * 2 + (1 if sex is Sex.MALE else 0)) % 1000
    body = f"999999{born_on:%Y%m%d}{sequence:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    check = "10X98765432"[sum(int(d) * w for d, w in zip(body, weights, strict=True)) % 11]
    return body + check


def organisation(
    name: str, *, kind: OrganisationKind, parent: Organisation | None = None, nth: int = 1
) -> Organisation:
    """Make an organisation as the n-th child of its parent."""
    path = (parent.path if parent else "") + paths.segment(nth)
    keys = names.keys(name[:20])
    return Organisation.objects.create(
        path=path,
        code=f"620524{next(kept.numbers):06d}",
        name=name,
        short_name=name,
        kind=kind,
        parent=parent,
        pinyin=keys.pinyin,
        initials=keys.initials,
    )


def person(
    name: str,
    place: Organisation,
    *,
    category: Category = Category.FULL,
    born_on: date = date(1970, 5, 4),
    joined_on: date | None = date(1995, 7, 1),
    since: date = date(1996, 7, 1),
    sex: Sex = Sex.MALE,
) -> Person:
    """Make a person with one open membership."""
    number = id_number(born_on, sex=sex)
    keys = names.keys(name)
    made = Person.objects.create(
        name=name,
        sex=sex,
        born_on=born_on,
        ethnicity="01",
        education="61",
        id_number=cipher.seal(number, column="person.id_number"),
        id_index=cipher.blind_index(number, purpose="id_number"),
        id_tail_index=cipher.blind_index(number[-4:], purpose="id_tail"),
        organisation=place,
        org_path=place.path,
        category=category,
        joined_on=joined_on if category.is_member else None,
        full_on=since if category is Category.FULL else None,
        sort_key=keys.sort_key,
        pinyin=keys.pinyin,
        initials=keys.initials,
        given_name=keys.given_name,
        created_at=MADE_AT,
    )
    Membership.objects.create(person=made, organisation=place, category=category, starts_on=since)
    return made


class County:
    """Root, committee, branch with ``members`` full members, another committee and branch."""

    def __init__(self, *, members: int = 9, founded: date = date(1996, 7, 1)) -> None:
        """Build it; ``founded`` is since when the branch's members are full members."""
        name = ("county", members, founded)
        vars(self).update(kept.built(name, lambda: self._build(members, founded)))

    def _build(self, members: int, founded: date) -> dict[str, Any]:
        calendar.load_known(at=MADE_AT)
        committee, branch = OrganisationKind.COMMITTEE, OrganisationKind.BRANCH
        self.root = organisation("中共武山县委员会", kind=committee)
        self.committee = organisation("中共武山县山丹镇委员会", kind=committee, parent=self.root)
        self.branch = organisation(
            "中共武山县山丹镇周庄村支部委员会", kind=branch, parent=self.committee
        )
        self.other_committee = organisation(
            "中共武山县鸳鸯镇委员会", kind=committee, parent=self.root, nth=2
        )
        self.other_branch = organisation(
            "中共武山县鸳鸯镇费山村支部委员会", kind=branch, parent=self.other_committee
        )
        surnames = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
        self.members = [
            person(f"{surnames[n % 20]}正式{n}", self.branch, since=founded) for n in range(members)
        ]
        self.outsider = person("旁支员", self.other_branch, since=founded)
        counts.recount({self.branch.pk, self.other_branch.pk})
        return vars(self)

    def applicant(
        self,
        name: str = "申向党",
        *,
        born_on: date = date(1995, 3, 8),
        since: date = date(2020, 1, 2),
    ) -> Person:
        """Make somebody of the village who is not yet on the way."""

        def build() -> Person:
            made = person(
                name, self.branch, category=Category.OUTSIDER, born_on=born_on, since=since
            )
            counts.recount({self.branch.pk})
            return made

        return kept.built(("applicant", self.branch.pk, name, born_on, since), build)
