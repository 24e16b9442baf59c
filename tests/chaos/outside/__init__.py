"""A test app (`EXTRA_APPS=tests.chaos.outside`) with a tool whose effect happens in another server."""
