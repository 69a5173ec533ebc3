"""Components: few, typed, keyword-only; a misspelt argument fails when the template compiles.

What is repeated in every row of a table (icon, badge, button) is joined here;
what is richer has a small template under ``ui/components``.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from xianfeng.kernel.verdict import Level, Verdict
from xianfeng.ui import kept, widgets
from xianfeng.ui.navigation import Item

register = template.Library()

TONE_ICONS = {
    "info": "info-circle",
    "ok": "circle-check",
    "warn": "alert-triangle",
    "danger": "alert-circle",
}
_RESEARCH_MARK = re.compile(r"\s*(\[S\w+\]|\([A-Za-z ,]+\))")
_ARTICLE = re.compile(r"Art (\d+)")
_NAMES_DOCUMENT = re.compile(r"[\u4e00-\u9fff]|\bGB")
LEVEL_TONES = {Level.BLOCK: "danger", Level.WARN: "warn", Level.HINT: "info"}


def _component(name: str, **values: Any) -> SafeString:
    return render_to_string(f"ui/components/{name}.html", values)


def _stripped(content: str) -> SafeString:
    # A block's content is rendered and hence safe, but ``strip`` forgets that.
    return mark_safe(content.strip())


@register.simple_tag
def icon(*, name: str) -> SafeString:
    """Draw one icon of the sprite (``icons.txt`` lists the names); decoration, hidden from readers."""
    return _drawn(name) if name else SafeString("")


@cache
def _drawn(name: str) -> SafeString:
    # A page draws some forty icons, and looking the sprite's address up takes longer than all else.
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("xianfeng/icons.svg"),
        name,
    )


@register.simple_tag(takes_context=True)
def frame_part(context: dict[str, Any], *, name: str) -> SafeString:
    """Draw a part of the frame: masthead or sidebar."""
    return context["frame"].part(name)


@register.simple_tag(takes_context=True)
def kept_part(context: dict[str, Any], *, template: str, values: Any) -> SafeString:
    """Draw a part of a page that only depends on its values; see :mod:`ui.kept`."""
    return kept.drawn(template, values, request=context["request"])


@register.simple_tag
def navigation_entries(*, entries: Iterable[Item]) -> SafeString:
    """Write the main menu's entries under their headings, the present one marked."""
    written, group = [], ""
    for entry in entries:
        if entry.group != group:
            group = entry.group
            written.append(format_html('<li class="menu-group">{}</li>', group))
        mark = SafeString(' aria-current="page"' if entry.here else "")
        link = '<li><a href="{}"{}>{}<span>{}</span></a></li>'
        written.append(format_html(link, entry.url, mark, icon(name=entry.icon), entry.label))
    return SafeString("".join(written))


@register.simple_tag
def badge(*, text: Any, tone: str = "neutral") -> SafeString:
    """Show a short state in a word; the colour only supports the word."""
    return format_html('<span class="badge badge-{}">{}</span>', tone, text)


@register.simple_tag
def button(
    *,
    label: str,
    href: str = "",
    tone: str = "plain",
    icon: str = "",
    name: str = "",
    value: Any = "",
) -> SafeString:
    """Offer an action: a link where ``href`` is given, else a button that submits its form."""
    picture = _icon(name=icon)
    if href:
        return format_html('<a class="btn btn-{}" href="{}">{}{}</a>', tone, href, picture, label)
    sent = format_html(' name="{}" value="{}"', name, value) if name else SafeString("")
    return format_html(
        '<button class="btn btn-{}" type="submit"{}>{}{}</button>', tone, sent, picture, label
    )


# No keyboard writes it; in a text it would part a cell in two and no more.
_CELL = "\x1f"


