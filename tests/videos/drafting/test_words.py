"""From words to what is to be shown: orders are told from it, lists are found, and no word is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from videos.drafting.blocks import blocks_in
from videos.drafting.orders import read_order
from videos.drafting.video_drafts import plan_video


@pytest.mark.parametrize(
    ("clause", "kind", "about"),
    [
        ("birthday video for Anna with confetti", "birthday", "Anna"),
        ("vertical story about coffee in brown and gold", "", "coffee"),
        ("Make a story for Instagram please", "", ""),
        ("Erstelle ein kurzes Video über unsere Bäckerei", "", "unsere Bäckerei"),
        ("Crée une vidéo calme pour mon cours de yoga", "", "mon cours de yoga"),
        ("about 20 seconds", "", ""),
        ("explain how bees make honey", "", "how bees make honey"),
        ("Show what our renovation did for the library.", "", "what our renovation did for the library"),
        ("Zeig wie Honig entsteht", "", "wie Honig entsteht"),
        ("Muestra cómo hacemos el pan", "", "cómo hacemos el pan"),
        ("Montre pourquoi on aime lire", "", "pourquoi on aime lire"),
        ("Mostre como fazer café", "", "como fazer café"),
        ("maak een video over onze fietsenwinkel", "", "onze fietsenwinkel"),
        ("zrób proszę film o naszej nowej kawiarni", "", "naszej nowej kawiarni"),
    ],
)
def test_an_order_is_told_from_what_it_is_about(clause: str, kind: str, about: str) -> None:
    order = read_order(clause)
    assert order is not None and (order.kind, order.about) == (kind, about)


@pytest.mark.parametrize(
    "clause",
    ["Fresh green tea for you", "rest 10 minutes", "Show your ticket at the door", "Our new course starts soon"],
)
def test_what_is_to_be_shown_is_no_order(clause: str) -> None:
    assert read_order(clause) is None


@given(
    st.lists(
        st.sampled_from(["One line", "- a point", "2. then this", "Mon, 12", "A sentence. And more!", "", "Q: why?"])
    )
)
def test_blocks_hold_every_word_of_a_message(lines: list[str]) -> None:
    text = "\n".join(lines)
    kept = " ".join(" ".join([block.lead, *block.items]) for block in blocks_in(text))
    for line in lines:
        words = line.lstrip("-2. ")
        assert "".join(words.split()).strip(".!?") in "".join(kept.split())


@pytest.mark.parametrize("topic", ["coffee", "our team trip", "Kaffee", "a video about volcanoes", "コーヒー"])
def test_a_bare_topic_says_its_words_once(topic: str) -> None:
    plan = plan_video(topic)
    assert plan is not None and len(plan.scenes) > 1
    said = [text for scene, _ in plan.scenes for text in scene.texts]
    assert len(said) == len(set(said))


@given(
    brief=st.sampled_from(
        [
            ("explainer about {} with {} scenes", "What is it?"),
            ("Erklärvideo über {} mit {} Szenen", "Was ist das?"),
            ("Video explicativo sobre {} con {} escenas", "¿Qué es?"),
            ("Vidéo explicative sur {} en {} scènes", "Qu’est-ce que c’est ?"),
            ("Vídeo explicativo sobre {} com {} cenas", "O que é?"),
            ("{}の解説動画を{}シーンで作って", "それは何？"),
        ]
    ),
    topic=st.sampled_from(["Photosynthese", "Osmose", "Inflation", "DNA"]),
    count=st.integers(1, 6),
)
def test_a_topic_to_be_explained_asks_what_people_want_to_know_of_it(
    brief: tuple[str, str], topic: str, count: int
) -> None:
    plan = plan_video(brief[0].format(topic, count))
    assert plan is not None and len(plan.scenes) == count
    said = [text for scene, _ in plan.scenes for text in scene.texts]
    assert (said[0], brief[1] in said, len(set(said))) == (topic, count > 1, len(said))


@pytest.mark.parametrize(
    ("brief", "heading"),
    [
        ("Wetter fürs Wochenende in Hamburg", "Wetter"),
        ("Vide-grenier aux 12 rue du Moulin, dimanche 7 juin", "Vide-grenier"),
        ("Festa para sábado, 20 de junho", "Festa"),
        ("Plans for Saturday, 12 December at 8 am", "Plans"),
        ("Fresh bread every morning", "Fresh bread"),
        ("Frisches Brot jeden Morgen", "Frisches Brot"),
        ("Pan fresco cada mañana", "Pan fresco"),
        ("Pão fresco toda manhã", "Pão fresco"),
    ],
)
def test_no_word_that_only_leads_to_a_fact_is_left_without_it(brief: str, heading: str) -> None:
    plan = plan_video(brief)
    assert plan is not None and plan.scenes[0][0].slots["heading"] == heading


@pytest.mark.parametrize(
    ("brief", "seconds"),
    [
        ("Yoga class, 20 seconds please", 20),
        ("20 seconds about bread", 20),
        ("20 Sekunden über unser Brot", 20),
        ("Brot backen. Dauer 20 Sekunden", 20),
        ("Boil water. Wait four minutes. Enjoy.", None),
        ("Mehl kneten. Ruhe 40 Minuten. Backe 30 Minuten.", None),
    ],
)
def test_a_length_is_wished_and_a_step_that_takes_its_time_is_shown(brief: str, seconds: float | None) -> None:
    plan = plan_video(brief)
    assert plan is not None
    said = " ".join(text for scene, _ in plan.scenes for text in scene.texts)
    assert plan.content.wish.seconds == seconds
    assert ("20" in said) is False and ("inute" in said) is (seconds is None)
