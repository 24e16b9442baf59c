"""What takes programs of others to test: `make test-world` installs them beside the project, never into it."""
