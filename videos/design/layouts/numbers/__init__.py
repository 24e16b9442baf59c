"""Layouts of numbers: figures, charts, prices, countdowns. Pure."""
