from django.apps import AppConfig
from django.contrib.auth.hashers import PBKDF2PasswordHasher


class QuickConfig(AppConfig):
    name = "tests.accounts.quick"

    def ready(self) -> None:
        PBKDF2PasswordHasher.iterations = 1000
