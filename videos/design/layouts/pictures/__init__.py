"""Layouts of pictures, logos and icons. Pure."""
