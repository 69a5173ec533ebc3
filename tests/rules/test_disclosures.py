"""What a public notice must never say, however it is written (N-02)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xianfeng.casework.rules.disclosures import contact_must_not, found_in, must_not
from xianfeng.casework.vocab.notices import Disclosure

LAWFUL = (
    "经周庄村支部研究，拟将申向党同志列为发展对象。根据发展党员工作有关规定，现将有关情况公示如下：\n"
    "申向党，男，汉族，1995年3月出生，学历普通高中毕业，农牧渔民，所在单位（村、社区）：山丹镇周庄村。"
    "2023年1月10日递交入党申请书，2023年7月10日确定为入党积极分子。"
)
ID, MOBILE = "99999919950308001X", "19900001234"


@pytest.mark.parametrize(
    "text",
    [
        LAWFUL,
        "（武组发〔2024〕12号）",
        "在县残疾人联合会工作",
        "在疾病预防控制中心工作，2019年至2024年任村文书",
        "公示期5个工作日",
        "带动32户群众种植辣椒1200亩，亩均增收3000元",
        "二〇二六年十一月二十三日",
    ],
)
def test_lets_a_lawful_text_pass(text: str) -> None:
    assert found_in(text) == ()


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        (f"身份证{ID}", "id_number"),
        ("证号 999999 19950308 001 X", "id_number"),
        ("９９９９９９１９９５０３０８００１Ｘ", "id_number"),
        ("999999950308001", "id_number"),
        (f"手机{MOBILE}", "phone"),
        ("打 199-0000-1234", "phone"),
        ("打 199 0000 1234 找他", "phone"),
        ("电话0938-3421234", "phone"),
        ("3421234", "phone"),
        ("一九九〇〇〇〇一二三四", "phone"),
        ("幺九九零零零零幺二三四", "phone"),
        ("1\u200b9\u200b9\u200b0\u200b0\u200b0\u200b0\u200b1\u200b2\u200b3\u200b4", "phone"),
        ("加微信申向党", "contact"),
        ("shen@example.com", "contact"),
        ("卡号6222 0000 0000 0000 000", "bank_card"),
        ("6222000000000000", "bank_card"),
        ("开户行农村信用社", "bank_card"),
        ("住周庄村三组12号", "address"),
        ("家住东街15号", "address"),
        ("幸福小区3号楼2单元501室", "address"),
        ("三单元", "address"),
        ("出生日期：1995-03-08", "birthday"),
        ("1995年3月8日出生", "birthday"),
        ("1995年3月8日生", "birthday"),
        ("妻子王某务农", "relatives"),
        ("父：申某", "relatives"),
        ("家庭成员清白", "relatives"),
        ("政审合格", "political_review"),
        ("函调已回", "political_review"),
        ("未受过处分", "political_review"),
        ("身体残疾", "health"),
        ("因病致贫", "health"),
        ("曾患肝炎", "health"),
    ],
)
def test_finds_what_is_nobody_elses_business(text: str, kind: str) -> None:
    assert Disclosure(kind) in found_in(f"申向党，男。{text}。现予公示。")


separators = st.sampled_from(["", " ", "-", "　", "·", "\u200b", "—"])
writings = st.sampled_from(["0123456789", "０１２３４５６７８９", "〇一二三四五六七八九"])


@given(
    st.sampled_from([MOBILE, "09383421234", ID[:-1] + "1", "6222000000000000000"]),
    separators,
    writings,
    st.sampled_from(["", "申向党", "电话", "（", "："]),
    st.sampled_from(["", "。", "的", "）"]),
)
def test_no_way_of_writing_hides_a_number(
    number: str, separator: str, digits: str, before: str, after: str
) -> None:
    written = separator.join(digits[int(digit)] for digit in number)
    assert found_in(before + written + after) != ()


def test_refuses_at_the_field_and_says_what_to_do() -> None:
    reasons = must_not([("title", "公示"), ("body", f"电话{MOBILE}，妻子王某")])

    assert [(r.check, r.field, r.message) for r in reasons] == [
        ("N-02", "body", "公示内容含电话号码，不得发布"),
        ("N-02", "body", "公示内容含家庭成员情况，不得发布"),
    ]
    assert MOBILE not in "".join(r.message + r.fact + r.remedy for r in reasons)


def test_lets_whom_to_turn_to_have_a_telephone_but_no_id_number() -> None:
    office = "山丹镇党委组织办，0938-3421234，镇政府2楼203室"

    assert contact_must_not(office, field="contact") == []
    assert [r.field for r in contact_must_not(office + ID, field="contact")] == ["contact"]
