"""How a name is read aloud: keys for sorting and for search by pinyin.

Dictionaries read characters as words; a surname is often read another way
(单 is the word dan and the surname shan), so surnames have a table of their
own. ``ü`` is written ``v``, as it is typed.
"""

from functools import cache, lru_cache
from itertools import islice, product
from typing import NamedTuple

from pypinyin import Style, pinyin

# The first reading is the usual one of the surname, the others are found too.
SURNAMES: dict[str, tuple[str, ...]] = {
    "单": ("shan", "dan"), "解": ("xie", "jie"), "仇": ("qiu", "chou"), "查": ("zha", "cha"),
    "曾": ("zeng", "ceng"), "区": ("ou", "qu"), "朴": ("piao", "pu"), "覃": ("qin", "tan"),
    "盖": ("ge", "gai"), "缪": ("miao", "mou"), "召": ("shao", "zhao"), "乐": ("yue", "le"),
    "折": ("she", "zhe"), "员": ("yun", "yuan"), "华": ("hua",), "任": ("ren",),
    "尉": ("wei", "yu"), "翟": ("zhai", "di"), "种": ("chong", "zhong"), "秘": ("bi", "mi"),
    "冼": ("xian",), "洗": ("xian", "xi"), "黑": ("he", "hei"), "繁": ("po", "fan"),
    "祭": ("zhai", "ji"), "隗": ("kui", "wei"), "郇": ("xun", "huan"), "郗": ("xi", "chi"),
    "谌": ("chen", "shen"), "牟": ("mou", "mu"), "卜": ("bu",), "柏": ("bai", "bo"),
    "葛": ("ge",), "褚": ("chu", "zhu"), "那": ("na",), "纪": ("ji",), "佴": ("nai", "er"),
    "逄": ("pang",), "晟": ("cheng", "sheng"), "幺": ("yao",), "撒": ("sa",), "哈": ("ha",),
    "宓": ("mi", "fu"), "荀": ("xun",), "干": ("gan",), "都": ("du",), "车": ("che",),
    "令": ("ling",), "石": ("shi",), "沈": ("shen",), "洪": ("hong",), "夏": ("xia",),
    "贾": ("jia",), "宁": ("ning",), "甯": ("ning",), "曲": ("qu",), "阙": ("que",),
    "阚": ("kan",), "琚": ("ju",), "会": ("gui", "hui"), "行": ("xing", "hang"),
    "长": ("zhang", "chang"), "重": ("chong", "zhong"), "藏": ("zang", "cang"), "叶": ("ye",),
    "相": ("xiang",), "燕": ("yan",), "应": ("ying",), "於": ("yu",), "余": ("yu",),
    "俞": ("yu",), "眭": ("sui",), "庹": ("tuo",), "靳": ("jin",), "占": ("zhan",),
    "訾": ("zi",), "薄": ("bo", "bao"), "晁": ("chao",), "尧": ("yao",), "臧": ("zang",),
    "万": ("wan",), "俟": ("qi",), "莘": ("shen", "xin"), "适": ("kuo", "shi"), "合": ("ge", "he"),
    "冯": ("feng",), "不": ("fou", "bu"), "盛": ("sheng", "cheng"), "句": ("gou", "ju"),
    "能": ("nai", "neng"), "省": ("xing", "sheng"), "洼": ("wa",), "呙": ("guo",),
}  # fmt: skip

COMPOUND_SURNAMES: dict[str, tuple[str, ...]] = {
    "欧阳": ("ou yang",), "尉迟": ("yu chi", "wei chi"), "长孙": ("zhang sun", "chang sun"),
    "万俟": ("mo qi", "wan qi"), "司马": ("si ma",), "诸葛": ("zhu ge",), "上官": ("shang guan",),
    "司徒": ("si tu",), "司空": ("si kong",), "司寇": ("si kou",), "夏侯": ("xia hou",),
    "皇甫": ("huang fu",), "东方": ("dong fang",), "公孙": ("gong sun",), "慕容": ("mu rong",),
    "令狐": ("ling hu",), "宇文": ("yu wen",), "澹台": ("tan tai", "dan tai"),
    "淳于": ("chun yu",), "单于": ("chan yu", "shan yu"), "申屠": ("shen tu",),
    "太史": ("tai shi",), "轩辕": ("xuan yuan",), "端木": ("duan mu",), "百里": ("bai li",),
    "呼延": ("hu yan",), "南宫": ("nan gong",), "西门": ("xi men",), "独孤": ("du gu",),
    "拓跋": ("tuo ba",), "赫连": ("he lian",), "濮阳": ("pu yang",), "钟离": ("zhong li",),
    "鲜于": ("xian yu",), "闻人": ("wen ren",), "宗政": ("zong zheng",), "第五": ("di wu",),
    "完颜": ("wan yan",), "乐正": ("yue zheng",), "公冶": ("gong ye",), "闾丘": ("lv qiu",),
}  # fmt: skip

