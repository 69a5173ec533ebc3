"""Finding the heading row, and which column holds which field."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from xianfeng.registry.importing.problems import FileRefused
from xianfeng.registry.importing.workbooks import Cells, Sheet
from xianfeng.registry.rules import spelling

ROSTER: dict[str, str] = {
    "name": "姓名 党员姓名 名字 人员姓名",
    "sex": "性别",
    "id_number": "公民身份号码 公民身份证号码 公民身份证号 身份证号 身份证号码 身份号码 身份证 证件号码 居民身份证号码 居民身份证号",
    "ethnicity": "民族",
    "born_on": "出生日期 出生年月日 出生年月 生日 出生时间",
    "education": "学历 文化程度 最高学历 学历学位 教育程度",
    "category": "人员类别 党员类别 类别 政治面貌 人员类型 党员类型 身份类别",
    "branch": "所在党支部 所属党支部 党支部 所在支部 所属支部 支部 支部名称 党支部名称 所在党组织 所属党组织 党组织 党组织名称 所在党支部名称 所在党支部全称 组织关系所在支部 组织关系所在党支部",
    "joined_on": "入党日期 入党时间 入党年月 加入党组织日期 加入党组织时间 加入中共组织日期 加入中共组织的时间 加入中国共产党日期 加入中国共产党时间",
    "full_on": "转正日期 转正时间 转为正式党员日期 转为正式党员时间 转正年月 按期转正日期",
    "occupation": "工作岗位 岗位 职业 从事职业 工作岗位及职务 个人身份 现从事职业",
    "phone": "手机号码 手机号 手机 联系电话 电话 电话号码 联系方式 移动电话 联系手机",
    "address": "家庭住址 住址 家庭地址 现住址 地址 居住地址 常住地址 现居住地",
    "is_floating": "是否流动党员 流动党员 是否流动 是否为流动党员",
    "floating_to": "外出流向 流向 流动去向 外出地点 流入地 外出去向",
    "since": "确定日期 确定时间 申请日期 申请入党日期 申请入党时间 递交申请日期 列为积极分子日期 列为积极分子时间",
}
ORGANISATIONS: dict[str, str] = {
    "code": "党组织代码 组织代码 代码 党组织编码 组织编码 编码 党组织编号",
    "name": "党组织全称 党组织名称 组织全称 组织名称 全称 名称 党组织",
    "kind": "组织类别 党组织类别 类别 组织类型 党组织类型 类型",
    "parent": "上级党组织代码 上级代码 上级组织代码 上级党组织编码 上级编码 父级代码 上级党组织",
    "township": "所在乡镇 乡镇 所在乡(镇) 所属乡镇 乡镇名称 所在乡镇(街道)",
    "village": "所在村(社区) 村(社区) 所在村 村 村社区 所属村(社区) 行政村 所在村社区",
}
ROSTER_NEEDS = ("name", "id_number", "category", "branch")
ORGANISATION_NEEDS = ("code", "name", "kind", "parent")

_SEARCHED_ROWS = 60
_LABELS = {
    "name": "姓名", "id_number": "公民身份号码", "category": "人员类别", "branch": "所在党支部",
    "code": "党组织代码", "kind": "组织类别", "parent": "上级党组织代码",
}  # fmt: skip


@dataclass(frozen=True)
class Columns:
    """Where each field stands, under which words, and in which row the headings are."""

    row: int
    places: dict[str, int]
    titles: tuple[str, ...]

    def title(self, field: str) -> str:
        """Return the heading as the sheet has it; the field's usual word if there is no column."""
        place = self.places.get(field)
        return _LABELS.get(field, field) if place is None else self.titles[place]

    def reader(self, field: str) -> Callable[[Cells], Any]:
        """Return a function that takes the field's cell out of a row; blank if there is none."""
        place = self.places.get(field)
        if place is None:
            return lambda cells: ""
        return lambda cells: cells[place] if place < len(cells) else ""


def _known(words: dict[str, str]) -> dict[str, str]:
    return {word: field for field, line in words.items() for word in line.split()}


def _plain(cell: Any) -> str:
    return spelling.official(spelling.text(cell)).rstrip("*:").lstrip("*")


def find(
    sheets: list[Sheet], words: dict[str, str], needs: tuple[str, ...]
) -> tuple[Sheet, Columns]:
    """Return the sheet that has a heading row, and its columns.

    The row counts as headings if it names at least three fields and half of
    the needed ones, so that a title or a note is never taken for it.

    :raises FileRefused: no sheet has one, a needed column is missing, or one stands twice.
    """
    known = _known(words)
    best: tuple[Sheet, int, Cells] | None = None
    most = 0
    for sheet in sheets:
        for number, cells in sheet.rows():
            if number > _SEARCHED_ROWS:
                break
            fields = {known[word] for cell in cells if (word := _plain(cell)) in known}
            score = len(fields) if len(fields & set(needs)) * 2 >= len(needs) else 0
            if score > most and score >= 3:
                best, most = (sheet, number, cells), score
    if best is None:
        raise FileRefused(f"找不到表头行：表头中应有{_list(needs, words)}等列。")
    sheet, number, cells = best
    columns = _columns(number, cells, known)
    missing = [field for field in needs if field not in columns.places]
    if missing:
        raise FileRefused(f"表头（第{number}行）中缺少{_list(missing, words)}列。")
    return sheet, columns


def _columns(number: int, cells: Cells, known: dict[str, str]) -> Columns:
    titles = tuple(spelling.text(cell) for cell in cells)
    places: dict[str, int] = {}
    for place, cell in enumerate(cells):
        field = known.get(_plain(cell))
        if field is None:
            continue
        if field in places:
            words = f"{titles[places[field]]}、{titles[place]}"
            raise FileRefused(f"表头中有两列都表示同一内容（{words}），请只保留一列。")
        places[field] = place
    return Columns(number, places, titles)


def _list(fields: tuple[str, ...] | list[str], words: dict[str, str]) -> str:
    return "、".join(words[field].split()[0] for field in fields)