@register.simple_tag
def table_rows(*, rows: Iterable[tuple[Any, ...]], href: str) -> SafeString:
    """Write the rows of a long list: each a key, then cells of text; the first links to ``href`` + key.

    Each row is escaped in one call: for fifty rows a twentieth of the time
    that a template loop takes.
    """
    parts = []
    for key, *cells in rows:
        first, _, rest = escape(_CELL.join(cells)).partition(_CELL)
        rest = rest.replace(_CELL, "</td><td>")
        parts.append(
            f'<tr><th scope="row"><a href="{href}{int(key)}/">{first}</a></th><td>{rest}</td></tr>'
        )
    return mark_safe("".join(parts))


@register.simple_tag
def found_entries(*, rows: Iterable[tuple[Any, str, str]], href: str) -> SafeString:
    """Write the entries of a list of results: key, name, what tells it from its namesakes."""
    return mark_safe(
        "".join(
            f'<li><a href="{href}{int(key)}/"><b>{escape(name)}</b><span>{escape(words)}</span></a></li>'
            for key, name, words in rows
        )
    )


@register.simple_tag
def options(*, choices: Iterable[tuple[Any, str]], chosen: Any = None) -> SafeString:
    """Write the options of a long select, the chosen one marked."""
    return mark_safe(
        "".join(
            f'<option value="{escape(str(value))}"{" selected" if value == chosen else ""}>'
            f"{escape(label)}</option>"
            for value, label in choices
        )
    )


# ``button`` has a parameter of the same name.
_icon = icon


@register.simple_block_tag
def page_head(
    content: str, *, title: Any, subtitle: Any = "", back_url: str = "", back_label: str = ""
) -> SafeString:
    """Open a page: the way back, its one ``h1``, and in the block the page's actions."""
    return _component(
        "page_head",
        actions=_stripped(content),
        title=title,
        subtitle=subtitle,
        back_url=back_url,
        back_label=back_label,
    )


@register.simple_block_tag
def card(content: str, *, title: Any = "", tone: str = "") -> SafeString:
    """Group what belongs together under one heading."""
    head = format_html('<h2 class="card-title">{}</h2>', title) if title else SafeString("")
    edge = f" card-{tone}" if tone else ""
    return format_html('<section class="card{}">{}{}</section>', edge, head, content)


@register.simple_block_tag
def notice(content: str, *, tone: str = "info", title: Any = "") -> SafeString:
    """Tell something that matters on this page; tones info, ok, warn, danger."""
    head = format_html('<p class="notice-title">{}</p>', title) if title else SafeString("")
    return format_html(
        '<div class="notice notice-{}">{}<div class="notice-body">{}{}</div></div>',
        tone,
        icon(name=TONE_ICONS.get(tone, "info-circle")),
        head,
        content,
    )


@register.simple_block_tag
def empty(content: str, *, title: Any, hint: Any = "") -> SafeString:
    """Stand where a list is empty: say so, and what to do next."""
    return _component("empty", actions=_stripped(content), title=title, hint=hint)


def _answers_form(context: dict[str, Any]) -> bool:
    request = context.get("request")
    return request is not None and request.method == "POST"


@register.filter(name="official")
def _official(clause: str) -> str:
    """Keep of a source what names a document; drop marks that only researchers can follow."""
    parts = (part.strip(" ,") for part in _RESEARCH_MARK.sub("", clause).split(";"))
    return "；".join(
        _ARTICLE.sub(r"第\1条", part) for part in parts if _NAMES_DOCUMENT.search(part)
    )


@register.simple_tag(takes_context=True)
def refusal(context: dict[str, Any], *, verdict: Verdict | None) -> SafeString:
    """List every reason of a verdict: level, message, fact, remedy, clause; nothing for a yes.

    In the answer to a form it takes the focus, so that nobody has to look for what was refused.
    """
    if verdict is None or not verdict.reasons:
        return SafeString("")
    verdict = verdict.condensed()
    tone = "danger" if verdict.blocks else "warn" if verdict.warnings else "info"
    return _component(
        "refusal",
        tone=tone,
        takes_focus=tone != "info" and _answers_form(context),
        icon_name=TONE_ICONS[tone],
        unmet=len(verdict.blocks) + len(verdict.warnings),
        reasons=[
            {"told": reason, "tone": LEVEL_TONES[reason.level], "clause": _official(reason.clause)}
            for reason in (*verdict.blocks, *verdict.warnings, *verdict.hints)
        ],
    )


