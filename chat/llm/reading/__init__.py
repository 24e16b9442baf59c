"""How what a model server sends is read: chunks, calls, thoughts, finish reasons. Pure."""
