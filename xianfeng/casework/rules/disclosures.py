"""What must never stand in a public notice (check N-02, domain 2.1 and 11.4).

Looks for ID and card numbers, telephones and other ways to reach a person,
addresses down to the house, days of birth, relatives, political review,
health. Spaces, hyphens, full-width and Chinese digits hide nothing. When in
doubt it refuses: a word can be written otherwise, a published number cannot
be taken back.
"""

import re
import unicodedata
from collections.abc import Iterable

from xianfeng.casework.vocab.notices import Disclosure
from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Reason
from xianfeng.kernel.words import visible

_GAP = r"[\s\-—–_.·,，]*"
_CHINESE = str.maketrans(
    "〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖", "000123456789" + "1123456789"
)
_CHINESE_RUN = re.compile(rf"(?:[〇零○一二三四五六七八九幺壹贰叁肆伍陆柒捌玖]{_GAP}){{7,}}")
_DIGITS = re.compile(rf"\d(?:{_GAP}\d)*{_GAP}[Xx]?")
# Numbers that a notice may well carry: of documents, of days.
_HARMLESS = re.compile(
    r"[〔\[（(]\d{4}[〕\]）)]\s*第?\s*\d+\s*号|\d{4}年(?:\d{1,2}月(?:\d{1,2}[日号])?)?|\d{1,2}月\d{1,2}[日号]"
    r"|\d{4}-\d{1,2}-\d{1,2}"
)
# Offices whose names hold a word that is otherwise about somebody's health.
_OFFICES = re.compile(r"残疾人联合会|残联|疾病预防控制中心|疫病|卫生健康")
_HOUSE = re.compile(
    r"\d+\s*(?:号楼|号院|号门|栋|幢|单元|楼|室|弄)|门牌|(?:[路街巷道弄村庄社组屯寨沟])\s*[东西南北]?\s*\d+\s*号"
    r"|(?:组|号|单元|室)\s*\d+|[一二三四五六七八九十]+(?:单元|号楼|栋)|家住|住址|户籍地址"
)
_BIRTHDAY = re.compile(
    r"(?:出生(?:日期|时间)?|生日|生于|诞生)[:为是于\s]{0,3}\d{4}\D\d{1,2}\D\d{1,2}|\d{4}年\d{1,2}月\d{1,2}日?\s*(?:出)?生"
)
_CONTACT = re.compile(
    r"[\w.+-]+@[\w-]+\.\w+|微信|QQ|ＱＱ|电子邮箱|手机|联系电话|联系方式", re.IGNORECASE
)
_RELATIVES = re.compile(
    r"父亲|母亲|父母|配偶|妻子|丈夫|爱人|儿子|女儿|子女|长子|次子|长女|次女|哥哥|弟弟|姐姐|妹妹|兄弟|姐妹"
    r"|岳父|岳母|公公|婆婆|祖父|祖母|爷爷|奶奶|外公|外婆|叔叔|伯父|舅舅|姑姑|家庭成员|亲属|[父母妻夫子女]\s*[：:]"
)
_REVIEW = re.compile(r"政审|政治审查|函调|外调|政治历史|社会关系|谈话记录|思想汇报|违纪|处分|信访")
_CARD = re.compile(r"银行卡|卡号|账号|帐号|开户")
_HEALTH = re.compile(
    r"患病|患有|疾病|病史|病情|重病|大病|慢性病|残疾|伤残|健康状况|身体状况|住院|手术|癌|肿瘤|精神病|抑郁"
    r"|艾滋|肝炎|怀孕|孕期|致贫|贫困原因"
)
_BANK_DIGITS = range(16, 20)
_ID_DIGITS = (15, 17, 18)


def found_in(*texts: str) -> tuple[Disclosure, ...]:
    """Return what the texts disclose, each kind once, in the order of the vocabulary."""
    seen: set[Disclosure] = set()
    for text in texts:
        seen |= _disclosed(_plain(text))
    return tuple(kind for kind in Disclosure if kind in seen)


def must_not(texts: Iterable[tuple[str, str]]) -> list[Reason]:
    """Refuse every text that discloses something, at its field (N-02).

    :param texts: the field's name and what is written in it.
    """
    return [
        reason(
            "N-02",
            message=f"公示内容含{kind.label}，不得发布",
            remedy=kind.remedy,
            field=field,
        )
        for field, text in texts
        for kind in found_in(text)
    ]


def contact_must_not(text: str, *, field: str) -> list[Reason]:
    """Refuse in the line of whom to turn to what no office's contact holds: telephones may stand there."""
    allowed = {Disclosure.PHONE, Disclosure.CONTACT, Disclosure.ADDRESS}
    return [
        reason("N-02", message=f"受理单位一栏含{k.label}", remedy=k.remedy, field=field)
        for k in found_in(text)
        if k not in allowed
    ]


def _plain(text: str) -> str:
    """Bring every way of writing a digit to one, and drop what nobody sees."""
    plain = visible(unicodedata.normalize("NFKC", text))
    return _CHINESE_RUN.sub(lambda run: run[0].translate(_CHINESE), plain)


def _disclosed(text: str) -> set[Disclosure]:
    seen = {kind for kind, pattern in _PATTERNS if pattern.search(text)}
    if _HEALTH.search(_OFFICES.sub("", text)):
        seen.add(Disclosure.HEALTH)
    bare = _HARMLESS.sub("。", text)
    if _HOUSE.search(bare):
        seen.add(Disclosure.ADDRESS)
    for run in _DIGITS.findall(bare):
        kind = _number(re.sub(r"[^\dXx]", "", run))
        if kind:
            seen.add(kind)
    return seen


def _number(digits: str) -> Disclosure | None:
    """Say what a run of digits is; short ones are nobody's number."""
    count = len(digits.rstrip("Xx"))
    if count in _ID_DIGITS:
        return Disclosure.ID_NUMBER
    if count in _BANK_DIGITS:
        return Disclosure.BANK_CARD
    # Seven digits ring in the county town, ten to twelve with an area code, eleven is a mobile.
    return Disclosure.PHONE if count >= 7 else None


_PATTERNS = (
    (Disclosure.BIRTHDAY, _BIRTHDAY),
    (Disclosure.CONTACT, _CONTACT),
    (Disclosure.RELATIVES, _RELATIVES),
    (Disclosure.POLITICAL_REVIEW, _REVIEW),
    (Disclosure.BANK_CARD, _CARD),
)
