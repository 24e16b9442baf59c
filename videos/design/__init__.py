"""How a video looks: styles, layouts and what they are composed of, and how they change. Pure."""
