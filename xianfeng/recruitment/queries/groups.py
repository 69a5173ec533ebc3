"""The groups by which members are counted: each is a filter of the people list, so that a figure opens its rows.

Classes and their order are those of the national bulletin of 2021–2024, table
"发展党员情况"; 高中及以上 and the front line are the county article's own.
"""

from dataclasses import dataclass

from xianfeng.registry.queries.filters import MINORITY, PeopleFilter
from xianfeng.registry.vocab import Sex

# The bulletin's 35岁及以下 and the article's 35岁以下 are counted alike, up to and with 35.
YOUNG = 35
# GB/T 4658 by its first digit.
COLLEGE, HIGH_SCHOOL = "3", "6"
FRONT_LINE = "务农、外出务工、农民工、企业职工、教师、医务人员、村医"


@dataclass(frozen=True, kw_only=True)
class Group:
    """A group of people by their own facts; ``rule`` says in words who belongs to it."""

    key: str
    title: str
    part: PeopleFilter
    rule: str = ""


ALL = Group(key="all", title="合计", part=PeopleFilter())
TRAITS = (
    Group(key="women", title="女", part=PeopleFilter(sex=Sex.FEMALE)),
    Group(key="minority", title="少数民族", part=PeopleFilter(ethnicity=MINORITY)),
    Group(
        key="young",
        title="35岁及以下",
        part=PeopleFilter(age_to=YOUNG),
        rule="含35岁；年龄按当年12月31日计算",
    ),
    Group(key="college", title="大专及以上", part=PeopleFilter(education_least=COLLEGE)),
    Group(
        key="high_school",
        title="高中及以上",
        part=PeopleFilter(education_least=HIGH_SCHOOL),
        rule="含中专、中技和大专及以上",
    ),
)


def _working(key: str, title: str, words: str) -> Group:
    rule = f"工作岗位为：{words}"
    return Group(key=key, title=title, part=PeopleFilter(occupation=words), rule=rule)


WORKERS = _working("workers", "工人（工勤技能人员）", "企业职工、工人、工勤")
OCCUPATIONS = (
    WORKERS,
    _working("farmers", "农牧渔民", "务农、外出务工、农民工"),
    _working("professionals", "专业技术人员", "教师、医务人员、工程师、技术员"),
    _working("managers", "管理人员", "企业管理、管理人员、经理"),
    _working("officials", "党政机关工作人员", "机关"),
    _working("students", "学生", "学生"),
    _working("others", "其他职业人员", "合作社、个体、社区工作者、村医、其他"),
)
LINE = Group(
    key="front_line",
    title="生产、工作一线",
    part=PeopleFilter(occupation=FRONT_LINE),
    rule=f"工作岗位为：{FRONT_LINE}",
)
GROUPS = (ALL, *TRAITS, *OCCUPATIONS, LINE)
