"""Rows of a roster: read every spelling, judge every rule, name every error at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from xianfeng.registry.importing.headings import Columns
from xianfeng.registry.importing.problems import FileRefused, Problem, problem
from xianfeng.registry.importing.workbooks import Cells
from xianfeng.registry.rules import identity, persons, spelling
from xianfeng.registry.vocab import Category

# From here on a floating-point number has lost digits of an ID number.
_ROUNDED = 1e14
_NOTES = ("注", "备注", "说明", "填表", "制表", "合计", "总计", "审核", "单位负责人", "共计")
_LIMITS = (("name", 60), ("occupation", 30), ("address", 120), ("floating_to", 60))
_MEMBERS = frozenset({Category.FULL, Category.PROBATIONARY})


@dataclass(frozen=True)
class Branch:
    """An organisation that a roster may name."""

    id: int
    path: str
    name: str
    in_reach: bool


class RosterRow(NamedTuple):
    """One good row in normal form; ``id_number`` and ``phone`` are still in clear."""

    number: int
    name: str
    sex: str
    born_on: date
    ethnicity: str
    education: str
    occupation: str
    id_number: str
    phone: str
    address: str
    is_floating: bool
    floating_to: str
    organisation_id: int
    org_path: str
    category: str
    joined_on: date | None
    full_on: date | None
    since: date


class RosterChecker:
    """Judges the rows of one sheet; remembers the ID numbers that it has seen (I-02)."""

    def __init__(self, columns: Columns, *, branches: Mapping[str, Branch], today: date) -> None:
        """Bind the sheet's columns, the organisations by name, and the day of the import."""
        self._columns = columns
        self._branches = branches
        self._today = today
        self._seen: dict[str, int] = {}
        self._cell = {field: columns.reader(field) for field in _FIELDS}
        self._branch_names: dict[Any, Branch | None] = {}
        self._readers: dict[str, dict[Any, Any]] = {field: {} for field in _CODES}
        self._phone_place = columns.places.get("phone")

    def is_data(self, cells: Cells) -> bool:
        """Tell a person's row from a blank one, a note at the end or a repeated heading."""
        name, number = self._cell["name"](cells), self._cell["id_number"](cells)
        if name and number and name != self._columns.title("name"):
            return True
        places = self._columns.places
        filled = [
            c
            for f, p in places.items()
            if p < len(cells) and not _empty(c := cells[p]) and f != "is_floating"
        ]
        if not filled or str(filled[0]).strip().startswith(_NOTES) and len(filled) < 3:
            return False
        return [spelling.text(c) for c in cells] != list(self._columns.titles)

    def check(self, number: int, cells: Cells) -> RosterRow | list[Problem]:
        """Return the row in normal form, or all that is wrong with it.

        :raises FileRefused: the ID number was turned into a rounded number (I-12).
        """
        cell = self._cell
        found: list[Problem] = []
        name = spelling.name(cell["name"](cells))
        if not name:
            found.append(self._missing(number, "name", "姓名"))
        id_number, born, sex = self._identity(number, cells, found)
        category = self._code(number, cells, "category", found, required=True)
        branch = self._branch(number, cells, found)
        joined = self._day(number, cells, "joined_on", "入党日期", found)
        full = self._day(number, cells, "full_on", "转正日期", found)
        since = self._day(number, cells, "since", "确定日期", found)
        if category in _MEMBERS and _empty(cell["joined_on"](cells)):
            found.append(self._missing(number, "joined_on", "入党日期"))
        for wrong in persons.disagreements(
            category=category, born_on=born, joined_on=joined, full_on=full, today=self._today
        ):
            found.append(self._worded(number, wrong))
        ethnicity = self._code(number, cells, "ethnicity", found) or ""
        education = self._code(number, cells, "education", found) or ""
        floating = self._code(number, cells, "is_floating", found) or False
        phone = self._phone(number, cells, found)
        occupation, address, away = (
            "" if _empty(c := cell[field](cells)) else spelling.text(c)
            for field in ("occupation", "address", "floating_to")
        )
        if len(name) > 60 or len(occupation) > 30 or len(address) > 120 or len(away) > 60:
            texts = {
                "name": name,
                "occupation": occupation,
                "address": address,
                "floating_to": away,
            }
            found += self._too_long(number, texts)
        if found or branch is None or born is None or category is None:
            return found
        if category is not Category.FULL or full is None:
            full = joined if category is Category.FULL else None
        return RosterRow(
            number, name, sex, born, ethnicity, education, occupation, id_number, phone, address,
            floating, away, branch.id, branch.path, category.value,
            joined if category in _MEMBERS else None, full,
            since or self._today,
        )  # fmt: skip

    def _missing(self, number: int, field: str, label: str) -> Problem:
        return problem(number, self._title(field, label), "I-05", 字段=label)

    def _title(self, field: str, label: str) -> str:
        return self._columns.title(field) if field in self._columns.places else label

    def _identity(
        self, number: int, cells: Cells, found: list[Problem]
    ) -> tuple[str, date | None, str]:
        raw = self._cell["id_number"](cells)
        title = self._columns.title("id_number")
        if type(raw) is not str:
            if isinstance(raw, float) and abs(raw) >= _ROUNDED:
                sentence = (
                    f"第{number}行“{title}”被Excel转成了数值，末位已丢失，"
                    "请将该列设为文本后重新填写再导入。"
                )
                raise FileRefused(sentence, row=number, column=title, check="I-12")
            raw = spelling.text(raw)
        id_number = identity.normalise(raw)
        if not id_number:
            found.append(self._missing(number, "id_number", "公民身份号码"))
            return (
                "",
                self._own_birth(number, cells, None, found),
                self._own_sex(number, cells, "", found),
            )
        if wrong := identity.check_id(id_number):
            found.append(problem(number, title, "I-01", 原因=wrong))
            self._own_birth(number, cells, None, found)
            self._own_sex(number, cells, "", found)
            return id_number, None, ""
        if (earlier := self._seen.setdefault(id_number, number)) != number:
            found.append(problem(number, title, "I-02", 支部=f"本表第{earlier}行"))
        born = identity.birth_date(id_number)
        sex = identity.sex(id_number)
        self._own_birth(number, cells, born, found)
        self._own_sex(number, cells, sex, found)
        if born is not None and born > self._today:
            found.append(problem(number, title, "I-01", 原因=f"其中的出生日期{born}晚于今天"))
        return id_number, born, sex

    def _own_birth(
        self, number: int, cells: Cells, born: date | None, found: list[Problem]
    ) -> None:
        raw = self._cell["born_on"](cells)
        if raw == "" or raw == born or _empty(raw):
            return
        written = spelling.day(raw)
        title = self._columns.title("born_on")
        if written is None and not _agrees_by_month(raw, born):
            found.append(problem(number, title, "I-06", 字段=title, 值=spelling.text(raw)))
        elif written is not None and born is not None and written != born:
            found.append(problem(number, title, "I-09", 日期=born))
        elif written is not None and born is None and written > self._today:
            found.append(problem(number, title, "I-07", 字段=title, 日期=written))

    def _own_sex(self, number: int, cells: Cells, sex: str, found: list[Problem]) -> None:
        written = self._code(number, cells, "sex", found)
        if written is not None and sex and written != sex:
            label = "男" if sex == "1" else "女"
            found.append(problem(number, self._columns.title("sex"), "I-08", 性别=label))

    def _code(
        self, number: int, cells: Cells, field: str, found: list[Problem], *, required: bool = False
    ) -> Any:
        raw = self._cell[field](cells)
        known = self._readers[field]
        if raw in known:
            return known[raw]
        label, reader = _CODES[field]
        if _empty(raw):
            if required:
                found.append(self._missing(number, field, label))
            return None
        code = reader(raw)
        if code is None:
            title = self._columns.title(field)
            words = f"{title}“{spelling.text(raw)}”不在代码表中"
            found.append(problem(number, title, "I-03", message=words))
        elif len(known) < 500:
            known[raw] = code
        return code

    def _branch(self, number: int, cells: Cells, found: list[Problem]) -> Branch | None:
        raw = self._cell["branch"](cells)
        if raw in self._branch_names:
            return self._branch_names[raw]
        if _empty(raw):
            found.append(self._missing(number, "branch", "所在党支部"))
            return None
        words = spelling.text(raw)
        branch = self._branches.get(spelling.official(words))
        title = self._columns.title("branch")
        if branch is None:
            found.append(problem(number, title, "I-10", 值=words))
        elif not branch.in_reach:
            found.append(problem(number, title, "I-18", 值=words))
        else:
            self._branch_names[raw] = branch
        return branch

    def _day(
        self, number: int, cells: Cells, field: str, label: str, found: list[Problem]
    ) -> date | None:
        raw = self._cell[field](cells)
        if type(raw) is date:
            return raw
        if _empty(raw):
            return None
        day = spelling.day(raw)
        if day is None:
            title = self._title(field, label)
            found.append(problem(number, title, "I-06", 字段=title, 值=spelling.text(raw)))
        return day

    def _phone(self, number: int, cells: Cells, found: list[Problem]) -> str:
        raw = self._cell["phone"](cells)
        if _empty(raw):
            return ""
        phone = spelling.phone(raw)
        if phone is None:
            found.append(
                problem(number, self._columns.title("phone"), "I-13", 值=spelling.text(raw))
            )
            return ""
        return phone

    def _worded(self, number: int, wrong: persons.Found) -> Problem:
        label = {"joined_on": "入党日期", "full_on": "转正日期"}[wrong.field]
        message = ""
        if wrong.check == "I-04":
            message = f"入党时间与出生日期不符：{wrong.facts['出生']}出生，{wrong.facts['入党']}入党时未满18周岁"
        elif wrong.check == "I-11":
            message = f"转正日期{wrong.facts['转正']}早于入党日期{wrong.facts['入党']}"
        return problem(
            number, self._title(wrong.field, label), wrong.check, message=message, **wrong.facts
        )

    def _too_long(self, number: int, texts: dict[str, str]) -> list[Problem]:
        return [
            problem(number, title, "I-03", message=f"{title}超过{limit}个字")
            for field, limit in _LIMITS
            if len(texts[field]) > limit
            for title in (self._columns.title(field),)
        ]


def _empty(value: Any) -> bool:
    return value == "" or (type(value) is str and spelling.is_blank(value)) or value is None


def _agrees_by_month(raw: Any, born: date | None) -> bool:
    """Take a year and month without a day, as 出生年月 columns have, if they agree."""
    digits = "".join(c for c in spelling.text(raw) if c.isdigit())
    return born is not None and digits in {f"{born:%Y%m}", f"{born.year}{born.month}"}


_CODES: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "sex": ("性别", spelling.sex),
    "category": ("人员类别", spelling.category),
    "ethnicity": ("民族", spelling.ethnicity),
    "education": ("学历", spelling.education),
    "is_floating": ("是否流动党员", spelling.yes),
}
_FIELDS = (
    "name", "sex", "id_number", "ethnicity", "born_on", "education", "category", "branch",
    "joined_on", "full_on", "occupation", "phone", "address", "is_floating", "floating_to", "since",
)  # fmt: skip
