"""What a video sounds like: music that is installed, when everything is heard, the mix of it all. Pure."""
