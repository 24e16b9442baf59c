"""A wish on a video that stands: what it names changes, all else stays, and what is said is true."""

import re
from string import Formatter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.videos.demo.standing import bakery
from tests.videos.demo.studio import Studio
from videos.demo.changing.change_turn import change_video
from videos.demo.changing.glossary import tongue
from videos.demo.changing.wished_changes import read_changes
from videos.demo.conversation import Conversation, Done
from videos.demo.languages import say, tables
from videos.demo.make_turn import create
from videos.design.colours import NAMES
from videos.design.seen import findings
from videos.document.document import parse_document

pytestmark = pytest.mark.django_db
Json = dict[str, Any]
TOOLS = frozenset(("edit_scene", "undo"))


@pytest.fixture
def studio() -> Studio:
    return bakery()


@pytest.fixture(scope="module")
def standing(django_db_setup: None, django_db_blocker: Any) -> Json:
    """The document of the bakery, which is only read."""
    with django_db_blocker.unblock():
        made = bakery()
        document = made.document
        made.project.owner.delete()
    return document


def changed(wish: str) -> tuple[Json, Json, str]:
    """The bakery's document before and after the wish, and what was said."""
    made = bakery()
    before = made.document
    said = made.ask(wish)
    return before, made.document, said


def other_scenes(before: Json, after: Json) -> set[int]:
    """The numbers of the scenes that are otherwise now."""
    order = before["scene_order"]
    return {order.index(name) + 1 for name in order if after["scenes"].get(name) != before["scenes"][name]}


OF_ONE_SCENE = (
    "make scene {} longer", "make the title of scene {} blue", "scene {}: the title bigger", "remove scene {}",
    "add snow to scene {}", "make the background of scene {} dark green", "make scene {} red",
    "write Free parking in scene {}", "use a fade transition in scene {}", "move the title in scene {} up",
    "change the title of scene {} to Bread", "redo scene {}", "mach Szene {} kürzer",
    "mets le titre de la scène {} en rouge", "haz la escena {} más larga", "remova a cena {}", "シーン{}を長くして",
    "シーン{}の背景を青くして", "put the logo in the corner of scene {} [picture: company-logo]",
)  # fmt: skip


