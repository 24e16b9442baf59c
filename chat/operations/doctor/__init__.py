"""Looks at a deployment, from inside and through its public address, and says what is wrong and what to do."""
