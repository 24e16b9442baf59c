"""How much is read of what a client sends, and for how long, before anything else happens to it."""
