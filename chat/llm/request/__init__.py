"""What is asked of a model server. Pure."""
