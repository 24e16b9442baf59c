"""Every layout, filled with what people really write: nothing is lost, cut, covered or faint."""

import random
from typing import Any

import pytest

from videos.design.catalogue import LayoutKind, all_layouts
from videos.design.laying_out import laid_scene
from videos.design.seen import findings
from videos.design.styles import STYLES
from videos.document.complaints import Complaint
from videos.document.document import SIZES, Document, new_document, parse_document
from videos.document.slots import Detail, Figure, Layout, Slots
from videos.document.style import Style

AWKWARD = {
    "one letter": "i",
    "200 letters": "W" * 200,
    "compounds": "Donaudampfschifffahrtsgesellschaftskapitän und Rechtsschutzversicherungsgesellschaften",
    "arabic": "مرحبا بكم في متجرنا الجديد خصم 25% اليوم",
    "hebrew": "שלום לכולם 25% הנחה (רק היום)",
    "thai": "ราคาพิเศษสำหรับลูกค้าใหม่ทุกท่านในเดือนนี้เท่านั้น",
    "devanagari": "नमस्ते दुनिया, आज का विशेष प्रस्ताव",
    "japanese": "東京の新しいカフェへようこそ。毎日朝八時から営業しています。",
    "emoji": "👩‍🚀🇩🇪 👨‍👩‍👧 party 🎉",
    "numbers": "−0 and 999,999,999 of 1.250,50 €",
    "long": "A sentence that a person in a hurry wrote without looking back. " * 3,
}
REFUSALS = {"slot_unfit", "too_much_for_layout"}
WRONG = {"clipped", "overlapping", "faint", "small"}
LAYOUTS, FORMATS = all_layouts(), list(SIZES)


def filled(example: Slots, words: str) -> Slots:
    """The example with other words in each slot that it fills."""
    changed: dict[str, Any] = {}
    for name in ("kicker", "heading", "body", "quote", "by", "action"):
        if getattr(example, name):
            changed[name] = words
    changed["items"] = [words for _ in example.items]
    changed["figures"] = [Figure(value=each.value, unit=each.unit, label=words) for each in example.figures]
    changed["details"] = [Detail(label=each.label, value=words) for each in example.details]
    return example.model_copy(update=changed)


def video(layout: Layout, format: str, style: Style, seconds: float = 5.0) -> Document:
    document = new_document("A video", format).to_json()  # type: ignore[arg-type]
    document["style"] = style.model_dump(mode="json")
    asset = {"mime": "image/png", "sha256": "0" * 64}
    document["assets"] = dict.fromkeys({layout.slots.picture, *layout.slots.pictures} - {""}, asset)
    scene = {**document["scenes"]["intro"], "duration": seconds}
    document["scenes"]["intro"] = laid_scene(scene, layout, style, SIZES[format])
    return parse_document(document)


def shown(document: Document) -> str:
    """All that is written anywhere in the scene, without spaces."""
    texts = []
    for element in document.scenes["intro"].elements.values():
        texts += [getattr(element, "text", ""), *getattr(element, "labels", []), *getattr(element, "texts", [])]
    return "".join("".join(texts).split())


@pytest.mark.parametrize("words", AWKWARD.values(), ids=AWKWARD.keys())
@pytest.mark.parametrize("kind", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_layout_holds_whatever_people_write_or_says_what_to_shorten(kind: LayoutKind, words: str) -> None:
    chance = random.Random(f"{kind.name} {words}")
    for format in chance.sample(list(SIZES), 2):
        style = chance.choice(list(STYLES.values()))
        layout = Layout(name=kind.name, slots=filled(kind.example, words), seed=chance.randrange(1000))
        try:
            document = video(layout, format, style)
        except Complaint as complaint:
            assert complaint.code in REFUSALS and len(words) > 12, complaint
            continue
        wrong = [str(each) for each in findings(document) if each.kind in WRONG]
        assert not wrong, (format, style.name, layout.seed, wrong)
        written = shown(document)
        assert all("".join(each.split()) in written for each in layout.slots.texts), (format, layout.seed)


@pytest.mark.parametrize("kind", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_layout_shows_its_example_in_every_format_and_style_without_a_finding(kind: LayoutKind) -> None:
    assert len(kind.arrangements) >= 2, "two arrangements at least, so that no two videos look alike"
    for number, style in enumerate(STYLES.values()):
        format, seed = FORMATS[number % len(FORMATS)], number // len(FORMATS) + number
        document = video(Layout(name=kind.name, slots=kind.example, seed=seed), format, style)
        wrong = [str(each) for each in findings(document) if each.kind in WRONG]
        assert not wrong, (format, style.name, seed, wrong)


@pytest.mark.parametrize("kind", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_another_seed_differs_visibly(kind: LayoutKind) -> None:
    """Words stand elsewhere, or in another size."""

    def places(seed: int) -> set[tuple[Any, ...]]:
        document = video(Layout(name=kind.name, slots=kind.example, seed=seed), "16:9", STYLES["midnight"])
        elements = document.scenes["intro"].elements.values()
        return {(each.id, round(each.x), round(each.y), round(each.w)) for each in elements if each.type == "text"}

    assert len({frozenset(places(seed)) for seed in range(6)}) >= 2 or not kind.example.heading


def test_slots_that_a_layout_does_not_show_are_refused_with_those_that_it_shows() -> None:
    layout = Layout(name="title", slots=Slots(heading="Hello", figures=[Figure(value="3")]))
    with pytest.raises(
        Complaint, match=r"/figures: the layout title does not show figures; it shows heading"
    ) as refused:
        video(layout, "16:9", Style())
    assert refused.value.code == "slot_unfit"


def test_an_unknown_layout_is_refused_with_the_nearest() -> None:
    with pytest.raises(Complaint, match="Did you mean 'title'"):
        video(Layout(name="titel", slots=Slots(heading="Hello")), "16:9", Style())
