"""Components: they render what they are given, escape it, and refuse misspelt arguments."""

from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.template import Context, Engine, Template, TemplateSyntaxError
from django.test import RequestFactory

from xianfeng.kernel.checks import reason
from xianfeng.kernel.verdict import Level, Reason, Verdict

NASTY = '<b onclick="x()">&'
ESCAPED = "&lt;b onclick=&quot;x()&quot;&gt;&amp;"


def drawn(source: str, **values: object) -> str:
    return Template(source).render(Context(values))


def test_badge_names_its_tone_and_escapes_its_text():
    assert drawn("{% badge text=t tone='ok' %}", t=NASTY) == (
        f'<span class="badge badge-ok">{ESCAPED}</span>'
    )


def test_icon_points_into_the_sprite_and_is_hidden_from_readers():
    assert drawn("{% icon name='home' %}") == (
        '<svg class="icon" aria-hidden="true" focusable="false">'
        '<use href="/static/xianfeng/icons.svg#home"></use></svg>'
    )
    assert drawn("{% icon name='' %}") == ""


def test_button_is_a_link_with_an_address_and_submits_without():
    assert drawn("{% button label='看' href=url %}", url="/a?b=1&c=2") == (
        '<a class="btn btn-plain" href="/a?b=1&amp;c=2">看</a>'
    )
    assert drawn("{% button label='存' tone='primary' name='act' value=0 %}") == (
        '<button class="btn btn-primary" type="submit" name="act" value="0">存</button>'
    )


def test_blocks_keep_their_content_and_escape_their_titles():
    card = drawn("{% card title=t tone='warn' %}<p>{{ t }}</p>{% endcard %}", t=NASTY)
    assert card == (
        f'<section class="card card-warn"><h2 class="card-title">{ESCAPED}</h2>'
        f"<p>{ESCAPED}</p></section>"
    )
    notice = drawn("{% notice tone='danger' title=t %}<p>坏</p>{% endnotice %}", t=NASTY)
    assert 'class="notice notice-danger"' in notice
    assert f'<p class="notice-title">{ESCAPED}</p><p>坏</p>' in notice


def test_page_head_has_one_heading_a_way_back_and_its_actions():
    html = drawn(
        "{% page_head title=t back_url='/list' %}{% button label='新建' href='/new' %}{% endpage_head %}",
        t=NASTY,
    )
    assert html.count("<h1>") == 1
    assert f"<h1>{ESCAPED}</h1>" in html
    assert '<a href="/list">' in html and "返回</a>" in html
    assert '<div class="actions"><a class="btn btn-plain" href="/new">新建</a></div>' in html
    assert "actions" not in drawn("{% page_head title='甲' %}  {% endpage_head %}")


def test_empty_says_what_to_do_next():
    html = drawn("{% empty title=t hint='先导入' %}<a href='/i'>导入</a>{% endempty %}", t=NASTY)
    assert ESCAPED in html and "先导入" in html and "<a href='/i'>导入</a>" in html


def test_stat_links_only_with_an_address():
    assert '<a class="stat stat-warn" href="/due">' in drawn(
        "{% stat label='到期' value=3 href='/due' tone='warn' %}"
    )
    plain = drawn("{% stat label='到期' value=3 hint='七日内' %}")
    assert '<div class="stat">' in plain and "七日内" in plain and "<a" not in plain


def test_progress_says_figures_and_survives_an_empty_whole():
    assert '<progress max="29" value="11" aria-label="环节"></progress>' in drawn(
        "{% progress value=11 total=29 label='环节' %}"
    )
    assert 'max="1" value="0"' in drawn("{% progress value=0 total=0 %}")


def test_pager_greys_out_the_side_without_a_page():
    html = drawn("{% pager previous_url='' next_url='?after=9' summary='共 50 人' %}")
    assert '<span class="btn btn-plain" aria-disabled="true">' in html
    assert 'rel="next" href="?after=9"' in html and 'rel="prev"' not in html
    assert "共 50 人" in html


