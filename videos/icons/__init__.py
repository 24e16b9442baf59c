"""Icons by name, from packages that bring them, and found by what people call them. Pure."""
