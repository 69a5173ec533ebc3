"""The public names and the distributions from which the demo county is drawn."""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Urn(Generic[T]):
    """Things to draw, each with its weight."""

    things: tuple[T, ...]
    weights: tuple[float, ...]

    @classmethod
    def of(cls, pairs: list[tuple[T, float]]) -> "Urn[T]":
        """Fill an urn with (thing, weight) pairs."""
        return cls(tuple(t for t, _ in pairs), tuple(accumulate(w for _, w in pairs)))

    def draw(self, chance: Random) -> T:
        """Take one thing; it stays in the urn."""
        return chance.choices(self.things, cum_weights=self.weights)[0]


@dataclass(frozen=True, kw_only=True)
class Place:
    """An organisation of the county's tree, as the workbook has it."""

    code: str
    name: str
    kind: str
    parent_code: str
    township: str
    village: str

    @property
    def is_branch(self) -> bool:
        """Tell whether it holds members."""
        return self.kind == "党支部"

    @property
    def is_rural(self) -> bool:
        """Tell whether it is a village's branch."""
        return self.village.endswith("村")


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Age band, sex, education and occupation of one class of members."""

    youngest: int
    oldest: int
    sex: str
    education: str
    occupation: str


def _rows(name: str) -> list[dict[str, str]]:
    text = resources.files("xianfeng.demo").joinpath(f"data/{name}.csv").read_text("utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def organisations() -> tuple[Place, ...]:
    """Return the whole tree, parents first."""
    return tuple(
        Place(
            code=row["党组织代码"],
            name=row["党组织全称"],
            kind=row["组织类别"],
            parent_code=row["上级党组织代码"],
            township=row["所在乡镇"],
            village=row["所在村(社区)"],
        )
        for row in _rows("organisations")
    )


@cache
def surnames() -> Urn[str]:
    """Return surnames by how common they are."""
    return Urn.of([(row["surname"], float(row["weight"])) for row in _rows("surnames")])


@cache
def given_names() -> dict[tuple[str, int], Urn[str]]:
    """Return given names by sex and the first birth year of the cohort."""
    cells: dict[tuple[str, int], list[tuple[str, float]]] = {}
    for row in _rows("given_names"):
        cell = (row["sex"], int(row["birth_years"][:4]))
        cells.setdefault(cell, []).append((row["given_name"], float(row["weight"])))
    return {cell: Urn.of(pairs) for cell, pairs in cells.items()}


@cache
def rural_members() -> Urn[Kind]:
    """Return the joint distribution of village members."""
    return Urn.of([(_kind(row), float(row["probability"])) for row in _rows("rural_members")])


def _kind(row: dict[str, str]) -> Kind:
    digits = [int(part) for part in row["age"].replace("岁", "至").split("至") if part.isdigit()]
    if row["age"].startswith("30"):
        youngest, oldest = 22, 30
    elif row["age"].startswith("71"):
        youngest, oldest = 71, 86
    else:
        youngest, oldest = digits
    occupation = row["occupation"].replace("（", "(").split("(")[-1].rstrip("）")
    return Kind(
        youngest=youngest,
        oldest=oldest,
        sex=row["sex"],
        education={"高中、中技": "高中", "初中及以下": "初中"}.get(
            row["education"], row["education"]
        ),
        occupation=_OCCUPATIONS.get(occupation, occupation)[:30],
    )


_OCCUPATIONS = {
    "从事农牧渔业生产": "务农",
    "外出务工经商人员": "外出务工经商",
    "私营企业主、个体工商户、合作社负责人": "合作社负责人、个体工商户",
    "村医、民办教师、村级公岗等": "村医、村级公岗",
}


@cache
def village_sizes() -> Urn[tuple[int, int]]:
    """Return the sizes of village branches as (least, most)."""
    pairs = []
    for row in _rows("village_branch_sizes"):
        least, _, most = row["members"].rstrip("+").partition("-")
        pairs.append(((int(least), int(most or 110)), float(row["share"])))
    return Urn.of(pairs)
