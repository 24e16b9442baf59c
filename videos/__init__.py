"""Videos: what they hold, how they look, how they are drawn."""
