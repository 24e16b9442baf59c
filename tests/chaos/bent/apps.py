from django.apps import AppConfig

from tests.chaos.bent import clock

clock.bend()  # while the apps are being found: models take `timezone.now` as a default


class BentConfig(AppConfig):
    name = "tests.chaos.bent"
    label = "chaos_bent"

    def ready(self) -> None:
        from tests.chaos.bent import hints, last_words

        hints.bend()
        last_words.listen()
