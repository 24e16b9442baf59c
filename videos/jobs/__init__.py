"""Slow work on a video: scene builds and renders."""
