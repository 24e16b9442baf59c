"""Words as outlines: fonts, setting, and how they come. Pure."""
