"""Passwords under test: hashed as always, only less long."""

from django.contrib.auth.hashers import PBKDF2PasswordHasher


def hash_quickly() -> None:
    PBKDF2PasswordHasher.iterations = 1000
