"""A document from outside is told every fault of its shape at once, with its line."""

import pytest

from xianfeng.procedure import editing, loader, shape, writing
from xianfeng.recruitment.catalogue import documents, kinds


def text() -> str:
    return writing.text(editing.begun(documents()["WUSHAN-29"], id="COUNTY-1", name="规程"))


def test_takes_what_the_program_writes() -> None:
    assert shape.read(text())[1] == []


def test_names_line_and_place_of_every_fault() -> None:
    broken = text()
    line = broken[: broken.index('key = "first-talk"')].count("\n")
    broken = broken.replace(
        'actor = "党支部书记、副书记或组织委员"\n', 'actor = 7\ncolour = "red"\n', 1
    )
    broken = broken.replace('signed_by = ["county"]', "signed_by = [1]", 1)
    broken = broken.replace('level = "block"', 'level = "hard"', 1)
    _row, faults = shape.read(broken + '\n[[paper]]\non = "talk"\n')

    assert f"第{line}行 [[step]] first-talk：“actor”应为文字" in faults
    assert f"第{line}行 [[step]] first-talk：不认识的项“colour”" in faults
    assert any("file-with-county：“signed_by”的每一项应为文字" in fault for fault in faults)
    assert any("：“level”应为 block、warn 或 hint" in fault for fault in faults)
    assert sum("[[paper]] 1：缺少" in fault for fault in faults) == 2
    assert len(faults) == 6


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ('id = "A"\nname = ', "TOML 语法有误：文件没有写完"),
        ('id = "A" "B"', "TOML 语法有误：第1行第10列附近"),
        ("step = 3", "step：应写成 [[step]]"),
        ('amends = "WUSHAN-29"', "县级版本应写成完整的文件，不能只写对另一版本的改动（amends）"),
        ("x" * 400_001, "文件太长：不能超过400千字"),
        ("[[step]]\nkey = 1\n[[gate]]\ncheck = \"D-01\"\non = \"a\"\nany = [3]", "第3行 [[gate]] D-01：条件的写法不对"),
    ],
)  # fmt: skip
def test_survives_anything(broken: str, told: str) -> None:
    faults = shape.read(broken)[1]
    assert told in faults
    with pytest.raises(loader.Unreadable):
        loader.county(broken, edition_id="COUNTY-1", kinds=kinds())
