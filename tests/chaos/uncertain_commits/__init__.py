"""A test app that breaks the database connection right behind some commits: was it stored, or not?

`EXTRA_APPS=…,tests.chaos.uncertain_commits` with `UNSURE_COMMITS=n`: behind each n-th transaction of the log.
"""
