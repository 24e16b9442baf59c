"""Particle effects: computed ahead; a seed gives one picture. Pure."""
