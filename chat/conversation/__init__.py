"""What people say in a project, and what belongs to it: branches, titles, search, settings, usage, team."""
