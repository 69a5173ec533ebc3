"""The Django application of the portal."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """Owns no table: it shows copies that others have published."""

    name = "xianfeng.portal"
    label = "portal"
