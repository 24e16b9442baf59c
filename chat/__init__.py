"""Conversations and their answers. Here itself: the rows, and what developers build on (tools, jobs, context)."""
