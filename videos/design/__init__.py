"""How a video looks: layouts, palettes, backdrops, icons, and where things stand in any frame. Pure."""
