"""Wiring: settings, addresses, middleware, pages. Every process of the product imports this first."""

import os

# What the product writes (database, renders, uploads, `.env`) is for its own account alone.
os.umask(0o077)
