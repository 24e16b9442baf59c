"""What a prompt says: wishes, changes, numbers, topics. Pure."""
