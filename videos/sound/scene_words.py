"""What a scene shows, as somebody would read it aloud. Pure."""

from videos.document.document import Scene, TextElement

ENDS = ".!?…:;。！？"


def words_of(scene: Scene) -> str:
    """The words of the scene's slots, or of its texts where it was made by hand, a sentence each."""
    shown = scene.layout.slots.texts if scene.layout else _texts(scene)
    said = [" ".join(text.split()) for text in shown if text.strip()]
    return " ".join(text if text[-1] in ENDS else f"{text}." for text in dict.fromkeys(said))


def _texts(scene: Scene) -> list[str]:
    elements = [scene.elements[name] for name in scene.order]
    return [each.text for each in elements if isinstance(each, TextElement)]
