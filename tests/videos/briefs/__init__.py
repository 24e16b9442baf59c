"""Briefs as people write them, answered by a strong language model that read the product's requests only."""
