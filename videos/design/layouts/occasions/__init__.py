"""Layouts of what is announced: events, places, people, products. Pure."""
