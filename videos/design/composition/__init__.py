"""Boxes in boxes, by the rules of CSS: what stands where follows from the words and the frame. Pure."""
