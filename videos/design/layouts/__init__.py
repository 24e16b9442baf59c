"""The catalogue: one file a layout, found by itself. Pure."""
