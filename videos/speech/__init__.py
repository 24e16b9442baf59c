"""Who speaks the words of a video: a speech server, or a program on this machine."""
