"""Who people are: signing in, sessions, API tokens."""
