"""Moving and scaling one element, with all that depends on its box. Pure."""

from videos.design.canvas import Json
from videos.document.outlines import stretched_path


def boxed(
    element: Json, x: float, y: float, w: float | None = None, h: float | None = None, *, scale: float = 1.0
) -> Json:
    """The element in another box: `w` and `h` as given, or as they are times `scale`, which words follow too."""
    width = element["w"] * scale if w is None else w
    height = element["h"] * scale if h is None else h
    result = {
        **element,
        "x": round(x, 1),
        "y": round(y, 1),
        "w": round(max(1.0, width), 1),
        "h": round(max(1.0, height), 1),
    }
    across, down = result["w"] / element["w"], result["h"] / element["h"]
    if element["type"] == "path":
        result["d"] = stretched_path(element["d"], across, down)
    for name in ("size", "radius", "stroke_width"):
        if scale != 1.0 and element.get(name):
            result[name] = round(max(0.5, element[name] * scale), 1)
    if element.get("tracks"):
        result["tracks"] = [_moved(track, element, result, {"x": across, "y": down}) for track in element["tracks"]]
    return result


def _moved(track: Json, element: Json, result: Json, shares: dict[str, float]) -> Json:
    """A track of x or y around the new place; the others stay."""
    name = track["property"]
    if name not in shares:
        return track
    keys = [
        {**key, "value": round(result[name] + (key["value"] - element[name]) * shares[name], 1)}
        for key in track["keys"]
    ]
    return {**track, "keys": keys}
