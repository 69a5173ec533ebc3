"""Terms of office and the register of units: villages, schools, firms, some without any member."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from random import Random

from xianfeng.demo.sources import Place
from xianfeng.kernel import paths
from xianfeng.kernel.dates import add_months
from xianfeng.registry.commands.terms import NewTerm
from xianfeng.registry.commands.units import NewUnit
from xianfeng.registry.queries.naming import OrganisationName
from xianfeng.registry.vocab import UnitKind

BLANK_SHARE = 0.15
_HAMLETS = (
    "上庄",
    "下庄",
    "后湾",
    "前坪",
    "阳坡",
    "阴山",
    "杨家湾",
    "石咀",
    "沟门",
    "大坪",
    "新庄",
    "堡子",
)
_TRADES = ("商贸", "建材", "食品", "农业开发", "物流", "机械", "药业", "餐饮")
_HOUSES = (
    "宏盛",
    "渭源",
    "鑫源",
    "天河",
    "恒达",
    "瑞丰",
    "兴陇",
    "金穗",
    "德润",
    "华通",
    "永盛",
    "惠民",
)


def terms(
    places: Sequence[Place], known: Mapping[str, OrganisationName], *, today: date, chance: Random
) -> list[NewTerm]:
    """Give every organisation its present term and the one before; some are due, some over."""
    rows = []
    for place in places:
        if place.kind == "党工委":
            continue
        years = 5 if place.township or place.kind == "党委" else 3
        drawn = chance.random()
        if drawn < 0.06:
            left = -chance.randrange(5, 200)
        elif drawn < 0.18:
            left = chance.randrange(5, 180)
        else:
            left = chance.randrange(181, years * 365 - 20)
        ends_on = today + timedelta(days=left)
        starts_on = add_months(ends_on, -12 * years)
        number = chance.randint(3, 12)
        organisation = known[place.code].id
        for nth, begin in ((number, starts_on), (number - 1, add_months(starts_on, -12 * years))):
            rows.append(
                NewTerm(
                    organisation_id=organisation,
                    number=nth,
                    starts_on=begin,
                    ends_on=add_months(begin, 12 * years),
                )
            )
    return rows


def units(
    places: Sequence[Place],
    known: Mapping[str, OrganisationName],
    codes: Mapping[tuple[str, str], str],
    *,
    chance: Random,
) -> list[NewUnit]:
    """Name the units of every branch, and some that no branch covers yet.

    :param codes: code of a village by township and name.
    """
    rows: list[NewUnit] = []
    for place in places:
        own = known[place.code]
        if place.village:
            rows += _village(place, own, codes.get((place.township, place.village), ""), chance)
        elif place.is_branch:
            rows += _town(place, own, chance)
    return list({(row.name, row.path): row for row in rows}.values())


def _village(place: Place, own: OrganisationName, code: str, chance: Random) -> list[NewUnit]:
    kind = UnitKind.VILLAGE if place.is_rural else UnitKind.COMMUNITY
    rows = [_unit(f"{place.township}{place.village}", kind, own, code=code)]
    if place.is_rural:
        for hamlet in chance.sample(_HAMLETS, chance.randint(1, 3)):
            is_blank = chance.random() < BLANK_SHARE
            rows.append(
                _unit(f"{place.village}{hamlet}", UnitKind.NATURAL_VILLAGE, own, is_blank=is_blank)
            )
    return rows


def _town(place: Place, own: OrganisationName, chance: Random) -> list[NewUnit]:
    bare = place.name.removeprefix("中共武山县").removesuffix("支部委员会")
    if "小学" in bare:
        return [_unit(bare, UnitKind.SCHOOL, own)]
    if "教育系统" in bare:
        return [_unit(f"武山县{bare.removeprefix('教育系统')}学校", UnitKind.SCHOOL, own)]
    if "卫生系统" in bare:
        return [_unit(f"武山县{bare.removeprefix('卫生系统')}卫生院", UnitKind.HOSPITAL, own)]
    if "非公" in bare:
        return [
            _unit(
                f"武山县{chance.choice(_HOUSES)}{chance.choice(_TRADES)}有限责任公司",
                UnitKind.NON_PUBLIC_FIRM,
                own,
                is_blank=n > 0,
            )
            for n in range(chance.randint(1, 3))
        ]
    return [_unit(f"武山县{bare}", UnitKind.OFFICE, own)]


def _unit(
    name: str, kind: UnitKind, own: OrganisationName, *, code: str = "", is_blank: bool = False
) -> NewUnit:
    return NewUnit(
        name=name,
        kind=kind,
        path=paths.parent(own.path) if is_blank else own.path,
        organisation_id=None if is_blank else own.id,
        place_code=code,
    )
