"""App registration of the composition root."""

from django.apps import AppConfig
from django.core import checks
from django.utils.module_loading import import_string


class ConfigConfig(AppConfig):
    """Joins the modules once all of them are loaded."""

    name = "xianfeng.config"
    verbose_name = "组装"

    def ready(self) -> None:
        """Fill navigation and look-ups."""
        # By name: wiring imports models, which exist only from this moment on.
        import_string("xianfeng.config.wiring.install")()
        for check in ("facts_are_offered", "variants_only_tighten", "effects_are_heard"):
            checks.register(import_string(f"xianfeng.config.checks.{check}"))
