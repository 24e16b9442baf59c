"""The API and the pages of the video."""
