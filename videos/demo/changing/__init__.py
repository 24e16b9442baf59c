"""From wished changes to tool calls on the video that is there, and how they are told. Pure."""
