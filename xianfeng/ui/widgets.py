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
)


def kind_of(widget: widgets.Widget) -> str:
    """Name the layout that a widget needs."""
    return next((kind for known, kind in _KINDS if isinstance(widget, known)), "input")


def control(field: BoundField, *, kind: str) -> SafeString:
    """Draw the control with the house's class beside the form's own."""
    widget = field.field.widget
    attrs = {"class": f"{widget.attrs.get('class', '')} control control-{kind}".strip()}
    if kind == "date":
        # The browser's own date picker needs this one format, whatever the language writes.
        widget.input_type = "date"
        widget.format = "%Y-%m-%d"
        attrs["placeholder"] = "年-月-日"
    return field.as_widget(attrs=attrs)
