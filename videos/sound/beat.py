"""Cuts on the beat: scenes that change where a bar of the music begins. Pure."""

from collections.abc import Sequence
from itertools import accumulate, pairwise

SLACK = 0.75  # a scene shorter than this much of a bar is given half bars


def on_the_beat(seconds: Sequence[float], bar: float) -> list[float]:
    """How long scenes last that change on bar lines, each as near to where it changed as can be.

    `bar`: seconds of one. No scene is shorter than a bar, or half of one where some scene is shorter than it.
    """
    unit = bar if min(seconds) >= SLACK * bar else bar / 2
    cuts = [0]
    for end in accumulate(seconds):
        cuts.append(max(cuts[-1] + 1, round(end / unit)))
    return [round((end - begin) * unit, 3) for begin, end in pairwise(cuts)]