def test_definition_shows_a_dash_for_an_unknown_fact():
    assert drawn("{% definition term='备注' %} {% enddefinition %}") == (
        "<div><dt>备注</dt><dd>—</dd></div>"
    )
    assert drawn("{% definition term='甲' %}{{ t }}{% enddefinition %}", t=NASTY) == (
        f"<div><dt>甲</dt><dd>{ESCAPED}</dd></div>"
    )


def test_definitions_show_many_facts_and_a_dash_for_an_unknown_one():
    facts = [SimpleNamespace(title="甲", value=NASTY), SimpleNamespace(title="乙", value="")]
    assert drawn("{% definitions facts=facts %}", facts=facts) == (
        f"<div><dt>甲</dt><dd>{ESCAPED}</dd></div><div><dt>乙</dt><dd>—</dd></div>"
    )


def test_refusal_lists_every_reason_gravest_first():
    verdict = Verdict(
        (
            Reason(check="N-09", level=Level.HINT, message="留意"),
            Reason(check="V-09", level=Level.WARN, message="核实", fact="差一天"),
            Reason(
                check="D-01",
                level=Level.BLOCK,
                message=NASTY,
                fact="17 周岁",
                remedy="满 18 周岁再来",
                clause="细则 Art 5 [S2]",
            ),
        )
    )
    html = drawn("{% refusal verdict=v %}", v=verdict)
    assert "有 2 项要求未满足" in html
    places = [html.index(word) for word in ("阻断", ESCAPED, "预警", "核实", "提示", "留意")]
    assert places == sorted(places)
    assert "<dt>现在的情况</dt><dd>17 周岁</dd>" in html
    assert "<dt>怎么办</dt><dd>满 18 周岁再来</dd>" in html
    assert "检查 D-01 · 依据 细则 第5条</p>" in html
    assert "检查 V-09</p>" in html


def test_refusal_hides_sources_that_name_no_document():
    html = drawn("{% refusal verdict=v %}", v=Verdict((reason("D-62"),)))
    assert "检查 D-62</p>" in html


def test_refusal_takes_the_focus_where_it_answers_a_form():
    refused = Verdict((reason("D-62"),))
    hinted = Verdict((Reason(check="N-09", level=Level.HINT, message="留意"),))
    shown = {
        (method, level): "autofocus" in drawn("{% refusal verdict=v %}", v=verdict, request=request)
        for method, request in (
            ("GET", RequestFactory().get("/")),
            ("POST", RequestFactory().post("/")),
        )
        for level, verdict in (("refused", refused), ("hinted", hinted))
    }
    assert shown == {
        ("GET", "refused"): False,
        ("GET", "hinted"): False,
        ("POST", "refused"): True,
        ("POST", "hinted"): False,
    }


def test_refusal_is_silent_for_a_yes():
    assert drawn("{% refusal verdict=v %}", v=Verdict()) == ""
    assert drawn("{% refusal verdict=v %}", v=None) == ""


class Sheet(forms.Form):
    name = forms.CharField(label="姓名", help_text="与证件一致")
    day = forms.DateField(label="日期")
    way = forms.ChoiceField(label="方式", choices=[("a", "甲")], widget=forms.RadioSelect)
    when = forms.SplitDateTimeField(label="时间", required=False)
    agreed = forms.BooleanField(label="已核对")
    token = forms.CharField(widget=forms.HiddenInput, required=False)


def test_field_escapes_a_hint_that_a_county_wrote():
    class Written(forms.Form):
        name = forms.CharField(label="姓名", help_text=NASTY)

    html = drawn("{% field field=f %}", f=Written()["name"])
    assert ESCAPED in html and "<b" not in html


def test_field_ties_label_hint_and_errors_to_its_control():
    html = drawn("{% field field=form.name %}", form=Sheet({"name": ""}))
    assert '<label class="field-label" for="id_name">姓名<span class="required">必填</span>' in html
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext">与证件一致</div>' in html
    assert 'id="id_name_error"><li>' in html


