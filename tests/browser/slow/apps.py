from django.apps import AppConfig


class SlowConfig(AppConfig):
    name = "tests.browser.slow"
    label = "browser_slow"

    def ready(self) -> None:
        from tests.browser.slow import tools  # noqa: F401  # registers the tools
