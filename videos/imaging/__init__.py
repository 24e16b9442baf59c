"""Who makes pictures to order: an image server."""
