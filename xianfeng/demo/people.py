"""Synthetic people: names, ID numbers of an area code that is given to nobody, facts of life."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from xianfeng.demo import sources
from xianfeng.demo.sources import Kind, Place, Urn
from xianfeng.kernel.dates import add_months

AREA = "999999"
FLOATING_SHARE = {True: 0.12, False: 0.03}
VETERANS = 6
LEAST_IN_BRANCH = 9
_ADULT = 18
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)

_TOWN = Urn.of(
    [
        (Kind(youngest=a, oldest=b, sex=sex, education=education, occupation=work), w * s * e)
        for a, b, w in ((24, 35, 0.24), (36, 45, 0.27), (46, 58, 0.33), (59, 82, 0.16))
        for sex, s in (("男", 0.7), ("女", 0.3))
        for education, e in (
            ("研究生", 0.02), ("大学本科", 0.45), ("大学专科", 0.33), ("中专", 0.1), ("高中", 0.1),
        )
        for work in ("",)
    ]
)  # fmt: skip
_WORK = (
    ("教育", "教师"), ("小学", "教师"), ("卫生", "医务人员"), ("非公", "企业职工"),
    ("工业园区", "企业职工"), ("社区", "社区工作者"), ("机关", "机关工作人员"),
)  # fmt: skip
_AWAY = Urn.of(
    [
        ("新疆乌鲁木齐", 14), ("陕西西安", 14), ("广东东莞", 9), ("浙江义乌", 8), ("江苏苏州", 8),
        ("内蒙古鄂尔多斯", 7), ("甘肃兰州", 14), ("甘肃嘉峪关", 6), ("天水市秦州区", 5), ("县城", 15),
    ]
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Somebody:
    """A synthetic person; the representation shows no number."""

    name: str
    sex: str
    born_on: date
    id_number: str = field(repr=False)
    phone: str = field(repr=False)
    ethnicity: str
    education: str
    occupation: str
    address: str
    branch: str
    joined_on: date | None = None
    away: str = ""

    @property
    def full_on(self) -> date | None:
        """A year after joining."""
        return add_months(self.joined_on, 12) if self.joined_on else None


class Maker:
    """Makes people one after another; every number is given once."""

    def __init__(self, chance: Random, *, today: date) -> None:
        """Start with no number given."""
        self._chance, self._today = chance, today
        self._serials: dict[tuple[date, str], int] = defaultdict(int)
        self._phones = 0

    def member(self, place: Place, *, is_veteran: bool) -> Somebody:
        """Make a full member; a veteran has been one for more than fifteen years."""
        kind = self._kind(place)
        while is_veteran and kind.youngest < 46:
            kind = self._kind(place)
        born_on = self._born(kind.youngest, kind.oldest)
        last = add_months(self._today, -15 * 12 if is_veteran else -14)
        return self._made(place, kind, born_on, joined_on=self._joined(born_on, last))

    def applicant(self, place: Place, *, applied_on: date) -> Somebody:
        """Make somebody who is between 19 and 45 when they apply, most of them under 33."""
        kind = self._kind(place)
        years = min(int(19 + self._chance.expovariate(1 / 7)), 45)
        latest = add_months(applied_on, -12 * years)
        born_on = latest - timedelta(days=self._chance.randrange(1, 365))
        return self._made(place, kind, born_on, joined_on=None)

    def _kind(self, place: Place) -> Kind:
        return (sources.rural_members() if place.is_rural else _TOWN).draw(self._chance)

    def _born(self, youngest: int, oldest: int) -> date:
        years = self._chance.randint(youngest, oldest)
        return add_months(self._today, -12 * years) - timedelta(days=self._chance.randrange(1, 360))

    def _joined(self, born_on: date, last: date) -> date:
        first = add_months(born_on, 12 * _ADULT) + timedelta(days=200)
        years = self._chance.betavariate(1.6, 3.5) * 32
        day = first + timedelta(days=int(years * 365))
        if day > last:
            # Spread over the years that were there: a pile on the last day would be one impossible year.
            day = first + (last - first) * self._chance.random()
        if day < first:
            day = max(add_months(born_on, 12 * _ADULT) + timedelta(days=1), last)
        return day

    def _made(self, place: Place, kind: Kind, born_on: date, *, joined_on: date | None) -> Somebody:
        chance = self._chance
        is_away = chance.random() < FLOATING_SHARE[place.is_rural] and joined_on is not None
        return Somebody(
            name=self._name(kind.sex, born_on),
            sex=kind.sex,
            born_on=born_on,
            id_number=self._number(born_on, kind.sex),
            phone=self._phone(),
            ethnicity="汉族" if chance.random() < 0.998 else "回族",
            education=kind.education,
            occupation="外出务工经商" if is_away else kind.occupation or _work(place.name),
            address=f"武山县{place.township}{place.village}" if place.township else "武山县城关镇",
            branch=place.name,
            joined_on=joined_on,
            away=_AWAY.draw(chance) if is_away else "",
        )

    def _name(self, sex: str, born_on: date) -> str:
        cohort = max(c for c in (1940, 1960, 1980, 2000) if c <= max(born_on.year, 1940))
        given = sources.given_names()[(sex, cohort)].draw(self._chance)
        return sources.surnames().draw(self._chance) + given

    def _number(self, born_on: date, sex: str) -> str:
        serial = self._serials[(born_on, sex)]
        self._serials[(born_on, sex)] = serial + 1
        body = f"{AREA}{born_on:%Y%m%d}{serial * 2 + (sex == '男'):03d}"
        total = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True))
        return body + "10X98765432"[total % 11]

    def _phone(self) -> str:
        self._phones += 1
        # A stride prime to the range scatters the numbers and meets none twice.
        return f"1990{self._phones * 3_750_007 % 10_000_000:07d}"


def _work(branch: str) -> str:
    return next((work for words, work in _WORK if words in branch), "工作人员")


def sizes(places: list[Place], total: int, chance: Random) -> dict[str, int]:
    """Share the members out over the branches: villages by their distribution, others about 29."""
    found = {}
    for place in places:
        if place.is_rural:
            drawn = chance.randint(*sources.village_sizes().draw(chance))
        else:
            drawn = int(chance.gauss(29, 9))
        found[place.code] = max(drawn, LEAST_IN_BRANCH)
    left = total - sum(found.values())
    codes = list(found)
    while left:
        code = chance.choice(codes)
        if left > 0 or found[code] > LEAST_IN_BRANCH:
            found[code] += 1 if left > 0 else -1
            left -= 1 if left > 0 else -1
        elif all(size <= LEAST_IN_BRANCH for size in found.values()):
            raise ValueError(f"{total} members are too few for {len(codes)} branches")
    return found


def members(places: list[Place], total: int, *, maker: Maker, chance: Random) -> list[Somebody]:
    """Make all full members, branch by branch, each branch's veterans first."""
    shares = sizes(places, total, chance)
    return [
        maker.member(place, is_veteran=n < VETERANS)
        for place in places
        for n in range(shares[place.code])
    ]
