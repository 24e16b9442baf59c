"""What is said, to be read in the picture: where it stands, and how long. Pure."""
