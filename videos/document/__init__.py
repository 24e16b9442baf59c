"""The video as data: elements, limits, patches, undo. Pure."""