@given(wish=st.sampled_from(OF_ONE_SCENE), number=st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_whatever_is_wished_of_a_scene_the_others_stay_as_they_were(wish: str, number: int) -> None:
    before, after, said = changed(wish.format(number))
    assert read_changes(wish.format(number)).changes, "it was not understood"
    assert other_scenes(before, after) == (set() if before == after else {number}), said
    assert before["style"] == after["style"]


NONSENSE = (  # "BGM" is music in Japan
    st.text("bcdfghjklmpqtvwxz ", min_size=3, max_size=60)
    .map(str.strip)
    .filter(lambda text: len(text) > 2 and "bgm" not in text)
)


@given(words=NONSENSE)
@settings(max_examples=25, deadline=None)
def test_what_is_not_understood_changes_nothing_and_is_answered_with_three_examples(standing: Json, words: str) -> None:
    answer = change_video(Conversation(words, document=standing, tools=TOOLS))
    assert not answer.calls and len(re.findall(r"^- \*.+\*$", answer.text, re.MULTILINE)) == 3


@given(
    old=st.sampled_from(["Friday", "Croissant", "8:00-14:00", "2.50", "soon"]),
    new=st.text("abc 123", min_size=1).map(str.strip).filter(bool),
)
@settings(max_examples=15, deadline=None)
def test_words_are_replaced_where_they_stand_and_nowhere_else(old: str, new: str) -> None:
    before, after, said = changed(f'replace "{old}" with "{new}"')
    places = {
        number for number, name in enumerate(before["scene_order"], 1) if old in str(before["scenes"][name]["layout"])
    }
    assert other_scenes(before, after) == places and old not in str(after["scenes"]), said


TOGETHER = (
    "make it vertical", "darker", "make scene 2 longer", "add confetti", "bigger text", "remove scene 3",
    "use a serif font", 'add "Bye" at the end',
)  # fmt: skip


@given(wishes=st.lists(st.sampled_from(TOGETHER), min_size=2, max_size=5, unique=True))
@settings(max_examples=8, deadline=None)
def test_several_wishes_in_one_message_are_all_done(wishes: list[str]) -> None:
    _, _, said = changed(" and ".join(wishes))
    assert said.count("\n- ") == len(wishes) and "Not done" not in said


FULFILLED = (
    "make it dark", "use a wipe transition in scene 2", "make the title blue", "change Friday to Saturday",
    "the price is 3 €", "move the title up", "make it vertical", "bigger text", 'remove "Opening on Friday"',
    "remove the second scene", "make scene 2 longer", "swap scene 1 and 2", "make it darker",
    "add confetti to the last scene", "use a serif font", "blue background", "make it 20 seconds",
    "make the background of scene 1 white", "add our logo in every corner", "make scene 3 red",
    "wipe between the scenes", "use this as the background of the first scene\n[picture: beach]",
    "write Free parking in scene 2", "60 fps", "add red snow to scene 2", "the hours on Sat are 9:00-13:00",
    "our colours are #123456 and #ffcc00", "call it Bread",
)  # fmt: skip


@pytest.mark.parametrize("wish", FULFILLED)
def test_what_is_wished_is_done_well_and_told_as_done(studio: Studio, wish: str) -> None:
    before = studio.document
    said = studio.ask(wish)
    assert studio.document != before and "\n- " in said and not re.search("Not done|Nicht gemacht", said)
    assert not findings(parse_document(studio.document))


TWICE = (
    ("make it upright", "for TikTok"), ("use a serif font", "serif font"), ("make it dark", "dark mode"),
    ("call it Bread", "call it Bread"), ("add snow", "with snow"), ("use wipe transitions", "wipe between the scenes"),
    ("make it 20 seconds", "20 seconds"), ("add calm music", "calm music"), ("darker", "darker"),
)  # fmt: skip


@given(said=st.sampled_from(TWICE), joined=st.sampled_from([", ", " and ", ". "]))
@settings(max_examples=20, deadline=None)
def test_what_is_said_twice_is_done_once_and_is_not_so_already(said: tuple[str, str], joined: str) -> None:
    before, after, told = changed(joined.join(said))
    assert before != after and told.count("\n- ") == 1 and "already" not in told


SO_ALREADY = tuple(wish for wish, _ in TWICE if wish not in ("darker", "make it dark"))


@pytest.mark.parametrize("wish", SO_ALREADY)
def test_what_is_so_already_is_told_and_nothing_is_told_as_done(studio: Studio, wish: str) -> None:
    studio.ask(wish)
    before = studio.document
    told = studio.ask(wish)
    assert "already" in told and "Changed:" not in told and studio.document == before


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ("add the text See you there at the end", "See you there"),
        ("slow it down and end with our website", "www.cornerbakery.example"),
        ("add a scene about our prices: Espresso 2 €, Latte 3 €", "Our prices"),
        ("Füge am Ende den Text „Bis bald“ hinzu", "Bis bald"),
        ("最後に「またね」を追加", "またね"),
    ],
)
def test_what_is_added_stands_in_a_scene_of_its_own(studio: Studio, wish: str, shown: str) -> None:
    before = studio.document
    said = studio.ask(wish)
    *first, last = studio.document["scene_order"]
    assert first == before["scene_order"] and shown in str(studio.document["scenes"][last]["layout"]["slots"])
    assert shown in said


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("make the title purple and let it dance the tango", "let it dance the tango"),
        ("make it vertical and make the music louder", "There is no music yet"),
        ("mach es dunkler und übersetze es auf Englisch", "Übersetzen kann ich nicht"),
        ("make it vertical and change Monday to Tuesday", "“Monday” does not stand there"),
    ],
)
def test_of_a_wish_that_is_half_done_the_other_half_is_named(studio: Studio, wish: str, said: str) -> None:
    before = studio.document
    answer = studio.ask(wish)
    assert studio.document != before and said in answer


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        ("how long is it?", "14 seconds"),
        ("what is in scene 2?", "Croissant"),
        ("Wie lange dauert das Video?", "14 Sekunden"),
        ("qué hay en la escena 2?", "Croissant"),
        ("which fonts does it use?", "serif"),
        ("is it vertical?", "16:9"),
        ("translate it into Spanish", "Corner Bakery"),
        ("remove scene 9", "There is no scene 9"),
        ("make it 300 seconds", "at most 120 seconds"),
        ("make it 0.01 seconds", "too short"),
        ("[picture: beach]", "as the background of scene 1"),
        ("fade between the scenes", "like that already"),
        ("use our colours", "Which are your colours?"),
        ("add a scene", "What shall the new scene say?"),
        ("the weight is 3 kg", "no weight in the video"),
    ],
)
def test_what_only_asks_or_cannot_be_is_answered_and_nothing_changes(studio: Studio, wish: str, said: str) -> None:
    before = studio.version
    assert said in studio.ask(wish) and studio.version == before