@register.simple_tag
def field(*, field: BoundField) -> SafeString:
    """Show one form field: label, control, hint, errors; works with every Django widget."""
    if field.is_hidden:
        return SafeString(field)
    kind = widgets.kind_of(field.field.widget)
    return _component("field", field=field, kind=kind, control=widgets.control(field, kind=kind))


@register.simple_tag
def blank_field(*, form: BaseForm, name: str) -> SafeString:
    """Show a field that looks the same on every page until somebody fills it in.

    Not for a field whose choices or initial value depend on who asks: its
    picture is kept for the form's class.
    """
    return field(field=form[name]) if form.is_bound else _blank(type(form), name)


@cache
def _blank(kind: type[BaseForm], name: str) -> SafeString:
    return field(field=kind()[name])


@dataclass(frozen=True, kw_only=True)
class ExportCard:
    """What the offer of a workbook shows."""

    url: str
    reason: SafeString
    is_open: bool


@register.simple_tag(takes_context=True)
def export_card(context: dict[str, Any], *, form: BaseForm, url: str) -> SafeString:
    """Offer a list as a workbook to whoever gives a reason; open where the reason was refused."""
    card = ExportCard(
        url=url, reason=blank_field(form=form, name="reason"), is_open=bool(form.errors)
    )
    return kept.drawn("ui/components/export_card.html", card, request=context["request"])


@register.simple_tag(takes_context=True)
def form_errors(context: dict[str, Any], *, form: BaseForm) -> SafeString:
    """Sum up above a form what has to be corrected, each with a link to its field."""
    if not form.errors:
        return SafeString("")
    rows = [{"target": f.auto_id, "label": f.label, "errors": f.errors} for f in form if f.errors]
    return _component(
        "form_errors",
        general=form.non_field_errors(),
        rows=rows,
        takes_focus=_answers_form(context),
    )


@register.simple_tag
def stat(*, label: Any, value: Any, href: str = "", tone: str = "", hint: Any = "") -> SafeString:
    """Show one figure; a link to what it counts where ``href`` is given."""
    return _component("stat", label=label, value=value, href=href, tone=tone, hint=hint)


@register.simple_tag
def progress(*, value: int, total: int, label: Any = "") -> SafeString:
    """Show how much of a whole is done, in a bar and in figures."""
    return format_html(
        '<div class="meter"><span class="meter-label">{}</span>'
        '<progress max="{}" value="{}" aria-label="{}"></progress>'
        '<span class="meter-figures">{} / {}</span></div>',
        label,
        max(total, 1),
        value,
        label or f"{value} / {total}",
        value,
        total,
    )


@register.simple_tag
def pager(*, previous_url: str, next_url: str, summary: Any = "") -> SafeString:
    """Go to the neighbouring page of a list; an empty address greys its side out, two empty ones show nothing."""
    return _component("pager", previous_url=previous_url, next_url=next_url, summary=summary)


@register.simple_block_tag
def definition(content: str, *, term: Any) -> SafeString:
    """Show one fact inside ``<dl class="facts">``; a dash stands for an unknown one."""
    return format_html("<div><dt>{}</dt><dd>{}</dd></div>", term, _stripped(content) or "—")


@register.simple_tag
def definitions(*, facts: Iterable[Any]) -> SafeString:
    """Show many facts, each a ``title`` and a ``value``: one call for what would be a block each."""
    rows = ((fact.title, fact.value or "—") for fact in facts)
    return format_html_join("", "<div><dt>{}</dt><dd>{}</dd></div>", rows)
