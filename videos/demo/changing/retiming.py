"""Bringing what happens in an element into another length of time. Pure."""

from videos.design.canvas import Json

LONGEST_MOTION_SECONDS = 30.0


def retimed(element: Json, factor: float) -> Json:
    """The timed properties of an element, `factor` as late and as long."""
    timed: Json = {"tracks": [_retimed_track(track, factor) for track in element.get("tracks", [])]}
    for name in ("start", "end"):
        if element.get(name) is not None:
            timed[name] = round(element[name] * factor, 3)
    for name in ("enter", "exit"):
        if name in element:
            timed[name] = _retimed_motion(element[name], factor)
    if element.get("interval"):
        timed["interval"] = min(LONGEST_MOTION_SECONDS, max(0.05, round(element["interval"] * factor, 2)))
    return {name: value for name, value in timed.items() if name in element}


def _retimed_track(track: Json, factor: float) -> Json:
    return {**track, "keys": [{**key, "t": round(key["t"] * factor, 3)} for key in track["keys"]]}


def _retimed_motion(motion: Json, factor: float) -> Json:
    at = motion.get("at")
    duration = min(LONGEST_MOTION_SECONDS, round(motion.get("duration", 0.6) * factor, 2))
    return {**motion, "at": None if at is None else round(at * factor, 2), "duration": duration}
