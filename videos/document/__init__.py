"""The video as data: what it may hold, and how it is changed. Pure."""
