"""Rows of a roster: read every spelling, judge every rule, name every error at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple

from xianfeng.registry.importing import headings
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
    address: str
    is_floating: bool
    floating_to: str
    organisation_id: int
    org_path: str
    category: str
    joined_on: date | None
    full_on: date | None
    since: date
    id_number: str
    phone: str

    def without_numbers(self) -> "RosterRow":
        """Return the row without its clear numbers."""
        return RosterRow._make((*self[:-2], "", ""))


class _Raw(NamedTuple):
    """The cells of one row by field."""

    name: Any
    sex: Any
    id_number: Any
    ethnicity: Any
    born_on: Any
    education: Any
    category: Any
    branch: Any
    joined_on: Any
    full_on: Any
    occupation: Any
    phone: Any
    address: Any
    is_floating: Any
    floating_to: Any
    since: Any


_FIELDS = _Raw._fields
_HEADING_WORDS = frozenset(headings.ROSTER["name"].split())


class RosterChecker:
    """Judges the rows of one sheet; remembers the ID numbers that it has seen (I-02)."""

    def __init__(self, columns: Columns, *, branches: Mapping[str, Branch], today: date) -> None:
        """Bind the sheet's columns, the organisations by name, and the day of the import."""
        self._columns = columns
        self._branches = branches
        self._today = today
        self._seen: dict[str, int] = {}
        # A field without a column reads the blank that every row gets at its end.
        self._width = len(columns.titles)
        self._take = itemgetter(*(columns.places.get(f, self._width) for f in _FIELDS))
        self._branch_names: dict[Any, Branch | None] = {}
        self._readers: dict[str, dict[Any, Any]] = {field: {} for field in _CODES}

    def check(self, number: int, cells: Cells) -> RosterRow | list[Problem] | None:
        """Return the row in normal form, or all that is wrong with it; nothing if it is no person.

        :raises FileRefused: the ID number was turned into a rounded number (I-12).
        """
        raw = self._fields(cells)
        if not (raw.name and raw.id_number and raw.branch) and not self._is_person(cells, raw):
            return None
        found: list[Problem] = []
        name = spelling.name(raw.name)
        if not name or name in _HEADING_WORDS:
            if name and not self._is_person(cells, raw):
                return None
            if not name:
                found.append(self._missing(number, "name", "姓名"))
        id_number, born, sex = self._identity(number, raw, found)
        category = self._code(number, raw.category, "category", found)
        branch = self._branch(number, raw.branch, found)
        joined = self._day(number, raw.joined_on, "joined_on", "入党日期", found)
        full = self._day(number, raw.full_on, "full_on", "转正日期", found)
        since = self._day(number, raw.since, "since", "确定日期", found) if raw.since else None
        if joined is None and category in _MEMBERS and _empty(raw.joined_on):
            found.append(self._missing(number, "joined_on", "入党日期"))
        for wrong in persons.disagreements(
            category=category, born_on=born, joined_on=joined, full_on=full, today=self._today
        ):
            found.append(self._worded(number, wrong))
        ethnicity = self._code(number, raw.ethnicity, "ethnicity", found) or ""
        education = self._code(number, raw.education, "education", found) or ""
        floating = self._code(number, raw.is_floating, "is_floating", found) or False
        phone = self._phone(number, raw.phone, found)
        occupation, address, away = (
            _line(raw.occupation),
            _line(raw.address),
            _line(raw.floating_to),
        )
        if len(name) > 60 or len(occupation) > 30 or len(address) > 120 or len(away) > 60:
            found += self._too_long(number, (name, occupation, address, away))
        if found or branch is None or born is None or category is None:
            return found
        if category is not Category.FULL:
            full = None
        elif full is None:
            full = joined
        return RosterRow(
            number, name, sex, born, ethnicity, education, occupation, address,
            floating, away, branch.id, branch.path, category.value,
            joined if category in _MEMBERS else None, full,
            since or self._today, id_number, phone,
        )  # fmt: skip

    def _fields(self, cells: Cells) -> _Raw:
        missing = self._width - len(cells)
        blanks = [""] * (missing + 1) if missing > 0 else [""]
        return _Raw._make(self._take([*cells[: self._width], *blanks]))

    def _is_person(self, cells: Cells, raw: _Raw) -> bool:
        """Tell a person's row from a blank one, a note at the end or a repeated heading."""
        filled = [
            c for f, c in zip(_FIELDS, raw, strict=True) if f != "is_floating" and not _empty(c)
        ]
        if not filled or (len(filled) < 3 and str(filled[0]).strip().startswith(_NOTES)):
            return False
        return [spelling.text(c) for c in cells] != list(self._columns.titles)

    def _missing(self, number: int, field: str, label: str) -> Problem:
        return problem(number, self._title(field, label), "I-05", 字段=label)

    def _title(self, field: str, label: str) -> str:
        return self._columns.title(field) if field in self._columns.places else label

    def _identity(
        self, number: int, row: _Raw, found: list[Problem]
    ) -> tuple[str, date | None, str]:
        raw = row.id_number
        title = self._columns.title("id_number")
        if type(raw) is not str:
            if isinstance(raw, float) and abs(raw) >= _ROUNDED:
                raise self._rounded(number, title)
            raw = spelling.text(raw)
        id_number = identity.normalise(raw)
        if not id_number:
            found.append(self._missing(number, "id_number", "公民身份号码"))
            self._own_birth(number, row.born_on, None, found)
            self._own_sex(number, row.sex, "", found)
            return "", None, ""
        if wrong := identity.check_id(id_number):
            # Saved as csv, a rounded number has become a text such as 6.20524E+17.
            if identity.is_rounded(id_number):
                raise self._rounded(number, title)
            found.append(problem(number, title, "I-01", 原因=wrong))
            self._own_birth(number, row.born_on, None, found)
            self._own_sex(number, row.sex, "", found)
            return id_number, None, ""
        if (earlier := self._seen.setdefault(id_number, number)) != number:
            found.append(problem(number, title, "I-02", 支部=f"本表第{earlier}行"))
        born = identity.birth_date(id_number)
        sex = identity.sex(id_number)
        self._own_birth(number, row.born_on, born, found)
        self._own_sex(number, row.sex, sex, found)
        if born is not None and born > self._today:
            found.append(problem(number, title, "I-01", 原因=f"其中的出生日期{born}晚于今天"))
        return id_number, born, sex

    def _rounded(self, number: int, title: str) -> FileRefused:
        sentence = (
            f"第{number}行“{title}”被Excel转成了数值，末位已丢失，"
            "请将该列设为文本后重新填写再导入。"
        )
        return FileRefused(sentence, row=number, column=title, check="I-12")

    def _own_birth(self, number: int, raw: Any, born: date | None, found: list[Problem]) -> None:
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

    def _own_sex(self, number: int, raw: Any, sex: str, found: list[Problem]) -> None:
        written = self._code(number, raw, "sex", found)
        if written is not None and sex and written != sex:
            label = "男" if sex == "1" else "女"
            found.append(problem(number, self._columns.title("sex"), "I-08", 性别=label))

    def _code(self, number: int, raw: Any, field: str, found: list[Problem]) -> Any:
        known = self._readers[field]
        if raw in known:
            return known[raw]
        label, reader = _CODES[field]
        if _empty(raw):
            if field == "category":
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

    def _branch(self, number: int, raw: Any, found: list[Problem]) -> Branch | None:
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
        self, number: int, raw: Any, field: str, label: str, found: list[Problem]
    ) -> date | None:
        if type(raw) is date:
            return raw
        if _empty(raw):
            return None
        day = spelling.day(raw)
        if day is None:
            title = self._title(field, label)
            found.append(problem(number, title, "I-06", 字段=title, 值=spelling.text(raw)))
        return day

    def _phone(self, number: int, raw: Any, found: list[Problem]) -> str:
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

    def _too_long(self, number: int, texts: tuple[str, ...]) -> list[Problem]:
        return [
            problem(number, title, "I-03", message=f"{title}超过{limit}个字")
            for (field, limit), text in zip(_LIMITS, texts, strict=True)
            if len(text) > limit
            for title in (self._columns.title(field),)
        ]


@lru_cache(maxsize=20_000)
def _line(raw: Any) -> str:
    return "" if _empty(raw) else spelling.text(raw)


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
