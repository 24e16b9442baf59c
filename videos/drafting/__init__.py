"""From somebody's words to scenes: layouts that hold what is written, a style and icons that suit it. Pure."""
