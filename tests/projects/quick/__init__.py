"""An app for servers under test: passwords are hashed as always, only less long, and browsers may keep static files."""
