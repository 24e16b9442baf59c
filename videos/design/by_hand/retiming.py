"""A scene made longer or shorter: what was made by hand in it comes and goes in proportion. Pure."""

from collections.abc import Mapping

from videos.design.canvas import Json

LONGEST_MOTION_SECONDS, SHORTEST_INTERVAL = 30.0, 0.05


def lasting(document: Json, seconds: Mapping[str, float]) -> Json:
    """The document whose scenes of these names last so long."""
    longer = {name: retimed(document["scenes"][name], duration) for name, duration in seconds.items()}
    return {**document, "scenes": {**document["scenes"], **longer}}


def retimed(scene: Json, seconds: float) -> Json:
    """The scene with other seconds; what its layout made is laid out anew when it is stored."""
    factor, made = seconds / scene["duration"], (scene["layout"] or {"made": ()})["made"]
    elements = {
        name: element if name in made else {**element, **_timed(element, factor)}
        for name, element in scene["elements"].items()
    }
    return {**scene, "duration": seconds, "elements": elements}


def _timed(element: Json, factor: float) -> Json:
    """The timed properties of an element, `factor` as late and as long."""
    timed: Json = {"tracks": [
        {**track, "keys": [{**key, "t": round(key["t"] * factor, 3)} for key in track["keys"]]}
        for track in element.get("tracks", [])
    ]}  # fmt: skip
    for name in ("start", "end"):
        if element.get(name) is not None:
            timed[name] = round(element[name] * factor, 3)
    for name in ("enter", "exit"):
        if motion := element.get(name):
            at = None if motion["at"] is None else round(motion["at"] * factor, 2)
            lasts = min(LONGEST_MOTION_SECONDS, round(motion["duration"] * factor, 2))
            timed[name] = {**motion, "at": at, "duration": lasts}
    if element.get("interval"):
        interval = round(element["interval"] * factor, 2)
        timed["interval"] = min(LONGEST_MOTION_SECONDS, max(SHORTEST_INTERVAL, interval))
    return {name: value for name, value in timed.items() if name in element}
