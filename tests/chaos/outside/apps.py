from django.apps import AppConfig


class OutsideConfig(AppConfig):
    name = "tests.chaos.outside"
    label = "chaos_outside"

    def ready(self) -> None:
        from tests.chaos.outside import tool  # noqa: F401  # registers the tool
