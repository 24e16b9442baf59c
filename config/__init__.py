"""Wiring: settings, addresses, middleware, ASGI. It knows every room, and owns no rows."""

import os

# What the product writes (database, renders, uploads, `.env`) is for its own account alone.
os.umask(0o077)
