"""Where things stand in a frame, and how they go into another one. Pure."""
