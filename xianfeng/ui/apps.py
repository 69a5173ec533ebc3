"""App registration."""

from django.apps import AppConfig
from django.forms import Field
from django.utils.translation import gettext_lazy as _


class UiConfig(AppConfig):
    """The ui module."""

    name = "xianfeng.ui"
    verbose_name = "界面"

    def ready(self) -> None:
        """Say plainly what is missing, in every form: Django's own words speak of "fields"."""
        Field.default_error_messages["required"] = _("请填写此项")
