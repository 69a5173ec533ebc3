"""The two tables from which the demo county is brought in, as a county office would hand them over."""

from collections.abc import Iterator, Sequence

from xianfeng.demo.people import Somebody
from xianfeng.demo.sources import Place

_ROSTER = (
    "姓名", "性别", "公民身份号码", "民族", "学历", "人员类别", "所在党支部", "入党日期", "转正日期",
    "工作岗位", "手机号码", "家庭住址", "是否流动党员", "外出流向",
)  # fmt: skip


def tree(places: Sequence[Place]) -> Iterator[Sequence[str]]:
    """Yield the organisations, those above first."""
    yield ("党组织代码", "党组织全称", "组织类别", "上级党组织代码", "所在乡镇", "所在村(社区)")
    for place in places:
        yield (
            place.code,
            place.name,
            place.kind,
            place.parent_code,
            place.township,
            place.village,
        )


def roster(members: Sequence[Somebody]) -> Iterator[Sequence[str]]:
    """Yield the full members."""
    yield _ROSTER
    for one in members:
        yield (
            one.name, one.sex, one.id_number, one.ethnicity, one.education, "正式党员", one.branch,
            str(one.joined_on), str(one.full_on), one.occupation, one.phone, one.address,
            "是" if one.away else "否", one.away,
        )  # fmt: skip
