"""What is read in a text: facts as they are written, wishes, and its language."""

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from videos.design.colours import NAMES, colours_in, lightness
from videos.facts.facts import facts_in
from videos.facts.languages import language_of
from videos.facts.wishes import read_wish

FACTS = {
    "date": ["Saturday, 12 December", "June 15", "7. Januar", "sábado 12 de diciembre", "12月12日(土)", "19 June 2027",
             "le 1er juillet", "3 y 4 de octubre", "14.10.", "20 de junho", "tomorrow"],
    "time": ["8 am", "15:30", "19:30 Uhr", "18 h 30", "3 pm to 6 pm", "5–7 pm", "午前8時"],
    "price": ["3.90 €", "€8,900", "$25", "R$ 10,00", "1,450 €", "250円", "75 درهم", "$9/month"],
    "percent": ["20 %", "50%", "+18 %"],
    "phone": ["0171 5550134", "+34 600 555 014", "04 50 55 01 43", "21 555 0143"],
    "mail": ["petra@yoga-im-dorf.de"],
    "link": ["www.nordwind.example", "pfotenhaus.org/cats", "https://a.example/b"],
    "handle": ["@hellohearth"],
    "address": ["Lindenstraße 44", "9 Dock Road", "12 rue du Moulin", "calle Mayor 12", "Rua das Flores 63",
                "東京都港区芝公園4-2-8", "Main Street 5"],
    "hours": ["Tue–Sun 7 am to 6 pm", "Mo–Fr 9–18 Uhr", "lunes a viernes 9:00-18:00", "火〜日 7:00〜18:00"],
    "rating": ["4.8/5", "★★★★★"],
    "number": ["78 m²", "2,400", "250 g"],
}  # fmt: skip
AROUND = ["We meet {} and then we go.", "Bitte merken: {}", "Nos vemos {} con amigos", "Il y a {} pour tous", "({})"]


@pytest.mark.parametrize("kind", FACTS)
@given(data=st.data())
@settings(max_examples=15, deadline=None)
def test_a_fact_is_found_as_it_was_written_in_any_sentence(kind: str, data: st.DataObject) -> None:
    fact, sentence = data.draw(st.sampled_from(FACTS[kind])), data.draw(st.sampled_from(AROUND))
    found = {each.text: each.kind for each in facts_in(sentence.format(fact))}
    bare = fact.removeprefix("le ")
    assert found.get(bare) == kind, found


@given(st.text(max_size=400))
@settings(max_examples=100, deadline=None)
def test_facts_stand_where_they_say_and_none_overlaps_another(text: str) -> None:
    end = 0
    for fact in facts_in(text):
        assert fact.text == text[fact.start : fact.end] and fact.start >= end
        end = fact.end


@pytest.mark.parametrize(
    "words", ["4.2M € of revenue", "we do it per hand", "the lamp that follows the sun", "42 Flores"]
)
def test_what_only_looks_like_a_day_a_duration_or_an_address_is_none(words: str) -> None:
    assert {each.kind for each in facts_in(words)} <= {"price", "number"} and read_wish(words).seconds is None


WISHES: dict[str, dict[str, Any]] = {
    "create a fireworks animation": {"effects": ("firework",)},
    "Make a 15s video about the history of coffee": {"seconds": 15},
    "a video in 9:16": {"format": "9:16"},
    "make a countdown from ten with sparks": {"effects": ("sparks",), "hints": ("countdown",)},
    "show “Hello” in red": {"colours": (NAMES["red"],)},
    "3 scenes about space, 20 seconds, square, 60 fps": {"scenes": 3, "seconds": 20, "format": "1:1", "fps": 60},
    "half a minute about tea": {"seconds": 30},
    "a two minute video on trees": {"seconds": 120},
    "Erstelle ein Video über Kaffee mit Schnee, drei Szenen, Hochformat": {
        "effects": ("snow",), "scenes": 3, "format": "9:16",
    },
    "an instagram story, warm and cosy": {"format": "9:16", "moods": ("warm",)},
    "Vídeo vertical, 20 segundos, enérgico": {"format": "9:16", "seconds": 20, "moods": ("lively",)},
    "une vidéo calme de 30 secondes": {"seconds": 30, "moods": ("calm",)},
    "縦長の20秒の動画、3シーン": {"format": "9:16", "seconds": 20, "scenes": 3},
    "hello": {"moods": (), "format": None, "seconds": None},
}  # fmt: skip


@pytest.mark.parametrize("prompt", WISHES)
def test_a_wish_is_read_from_its_words(prompt: str) -> None:
    wish = read_wish(prompt)
    assert {name: getattr(wish, name) for name in WISHES[prompt]} == WISHES[prompt]


@pytest.mark.parametrize("letters", ["1", "a ", "A'", "- ", "“", "1, ", "rue A ", "@", "12 June, "])
def test_reading_costs_in_proportion_to_the_length(letters: str) -> None:
    def seconds(length: int) -> float:
        text = (letters * length)[:length]
        began = time.process_time()
        facts_in(text)
        return time.process_time() - began

    facts_in("warm")
    assert seconds(16_000) < 8 * seconds(4_000) + 0.05


@pytest.mark.parametrize(
    ("words", "code"),
    [("hi", "en"), ("Confetti for Anna", "en"), ("Ein Video über Kaffee", "de"), ("Vídeo sobre el mar", "es"),
     ("Vídeo sobre o mar", "pt"), ("une vidéo sur le café", "fr"), ("海の動画", "ja")],
)  # fmt: skip
def test_the_language_of_a_message_is_told(words: str, code: str) -> None:
    assert language_of(words).code == code and language_of(words).known


def test_a_language_without_words_is_told_as_english_and_unknown() -> None:
    language = language_of("zrób proszę film o naszej nowej kawiarni w Krakowie")
    assert language.code == "en" and not language.known


def test_a_dark_shade_is_darker_and_a_light_one_lighter() -> None:
    dark, plain, light = colours_in("dark blue, blue, light blue")
    assert lightness(dark) < lightness(plain) < lightness(light)