WEIGHTS = {
    "heavier": ("use bolder letters", "thicker text", "mach die Schrift fetter", "letras más gruesas",
                "des lettres plus grasses", "letras mais grossas", "文字を太くして"),
    "thinner": ("thinner letters", "make the headings thinner", "dünnere Schrift", "letras más finas",
                "des lettres plus fines", "letras mais finas", "文字を細くして"),
}  # fmt: skip


@pytest.mark.parametrize(("wish", "words"), [(wish, words) for wish, all_of in WEIGHTS.items() for words in all_of])
def test_letters_become_bolder_and_thinner_in_six_languages(studio: Studio, wish: str, words: str) -> None:
    before = studio.document["style"]["heading_weight"]
    said = studio.ask(words)
    now = studio.document["style"]["heading_weight"]
    assert (now > before) == (wish == "heavier") and now != before, said


@pytest.mark.parametrize(("wish", "grows"), [("bigger headings", True), ("smaller headlines", False)])
def test_headings_become_larger_and_smaller(studio: Studio, wish: str, grows: bool) -> None:
    before = studio.document["style"]["heading_size"]
    studio.ask(wish)
    assert (studio.document["style"]["heading_size"] > before) == grows


FOREIGN = (
    "Сделай фон синим", "rendi il titolo rosso", "maak de titel blauw", "zrób tytuł czerwony", "把标题改成蓝色",
    "başlığı mavi yap",
)  # fmt: skip


@pytest.mark.parametrize("wish", FOREIGN)
@pytest.mark.parametrize("begin", [bakery, Studio])
def test_a_wish_in_a_language_that_it_does_not_know_is_told_and_not_shown(begin: Any, wish: str) -> None:
    studio = begin()
    before = studio.document
    assert "do not speak your language" in studio.ask(wish)
    assert not studio.calls and studio.document == before


@given(words=st.lists(st.text("abc 12€", min_size=1, max_size=12).map(str.strip).filter(bool), min_size=1, max_size=4))
@settings(max_examples=10, deadline=None)
def test_what_a_tool_says_that_is_not_shown_yet_reaches_the_person(words: list[str]) -> None:
    missing = ", ".join(f'"{each}"' for each in words)
    planned = Done("plan_scenes", {"format": "16:9"}, f"Made 3 scenes, 9 s\nNot shown yet from the message: {missing}")
    assert missing in create(Conversation("a video about tea", [planned])).text


MACHINE_WORDS = re.compile(r"\b(?:intro|scene-\d|slots?|elements?|json|patch|layout|heading|OPENAI\w*|API)\b")


@pytest.mark.parametrize("wish", FULFILLED)
def test_answers_are_for_people(studio: Studio, wish: str) -> None:
    assert not MACHINE_WORDS.search(studio.ask(wish))


@pytest.mark.parametrize(
    ("wish", "word"),
    [
        ("Mach den Titel blau", "Titel"), ("mets le titre en bleu", "titre"), ("pon el título azul", "título"),
        ("deixe o título azul", "título"), ("タイトルを青にして", "タイトル"), ("make the title blue", "title"),
    ],
)  # fmt: skip
def test_it_answers_in_the_language_of_the_wish(studio: Studio, wish: str, word: str) -> None:
    assert word in studio.ask(wish)
    heading = studio.document["scenes"]["intro"]["elements"]["heading"]
    assert heading["fill"] == NAMES["blue"]


def test_undo_brings_back_what_was_before_the_last_answer(studio: Studio) -> None:
    whole = studio.document
    studio.ask("make the title blue and add a scene about tea")
    studio.ask("undo")
    assert studio.document == whole


def test_what_goes_wrong_in_a_tool_is_not_told_as_done(studio: Studio) -> None:
    studio.broken = {"edit_scene": "The disk is full."}
    said = studio.ask("make the title blue")
    assert "did not work" in said and "The disk is full." in said and "Done" not in said


def test_a_selected_scene_is_the_one_that_is_meant(studio: Studio) -> None:
    before = studio.document
    studio.selected = "hours"
    studio.ask("make the background dark green")
    assert other_scenes(before, studio.document) == {3}


