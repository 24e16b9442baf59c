"""From wished changes to operations on the video that is there. Pure."""
