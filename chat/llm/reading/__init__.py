"""How what a model server sends is read. Pure."""