def test_a_picture_in_corners_never_lies_on_words(studio: Studio) -> None:
    studio.ask("add our logo in every corner, rounded")
    for scene in studio.document["scenes"].values():
        logos = [each for each in scene["elements"].values() if each["type"] == "image"]
        assert len(logos) == 4 and all(each["radius"] for each in logos)
        texts = [each for each in scene["elements"].values() if each["type"] == "text"]
        assert texts


def test_each_language_has_every_sentence_with_the_same_gaps() -> None:
    def gaps(sentence: object) -> set[str | None]:
        return {
            name
            for each in (sentence if isinstance(sentence, list) else [sentence])
            for _, name, _, _ in Formatter().parse(str(each))
            if name
        }

    english = tables("says")["en"]
    for code, sentences in tables("says").items():
        assert sentences.keys() == english.keys(), code
        assert {name: gaps(value) for name, value in sentences.items()} == {
            name: gaps(value) for name, value in english.items()
        }, code


@pytest.mark.parametrize(
    ("wishes", "audio"),
    [
        (["add calm music"], {"music": ("calm", 0.6)}),
        (["füge fröhliche Musik hinzu", "leiser"], {"music": ("happy", 0.36)}),
        (["añade música alegre", "quita la música"], {}),
        (["ajoute une musique calme", "une autre musique"], {"music": ("calm", 0.6)}),
        (["音楽を付けて", "音楽を大きくして"], {"music": ("calm", 0.9)}),
        (["energetic music, on the beat"], {"music": ("energetic", 0.6)}),
    ],
)
def test_music_comes_changes_and_goes_in_words(studio: Studio, wishes: list[str], audio: dict[str, Any]) -> None:
    for wish in wishes:
        studio.ask(wish)
    tracks = studio.document["audio"]["tracks"]
    assert {name: (each["mood"], each["volume"]) for name, each in tracks.items()} == audio


@pytest.mark.parametrize(
    ("wish", "name", "about"),
    [
        ("go back to version 9", "no_version", {"number": 9, "newest": 2}),
        ("entferne den Schnee", "no_effect", {}),
        ("quita la nieve", "no_effect", {}),
        ("mach die Musik lauter", "no_music_yet", {}),
    ],
)
def test_what_a_tool_refuses_is_told_in_the_persons_language(
    studio: Studio, wish: str, name: str, about: dict[str, int]
) -> None:
    assert studio.ask(wish).strip() == say(tongue(wish), name, **about)


@pytest.mark.parametrize(
    ("wish", "shown"),
    [
        ("remove scene 3 and make it 10 seconds", "one scene less"),
        ("remove scene 3 and make it 12 seconds", "12 seconds"),
        ("remove scene 3 and make scene 3 red", "There is no scene 3"),
    ],
)
def test_a_wish_behind_a_scene_that_goes_is_never_silently_left_out(studio: Studio, wish: str, shown: str) -> None:
    assert shown in studio.ask(wish)
    assert studio.document["scene_order"] == ["intro", "offer", "end"]


@pytest.mark.parametrize(
    "wish", ["make the chart bigger", "make the chart in scene 2 green", "remove the chart", "make the chart bolder"]
)
def test_of_a_chart_where_there_is_none_people_hear_no_machine_words(studio: Studio, wish: str) -> None:
    title = studio.document["title"]
    assert not MACHINE_WORDS.search(studio.ask(wish)) and studio.document["title"] == title


@pytest.mark.parametrize(
    ("wish", "order"),
    [
        ("move the offer scene to the start", ["offer", "intro", "hours", "end"]),
        ("duplicate the hours scene", ["intro", "offer", "hours", "hours-2", "end"]),
        ("remove the croissant scene", ["intro", "hours", "end"]),
        ("remove a scene", ["intro", "offer", "hours", "end"]),
        ("swap scene 1 and 4 and remove scene 2", ["end", "hours", "intro"]),
    ],
)
def test_scenes_are_found_by_what_people_call_them(studio: Studio, wish: str, order: list[str]) -> None:
    studio.ask(wish)
    assert studio.document["scene_order"] == order


def test_captions_in_words_and_a_voice_that_nobody_has_here(studio: Studio) -> None:
    studio.ask("Untertitel an")
    assert studio.document["audio"]["captions"]
    before = studio.document
    assert "no voice here yet" in studio.ask("let a voice read it") and studio.document == before
