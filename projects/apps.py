from django.apps import AppConfig


class ProjectsConfig(AppConfig):
    name = "projects"

    def ready(self) -> None:
        from config.common import migration_check  # noqa: F401  # registers itself
