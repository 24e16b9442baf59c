"""A test app that switches one guard of the product off: `EXTRA_APPS=…,tests.chaos.mutants` with `MUTANT=name`.

The proof of the proof: for each of them some run must fail (`python -m tests.chaos.mutations`).
"""
