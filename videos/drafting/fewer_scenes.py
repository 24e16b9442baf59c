"""Scenes that belong together become one; too many become fewer. No word is lost. Pure."""

from itertools import pairwise

from videos.drafting.scene_to_be import Scene

MOST_DETAILS = {"event": 5, "offer": 6, "place": 8, "contact": 6, "end_card": 4}
LONGEST_CALL = 50  # characters of a sentence that leads to an address or number
MOST_FIGURES, MOST_LISTED, LONGEST_LISTED = 4, 5, 120  # characters of a statement that may be one of a list


def joined(scenes: list[Scene], name: str, most: int) -> list[Scene]:
    """The scenes in order, contacts last, at most `most` of them where that can be."""
    scenes = _attached(_beside(scenes), name)
    contacts = [scene for scene in scenes if scene.group == "contact"]
    scenes = [scene for scene in scenes if scene.group != "contact"] + _contacts(contacts, name)
    while len(scenes) > most and (shorter := _listed(scenes)):
        scenes = shorter
    return scenes


def _beside(scenes: list[Scene]) -> list[Scene]:
    """Figures and hours that follow one another."""
    found = list[Scene]()
    for scene in scenes:
        last = found[-1] if found else None
        if last and scene.group == last.group == "figure" and len(last.slots["figures"]) < MOST_FIGURES:
            found[-1] = Scene("figures", {"figures": last.slots["figures"] + scene.slots["figures"]}, "figure")
        elif (
            last
            and scene.group == "hours"
            and scene.open
            and last.layout == "event"
            and len(last.slots["details"]) == 1
        ):
            (where,) = last.slots["details"]
            found[-1] = scene.with_slots(
                heading=last.slots["heading"] or where["value"], body=where["value"] if last.slots["heading"] else ""
            )
        elif last and last.layout == "review" and scene.layout == "quote" and not last.slots.get("quote"):
            (rating,) = last.slots["figures"]
            words = {name: scene.slots[name] for name in ("quote", "by")}
            found[-1] = last.with_slots(**words, body="", figures=[{**rating, "label": last.slots["body"]}])
        elif (
            last
            and scene.open
            and scene.group == "contact"
            and last.group == "words"
            and len(last.words) <= LONGEST_CALL
        ):
            found[-1] = scene.with_slots(heading=last.words)
        elif last and scene.group == last.group == "hours" and (scene.open or last.open) and _has_room(last, scene):
            heading = last.slots["heading"] or scene.slots["heading"]
            found[-1] = last.with_slots(heading=heading, details=last.slots["details"] + scene.slots["details"])
        else:
            found.append(scene)
    return found


def _has_room(into: Scene, scene: Scene) -> bool:
    return len(into.slots.get("details", [])) + len(scene.slots.get("details", [])) <= MOST_DETAILS.get(into.layout, 0)


def _attached(scenes: list[Scene], name: str) -> list[Scene]:
    """Details without a heading of their own, with the scene before or after that they tell of."""
    found = list[Scene]()
    for scene in scenes:
        near = next(
            (place for place in reversed(range(max(0, len(found) - 2), len(found))) if _takes(found[place], scene)),
            None,
        )
        if scene.open and near is not None:
            found[near] = found[near].with_slots(details=found[near].slots.get("details", []) + scene.slots["details"])
        else:
            found.append(scene)
    for place, (scene, after) in enumerate(pairwise([*found])):
        if scene.open and scene.group == after.group == "event" and not after.open and _has_room(after, scene):
            found[place + 1] = after.with_slots(details=scene.slots["details"] + after.slots["details"])
            found[place] = Scene("", {})
    return [_headed(scene, name) for scene in found if scene.layout]


def _takes(into: Scene, scene: Scene) -> bool:
    fits = scene.group == into.group or (scene.group, into.group) in {("event", "offer"), ("offer", "event")}
    return scene.open and fits and scene.group != "contact" and _has_room(into, scene)


def _headed(scene: Scene, name: str) -> Scene:
    """Details that stand alone are headed by what the video is about, or by the first of them."""
    if not scene.open or scene.group == "contact":
        return scene
    if name:
        return scene.with_slots(heading=name)
    first, *others = scene.slots["details"]
    return scene.with_slots(heading=first["value"], kicker=first["label"], details=others)


def _contacts(contacts: list[Scene], name: str) -> list[Scene]:
    """One call to end with where there is one way to reach people, else a card of them."""
    ways = [way for scene in contacts for way in scene.slots["details"]]
    headings = list(dict.fromkeys(filter(None, (scene.slots["heading"] for scene in contacts))))
    if not ways:
        return []
    if len(ways) == 1 and (headings or name):
        return [Scene("end_card", {"heading": (headings or [name])[0], "action": ways[0]["value"]}, "contact")]
    if len(headings) <= 1 and len(ways) <= MOST_DETAILS["contact"]:
        return [Scene("contact", {"heading": (headings or [name])[0], "details": ways}, "contact")]
    told = [{**way, "label": way["label"] if not scene.slots["heading"] else scene.slots["heading"]}
            for scene in contacts for way in scene.slots["details"]]  # fmt: skip
    most = MOST_DETAILS["contact"]
    return [
        Scene("contact", {"heading": name, "details": told[i : i + most]}, "contact") for i in range(0, len(told), most)
    ]


def _listed(scenes: list[Scene]) -> list[Scene]:
    """The scenes with two statements fewer, which stand beside each other in a list; none when there are no two."""
    best = None
    for place, (one, other) in enumerate(pairwise(scenes)):
        if place and all(map(_can_be_listed, (one, other))) and len(_lines(one)) + len(_lines(other)) <= MOST_LISTED:
            length = len("".join(_lines(one) + _lines(other)))
            best = min(best or (length, place), (length, place))
    if best is None:
        return []
    place = best[1]
    items = _lines(scenes[place]) + _lines(scenes[place + 1])
    return [*scenes[:place], Scene("list", {"items": items}, "words"), *scenes[place + 2 :]]


def _can_be_listed(scene: Scene) -> bool:
    return scene.group == "words" and all(len(line) <= LONGEST_LISTED for line in _lines(scene))


def _lines(scene: Scene) -> list[str]:
    return scene.slots.get("items") or [scene.slots["heading"]]
