"""Slow work on a video: scene builds, speech, pictures to order and renders."""
