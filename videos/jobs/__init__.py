"""Slow work on a video: scene builds, speech and renders."""
