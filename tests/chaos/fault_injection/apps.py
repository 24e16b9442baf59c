from django.apps import AppConfig

from tests.chaos.fault_injection import clock

clock.bend()  # while the apps are being found: models take `timezone.now` as a default


class BentConfig(AppConfig):
    name = "tests.chaos.fault_injection"
    label = "chaos_bent"

    def ready(self) -> None:
        from tests.chaos.fault_injection import hints, thread_dump

        hints.bend()
        thread_dump.listen()
