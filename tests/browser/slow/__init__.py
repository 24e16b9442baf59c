"""A test app (`EXTRA_APPS=tests.browser.slow`) whose tools take until a file appears (`SLOW_UNTIL`)."""
