"""Layouts of words: titles, lists, quotes, questions. Pure."""
