"""Particle effects: which there are, and what they share. Everything is computed ahead; a seed gives one picture."""

from collections.abc import Callable

from videos.compiler.lottie import Json
from videos.compiler.movement import Movement
from videos.compiler.particles.confetti import draw_confetti
from videos.compiler.particles.drifting import draw_bubbles, draw_snow
from videos.compiler.particles.fireworks import draw_firework
from videos.compiler.particles.sparks import draw_sparks
from videos.document.elements import ParticlesElement

_EFFECTS: dict[str, Callable[[ParticlesElement, Movement], list[Json]]] = {
    "firework": draw_firework,
    "confetti": draw_confetti,
    "snow": draw_snow,
    "sparks": draw_sparks,
    "bubbles": draw_bubbles,
}


def draw_particles(element: ParticlesElement, movement: Movement) -> list[Json]:
    """The layers of the effect, all moving with the element."""
    return _EFFECTS[element.effect](element, movement)
