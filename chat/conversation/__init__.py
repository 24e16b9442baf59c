"""What is said in a project: sending, branches, titles, search, settings, usage, team."""
