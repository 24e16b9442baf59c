"""Videos that the demo model makes of what people write: every fact in them, nothing dropped, nothing made up."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.prompts import Brief, briefs, wrong_with
from tests.videos.demo.studio import Studio
from videos.demo.conversation import LONGEST_PROMPT
from videos.demo.languages import said_in
from videos.demo.make_turn import sound_calls
from videos.document.document import parse_document
from videos.document.placeholders import MOST_SCENES, MOST_SECONDS
from videos.drafting.content import read_content
from videos.drafting.video_drafts import plan_video
from videos.facts.languages import language_of

PARTS = [
    "We open on Saturday, 12 December at 8 am, Lindenstraße 44.", "Sourdough from 3.90 €, open Tue–Sun 7 am to 6 pm.",
    "20 % off everything until Sunday with code SUMMER20.", "Call 0171 5550134 or write to hello@hearth.example!",
    "312 new customers, 14 shops, 3 prizes.", "Agenda:\n09:00 Welcome\n09:30 Keynote\n12:00 Lunch",
    "- Fresh bread\n- Good coffee\n- Old friends", "Q: Do you deliver?\nA: Yes, every day.",
    "“Best bread in town” says Ana Ruiz.", "Before: one oven. After: three ovens.", "Bring a blanket and a friend.",
    "Wir freuen uns auf euch!", "La entrada es gratis.", "Ana Ruiz – Design\nTom Berg – Sales\nMei Lin – Care",
    "1998: founded\n2006: first shop\n2015: own mill", "4.8/5 from 212 reviews.", "新しいパン屋を開きます。",
]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("brief", briefs(), ids=lambda brief: brief.name)
def test_every_brief_keeps_its_facts_its_shape_and_its_seconds(brief: Brief) -> None:
    studio = Studio()
    studio.ask(brief.words)
    assert list(wrong_with(brief, parse_document(studio.document))) == []


def test_no_two_briefs_look_alike() -> None:
    plans = [plan for brief in briefs() if (plan := plan_video(brief.words)) is not None]
    looks = {(plan.style, plan.colours, tuple(scene.layout for scene, _ in plan.scenes)) for plan in plans}
    assert len(looks) == len(plans)


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=6, unique=True))
@settings(max_examples=30, deadline=None)
def test_of_what_is_written_nothing_is_dropped(parts: list[str]) -> None:
    text = "\n\n".join(parts)
    content = read_content(text, language_of(text))
    said = "".join(
        " ".join([content.name, content.kind, *(each for scene in content.scenes for each in scene.texts)]).split()
    )
    words = [word.strip(".,:;!?“”-–()") for word in text.split()]
    lost = [word for word in words if word.casefold() not in said.casefold()]
    assert set(lost) <= {
        "and",
        "at",
        "on",
        "with",
        "or",
        "to",
        "by",
        "from",
        "says",
        "Q",
        "A",
        "everything",
        "",
        "を",
        "A:",
    }, lost


@given(st.text(max_size=300), st.sampled_from(["16:9", "9:16", "1:1", "4:5"]))
@settings(max_examples=25, deadline=None)
def test_whatever_is_written_the_plan_keeps_within_the_limits(text: str, format: str) -> None:
    plan = plan_video(text, format)
    if plan is not None:
        assert 1 <= len(plan.scenes) <= MOST_SCENES and 0 < plan.seconds <= MOST_SECONDS + 0.01


def test_a_message_as_long_as_they_come_is_read_and_what_does_not_fit_is_told() -> None:
    text = " ".join(f"Sentence number {number} tells of something new." for number in range(3000))[:LONGEST_PROMPT]
    plan = plan_video(text)
    assert plan is not None and len(plan.scenes) == MOST_SCENES and "something new" in plan.rest


@pytest.mark.django_db
def test_more_than_a_video_may_have_is_made_as_far_as_it_goes_and_said() -> None:
    studio = Studio()
    said = studio.ask("a 500 seconds video about the sea with 25 scenes")
    assert studio.seconds == MOST_SECONDS and len(studio.document["scene_order"]) == MOST_SCENES
    assert "at most 20 scenes and 120 seconds" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("story about coffee", "I know no facts about it"),
        ("Ein Video über Kaffee", "Ich weiß noch nichts darüber"),
        ("a photo of a cat", "photos"),
        ("zrób proszę film o naszej nowej kawiarni w Krakowie", "I do not speak your language"),
    ],
)
def test_what_it_does_not_know_or_cannot_make_is_said(prompt: str, said: str) -> None:
    assert said in Studio().ask(prompt)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prompt", "word"),
    [("hi", "Hello"), ("what can you do?", "For instance"), ("you are stupid", "sorry"), ("Hallo!", "Zum Beispiel"),
     ("¿qué puedes hacer?", "Por ejemplo"), ("bonjour", "Par exemple"), ("oi", "Por exemplo"), ("こんにちは", "例えば"),
     ("create a video", "could not find")],
)  # fmt: skip
def test_talk_is_answered_shortly_with_three_examples_and_no_word_of_keys(prompt: str, word: str) -> None:
    studio = Studio()
    answer = studio.ask(prompt)
    assert word in answer and answer.count("\n- *") == 3 and not studio.calls
    assert "API" not in answer and "KEY" not in answer and "settings" not in answer


@pytest.mark.parametrize("words", ["犬についての動画", "犬についての短い動画を作ってください", "犬の動画"])
def test_what_a_video_is_about_is_headed_without_the_word_for_about(words: str) -> None:
    plan = plan_video(words)
    assert plan is not None and plan.title == "犬"


def test_examples_are_understood() -> None:
    for words in ("hi", "Hallo", "hola", "bonjour", "olá", "こんにちは"):
        for example in said_in(language_of(words).code, "examples"):
            plan = plan_video(example)
            assert plan is not None and language_of(example).code == language_of(words).code


def test_pictures_of_the_person_are_used() -> None:
    plan = plan_video("Summer party on Friday, 12 June, 12 Mill Road", pictures=("asset-1", "asset-2", "asset-3"))
    assert plan is not None
    shown = [scene.slots.get("picture", "") or scene.slots.get("pictures", []) for scene, _ in plan.scenes]
    assert shown[:2] == ["asset-1", ["asset-2", "asset-3"]]


HEARD = [
    ("a video about our bakery, with calm music and a voice that reads it, with subtitles. Bread every day.",
     ("set_music calm", "set_voice", "set_captions")),
    ("Our running club: everyone is welcome. Energetic music, a voice over and captions please.",
     ("set_music energetic", "set_voice", "set_captions")),
    ("a video about the harbour with nostalgic music, on the beat. Boats come home.", ("set_music nostalgic beat",)),
    ("How to make tea: boil the water, wait. Let a voice read it, no music.", ("set_voice",)),
    ("Ein Video über unsere Bäckerei mit ruhiger Musik und einer Stimme, die es vorliest, mit Untertiteln.",
     ("set_music calm", "set_voice", "set_captions")),
    ("Un vídeo sobre nuestra panadería con música alegre y una voz que lo lea.", ("set_music happy", "set_voice")),
    ("Une vidéo sur notre boulangerie avec une musique calme et des sous-titres, avec une voix qui la lit.",
     ("set_music calm", "set_voice", "set_captions")),
    ("Um vídeo sobre a nossa padaria com uma voz que o leia, com legendas.", ("set_voice", "set_captions")),
    ("パン屋の動画を作って。穏やかな音楽を付けて、ナレーションを付けて。", ("set_music calm", "set_voice")),
    ("a video about our music school: lessons for piano and voice, concerts every month", ()),
    ("a fair with old things, pancakes and music", ()),
    ("a video that says “Dance with music”", ()),
]  # fmt: skip
SOUND_WORDS = ("musi", "voice", "subtitle", "caption", "stimme", "untertitel", "música", "voz", "sous-titres", "音楽")


@pytest.mark.parametrize(("prompt", "calls"), HEARD)
def test_what_is_to_be_heard_is_made_and_not_shown(prompt: str, calls: tuple[str, ...]) -> None:
    plan = plan_video(prompt)
    assert plan is not None
    told = [(call.tool, call.arguments) for call in sound_calls(plan.content.sounds)]
    mood = [(tool, about.get("mood", ""), "beat" if about.get("cuts_on_beat") else "") for tool, about in told]
    assert [" ".join(filter(None, each)) for each in mood] == list(calls)
    shown = " ".join(text for scene, _ in plan.scenes for text in scene.texts).casefold()
    assert not calls or not [word for word in SOUND_WORDS if word in shown]


@pytest.mark.django_db
def test_the_music_of_a_first_prompt_is_there_and_a_voice_that_nobody_has_is_told() -> None:
    studio = Studio()
    said = studio.ask("a video about our bakery, with happy music and a voice that reads it. Bread every day.")
    assert "- with music under it" in said and "no voice here yet" in said
    (music,) = studio.document["audio"]["tracks"].values()
    assert music["mood"] == "happy"
