"""Scenes that no layout makes: elements and groups as a model writes them, and how these follow a format. Pure."""
