"""Names read aloud: the keys"""

import pytest

from xianfeng.registry.rules import names


@pytest.mark.parametrize(
    ("name", "pinyin", "initials"),
    [
        ("单雄信", "shanxiongxin", "sxx"),
        ("解晓东", "xiexiaodong", "xxd"),
        ("仇和", "qiuhe", "qh"),
        ("查良镛", "zhaliangyong", "zly"),
        ("曾国藩", "zengguofan", "zgf"),
        ("区伟", "ouwei", "ow"),
        ("尉迟恭", "yuchigong", "ycg"),
        ("欧阳修", "ouyangxiu", "oyx"),
        ("万俟明", "moqiming", "mqm"),
        ("朴树", "piaoshu", "ps"),
        ("覃辉", "qinhui", "qh"),
        ("吕绿", "lvlv", "ll"),
        ("王小明", "wangxiaoming", "wxm"),
    ],
)
def test_read_surnames_as_surnames(name, pinyin, initials):
    found = names.keys(name)
    assert (found.pinyin, found.initials) == (pinyin, initials)


def test_keep_the_other_readings():
    assert names.keys("单乐").other_readings == (
        ("shanyue", "sy"),
        ("danle", "dl"),
        ("danyue", "dy"),
    )
    assert names.keys("王小明").other_readings == ()


def test_sort_by_syllable_and_keep_the_name_last():
    people = ["王欣", "王小明", "王晓明", "单雄信"]
    assert sorted(people, key=lambda n: names.keys(n).sort_key) == [
        "单雄信",
        "王小明",
        "王晓明",
        "王欣",
    ]
    assert names.keys("王小明").sort_key == "wang xiao ming 王小明"


def test_part_compound_surnames_and_foreign_names():
    assert names.keys("欧阳修").given_name == "修"
    assert names.keys("欧阳").given_name == "阳"
    assert names.keys("阿依古丽·买买提").given_name == "阿依古丽·买买提"
    assert names.keys("王").given_name == "王"


def test_read_phrases():
    assert names.words("城关镇党委") == ("chengguanzhendangwei", "cgzdw")


def test_fit_the_columns_however_long_the_name():
    long = names.keys("乐" * 60)
    assert len(long.sort_key) <= 120
    assert len(long.initials) <= 20
    assert len(long.other_readings) <= names.OTHER_READINGS