# Characters of given names that people read in two ways; the first is the usual one.
GIVEN: dict[str, tuple[str, ...]] = {
    "乐": ("le", "yue"), "长": ("chang", "zhang"), "朝": ("chao", "zhao"), "晟": ("sheng", "cheng"),
    "茜": ("qian", "xi"), "行": ("xing", "hang"), "重": ("zhong", "chong"), "筠": ("yun", "jun"),
    "莘": ("xin", "shen"), "恪": ("ke", "que"), "柏": ("bai", "bo"), "曾": ("zeng", "ceng"),
    "参": ("shen", "can"), "盛": ("sheng", "cheng"), "泊": ("bo", "po"), "省": ("sheng", "xing"),
    "单": ("dan", "shan"), "解": ("jie", "xie"), "翟": ("zhai", "di"), "藏": ("zang", "cang"),
    "宿": ("su", "xiu"), "传": ("chuan", "zhuan"), "奇": ("qi",), "兴": ("xing",), "俊": ("jun",),
    "娜": ("na",), "红": ("hong",), "系": ("xi",), "夏": ("xia",), "石": ("shi",), "都": ("du",),
    "会": ("hui",), "期": ("qi",), "仔": ("zi", "zai"), "娓": ("wei",), "颉": ("jie", "xie"),
}  # fmt: skip

OTHER_READINGS = 16
_KEY, _INITIALS = 120, 20


class NameKeys(NamedTuple):
    """What a name is sorted and found by.

    ``other_readings`` are (pinyin, initials) pairs of the name's rarer
    readings, without the usual one.
    """

    sort_key: str
    pinyin: str
    initials: str
    given_name: str
    other_readings: tuple[tuple[str, str], ...] = ()


@cache
def _read(character: str) -> str:
    return pinyin(character, style=Style.NORMAL)[0][0].lower()


@cache
def _surname(surname: str) -> tuple[str, ...]:
    return (
        COMPOUND_SURNAMES.get(surname)
        or SURNAMES.get(surname)
        or (" ".join(_read(c) for c in surname),)
    )


@cache
def _given(character: str) -> tuple[str, ...]:
    return GIVEN.get(character) or (_read(character),)


def split(name: str) -> tuple[str, str]:
    """Part a name into surname and given name; a name of another script has no surname."""
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return name[:2], name[2:]
    if "·" in name or not name or name[0].isascii():
        return "", name
    return name[0], name[1:]


@lru_cache(maxsize=50_000)
def keys(name: str) -> NameKeys:
    """Return a person's keys; the name is already normalised (no inner spaces)."""
    surname, given = split(name)
    choices = ([_surname(surname)] if surname else []) + [_given(c) for c in given]
    usual = [choice[0] for choice in choices]
    syllables = " ".join(usual)
    plain = syllables.replace(" ", "")
    others: dict[str, str] = {}
    if any(len(choice) > 1 for choice in choices):
        for reading in islice(product(*choices), 1, OTHER_READINGS + 1):
            spoken = " ".join(reading)
            others.setdefault(spoken.replace(" ", "")[:_KEY], _initials(spoken))
        others.pop(plain[:_KEY], None)
    return NameKeys(
        sort_key=f"{syllables} {name}"[:_KEY],
        pinyin=plain[:_KEY],
        initials=_initials(syllables),
        given_name=given or name,
        other_readings=tuple(others.items()),
    )


def _initials(syllables: str) -> str:
    return "".join(word[0] for word in syllables.split())[:_INITIALS]


def words(text: str) -> tuple[str, str]:
    """Return full pinyin and initials of an ordinary phrase, such as an organisation's short name."""
    syllables = [_read(c) for c in text if not c.isspace()]
    return "".join(syllables)[:200], "".join(s[0] for s in syllables if s)[:60]