def test_field_asks_the_browser_for_dates_in_its_own_format():
    form = Sheet(initial={"day": date(2026, 11, 3)})
    html = drawn("{% field field=form.day %}", form=form)
    assert 'type="date"' in html and 'value="2026-11-03"' in html
    several = drawn("{% field field=form.when %}", form=form)
    assert 'type="date"' in several and 'type="time"' in several
    assert several.count('aria-label="时间"') == 2
    assert "<legend" in several


def test_field_groups_choices_wraps_ticks_and_leaves_hidden_ones_bare():
    form = Sheet()
    way = drawn("{% field field=form.way %}", form=form)
    assert way.startswith("<fieldset") and '<legend class="field-label">方式' in way
    tick = drawn("{% field field=form.agreed %}", form=form)
    assert '<label for="id_agreed"><input type="checkbox"' in tick
    assert drawn("{% field field=form.token %}", form=form) == (
        '<input type="hidden" name="token" id="id_token">'
    )


def test_field_escapes_what_somebody_typed():
    assert NASTY not in drawn("{% field field=form.name %}", form=Sheet({"name": NASTY}))


def test_form_errors_link_to_their_fields():
    form = Sheet({"name": "", "day": "2026-11-03", "way": "a", "agreed": "on"})
    form.add_error(None, NASTY)
    html = drawn("{% form_errors form=form %}", form=form)
    assert ESCAPED in html and '<a href="#id_name">姓名</a>：' in html
    assert drawn("{% form_errors form=form %}", form=Sheet()) == ""
    # A specimen, or a list whose address holds a wrong filter, leaves the focus where it is.
    taken = {
        method: "autofocus"
        in drawn(
            "{% form_errors form=form %}", form=form, request=RequestFactory().generic(method, "/")
        )
        for method in ("GET", "POST")
    }
    assert taken == {"GET": False, "POST": True}


@pytest.mark.parametrize(
    "source",
    [
        "{% badge txt='x' %}",
        "{% badge %}",
        "{% icon 'home' %}",
        "{% button text='x' %}",
        "{% stat label='x' %}",
        "{% refusal reasons=v %}",
        "{% field form.name %}",
        "{% pager previous='' next_url='' %}",
        "{% card titel='x' %}{% endcard %}",
        "{% page_head %}{% endpage_head %}",
        "{% notice colour='red' %}{% endnotice %}",
        "{% empty hint='x' %}{% endempty %}",
        "{% definition %}{% enddefinition %}",
    ],
)
def test_misspelt_or_missing_argument_fails_when_the_template_compiles(source):
    with pytest.raises(TemplateSyntaxError):
        Engine.get_default().from_string(source)


def test_table_rows_escape_every_cell_and_keep_each_row_to_itself():
    rows = [(7, NASTY, "甲"), (8, "a\x1fb", "乙")]
    assert drawn("{% table_rows rows=rows href='/p/' %}", rows=rows) == (
        f'<tr><th scope="row"><a href="/p/7/">{ESCAPED}</a></th><td>甲</td></tr>'
        '<tr><th scope="row"><a href="/p/8/">a</a></th><td>b</td><td>乙</td></tr>'
    )


class _WhyForm(forms.Form):
    reason = forms.CharField(label="用途")


def test_export_card_asks_for_a_reason_and_opens_where_it_was_refused(rf):
    source = "{% export_card form=form url=url %}"
    values = {"url": "/x?a=1&b=2", "request": rf.get("/")}
    closed = drawn(source, form=_WhyForm(), **values)
    assert closed.startswith('<details class="card"><summary>导出为工作簿')
    assert '<form method="post" action="/x?a=1&amp;b=2">' in closed
    assert 'name="csrfmiddlewaretoken"' in closed and 'name="reason"' in closed
    opened = drawn(source, form=_WhyForm({"reason": ""}), **values)
    assert opened.startswith('<details class="card" open>') and "用途" in opened
