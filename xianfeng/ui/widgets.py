"""How Django's widgets become the house's form controls."""

from django.forms import BoundField, widgets
from django.utils.safestring import SafeString

_KINDS: tuple[tuple[type[widgets.Widget], str], ...] = (
    (widgets.RadioSelect, "choices"),
    (widgets.CheckboxSelectMultiple, "choices"),
    (widgets.CheckboxInput, "tick"),
    (widgets.SelectMultiple, "list"),
    (widgets.Select, "select"),
    (widgets.MultiWidget, "several"),
    (widgets.SelectDateWidget, "several"),
    (widgets.FileInput, "file"),
    (widgets.Textarea, "text"),
    (widgets.DateInput, "date"),
    (widgets.DateTimeInput, "date"),
)

DJANGO_ROWS = "10"


def kind_of(widget: widgets.Widget) -> str:
    """Name the layout that a widget needs."""
    return next((kind for known, kind in _KINDS if isinstance(widget, known)), "input")


def control(field: BoundField, *, kind: str) -> SafeString:
    """Draw the control with the house's class beside the form's own."""
    widget = field.field.widget
    boxed = "" if kind in {"tick", "choices"} else "control "
    attrs = {"class": f"{widget.attrs.get('class', '')} {boxed}control-{kind}".strip()}
    if kind == "several":
        attrs["aria-label"] = str(field.label)
    for part in getattr(widget, "widgets", [widget]):
        _use_browser_picker(part)
    if kind == "text" and widget.attrs.get("rows") == DJANGO_ROWS:
        attrs["rows"] = "4"
    return field.as_widget(attrs=attrs)


def _use_browser_picker(widget: widgets.Widget) -> None:
    """Ask the browser for a date or time; it needs this one format, whatever the language writes."""
    if isinstance(widget, widgets.DateInput):
        widget.input_type, widget.format = "date", "%Y-%m-%d"
        widget.attrs.setdefault("placeholder", "年-月-日")
    elif isinstance(widget, widgets.DateTimeInput):
        widget.input_type, widget.format = "datetime-local", "%Y-%m-%dT%H:%M"
    elif isinstance(widget, widgets.TimeInput):
        widget.input_type, widget.format = "time", "%H:%M"
