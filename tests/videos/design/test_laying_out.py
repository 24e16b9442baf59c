"""What a layout, a backdrop and an effect make together is one scene that a document can hold."""

import random

import pytest

from videos.design.catalogue import LayoutKind, all_layouts
from videos.design.laying_out import laid_scene, lay_out
from videos.design.seen import findings
from videos.design.styles import STYLES
from videos.document.complaints import Complaint
from videos.document.document import SIZES, new_document, parse_document
from videos.document.elements import MAX_ELEMENTS
from videos.document.slots import Detail, Figure, Layout, Slots
from videos.document.style import contrast

BY_BACKDROP = list({style.backdrop: style for style in STYLES.values()}.values())
LAYOUTS = all_layouts()
LONGEST = Slots(
    items=[str(number) for number in range(12, 0, -1)],
    figures=[Figure(value=str(number), unit="%", label="a") for number in range(1, 13)],
    details=[Detail(label="a", value=str(number)) for number in range(12)],
)


def longest(kind: LayoutKind, most: int) -> Slots:
    """The example with lists as long as the layout takes them, and the most that a scene moves."""
    shares = {name: kind.counts.get(name, (0, most))[1] for name in ("items", "figures", "details")}
    lists = {name: getattr(LONGEST, name)[: shares[name]] for name in shares if getattr(kind.example, name)}
    return kind.example.model_copy(update={**lists, "effect": "firework"})


@pytest.mark.parametrize("kind", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_scene_is_told_apart_element_by_element_and_none_is_too_many(kind: LayoutKind) -> None:
    chance, laid_out = random.Random(kind.name), 0
    for style in chance.sample(BY_BACKDROP, 6):
        for most in (12, 9, 6, 4):
            layout = Layout(name=kind.name, slots=longest(kind, most), seed=chance.randrange(100))
            try:
                laid = lay_out(layout, style, SIZES[chance.choice(list(SIZES))], 5.0)
            except Complaint:  # it says that these are too many
                continue
            names = [part["id"] for part in laid.elements]
            assert len(set(names)) == len(names) <= MAX_ELEMENTS, (style.name, layout.seed)
            laid_out += 1
    assert laid_out


LARGE_AA = 3.0  # contrast that large words need. Source: https://www.w3.org/TR/WCAG22/#contrast-minimum


@pytest.mark.parametrize("background", ["#808080", "#ffffff", "#7a5cff", "#000000"])
@pytest.mark.parametrize("text", ["#808080", "#ffffff"])
def test_colours_that_somebody_patched_are_laid_out_and_told(background: str, text: str) -> None:
    style = STYLES["blush"].model_copy(update={"background": background, "surface": background, "text": text})
    scene = laid_scene({"duration": 4.0}, Layout(name="title", slots=Slots(heading="Hello you")), style, (1280, 720))
    document = new_document("Hello").model_copy(update={"style": style}).to_json()
    made = parse_document({**document, "scene_order": ["one"], "scenes": {"one": scene}})
    is_told = any(each.kind == "faint" for each in findings(made))
    assert is_told == (contrast(background, text) < LARGE_AA)
