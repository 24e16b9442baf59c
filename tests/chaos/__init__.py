"""Proof of the one promise: nothing lost, nothing doubled, whatever is killed. See docs/reliability.md."""
