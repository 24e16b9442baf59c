"""What is asked of a model server: history, schemas, capabilities, tokens. Pure."""
