"""Stories: which scenes a wish becomes, before colours and seconds are chosen."""

import re
from collections.abc import Callable

from videos.demo.reading.topics import ANY_TOPIC, Theme
from videos.demo.reading.weather import read_days, told
from videos.demo.reading.wish import Wish
from videos.design.plan import Beat, Chart, Effect


def tell(wish: Wish, theme: Theme | None) -> list[Beat]:
    """The scenes of the wish, as many as it asks for."""
    beats = _story(wish, theme)
    beats[0] = _with_effects(beats[0], wish.effects)
    beats[-1] = _with_effects(beats[-1], wish.effects)
    return resized(beats, wish.scene_count, _points(wish, theme)) if wish.scene_count else beats


def resized(beats: list[Beat], count: int, points: list[tuple[str, str]]) -> list[Beat]:
    """`count` of the beats: the first and the last are kept the longest.

    Statements are added behind those there are, else before the last beat: a summary comes after what it sums up.
    """
    count = max(1, count)
    if count < len(beats):
        return beats[:1] if count == 1 else [*beats[: count - 1], beats[-1]]
    said = {beat.texts[0] for beat in beats}
    spare = [Beat("statement", point) for point in points if point[0] not in said]
    missing = count - len(beats)
    spare += [Beat("statement", (f"Part {len(said) + i + 1}", "And the story goes on.")) for i in range(missing)]
    if len(beats) == 1:
        return [*beats, *spare[:missing]]
    told = [index for index, beat in enumerate(beats) if beat.layout == "statement"]
    place = told[-1] + 1 if told else len(beats) - 1
    return [*beats[:place], *spare[:missing], *beats[place:]]


def shown(topic: str) -> str:
    """A topic as a title: its first letter, and each longer word of a short one, in capitals."""
    words = topic.split()
    if len(words) > 4:
        return topic[:1].upper() + topic[1:]
    small = {"of", "the", "and", "a", "an", "in", "on", "for", "to", "by", "with"}
    return " ".join(w if i and w in small else w[:1].upper() + w[1:] for i, w in enumerate(words))


def _story(wish: Wish, theme: Theme | None) -> list[Beat]:
    if wish.occasion:
        return OCCASION_STORIES[wish.occasion](wish)
    if wish.chart:
        return _chart_story(wish, wish.chart)
    if wish.topic:
        return _topic_story(wish, theme)
    if wish.quotes:
        return _words_story(wish)
    return _effect_story(wish)


def _with_effects(beat: Beat, effects: tuple[Effect, ...]) -> Beat:
    together = tuple(dict.fromkeys((*effects, *beat.effects)))[:2]
    return Beat(beat.layout, beat.texts, beat.seconds, together, beat.chart)


def _points(wish: Wish, theme: Theme | None) -> list[tuple[str, str]]:
    """What can be said about the topic, in an order of the prompt's own where nothing is known about it."""
    turn = wish.seed % len(ANY_TOPIC)
    general = [*ANY_TOPIC[turn:], *ANY_TOPIC[:turn]]
    return [*(theme.points if theme else ()), *general]


def _topic_story(wish: Wish, theme: Theme | None) -> list[Beat]:
    title = wish.quotes[0] if wish.quotes else shown(wish.topic)
    subtitle = (
        shown(wish.topic) if wish.quotes else ("A closer look", "A short story", "In a few moments")[wish.seed % 3]
    )
    one, two, three = _points(wish, theme)[:3]
    return [
        Beat("title", (title, subtitle), 3.5),
        Beat("statement", one, 4.0),
        Beat("points", ("In short", one[0], two[0], three[0]), 4.5),
        Beat("closing", (wish.quotes[1] if len(wish.quotes) > 1 else three[1], shown(wish.topic)), 3.5),
    ]


def _words_story(wish: Wish) -> list[Beat]:
    first, *others = wish.quotes
    return [Beat("title", (first,), 5.0), *(Beat("quote", (words,), 4.0) for words in others)]


EFFECT_TITLES: dict[Effect, tuple[str, str]] = {
    "firework": ("Light up the sky", "A night to remember"),
    "confetti": ("Hooray!", "Let's celebrate"),
    "snow": ("Let it snow", "Soft, white and quiet"),
    "sparks": ("Shine", "A little spark is enough"),
    "bubbles": ("Light as a bubble", "Up, up and away"),
}


def _effect_story(wish: Wish) -> list[Beat]:
    effect = wish.effects[0] if wish.effects else "sparks"
    return [
        Beat("effect", (), 5.0, (effect,)),
        Beat("title", EFFECT_TITLES[effect], 4.0, (effect,)),
    ]


SPANS = {"daily", "weekly", "monthly", "quarterly", "yearly", "annual"}


def _chart_story(wish: Wish, chart: Chart) -> list[Beat]:
    title = wish.quotes[0] if wish.quotes else shown(chart.title) or "The numbers"
    title = f"{title} numbers" if title.lower() in SPANS else title
    best = max(range(len(chart.values)), key=lambda i: chart.values[i])
    total = sum(chart.values)
    share = round(100 * chart.values[best] / (total or 1))
    note = "The highest of all" if chart.kind == "line" else f"{share}% of the total"
    beats = [Beat("chart", (title, f"{total:g} in all"), 5.0, chart=chart)]
    if chart.kind == "bar" and len(chart.values) > 2 and min(chart.values) >= 0 < total:
        shares = Chart("donut", chart.labels, chart.values, chart.title)
        beats.append(Beat("chart", ("How it divides",), 4.5, chart=shares))
    return [*beats, Beat("closing", (f"{shown(chart.labels[best])}: {chart.values[best]:g}", note), 3.5)]


def _birthday(wish: Wish) -> list[Beat]:
    name = wish.name
    return [
        Beat("title", ("Happy Birthday", name or "to you!"), 4.0, ("confetti",)),
        Beat(
            "quote",
            (wish.quotes[0] if wish.quotes else "May this year bring you joy, health and good surprises.",),
            4.0,
        ),
        Beat(
            "closing",
            (f"Have a wonderful day, {name}!" if name else "Have a wonderful day!", "Cheers"),
            4.0,
            ("firework",),
        ),
    ]


def _wedding(wish: Wish) -> list[Beat]:
    names = wish.name or shown(wish.topic) or "Together"
    return [
        Beat("title", (names, "are getting married" if wish.name else "A wedding"), 4.0),
        Beat("quote", (wish.quotes[0] if wish.quotes else "Two hearts, one journey.",), 4.0),
        Beat("closing", ("Celebrate with us", names), 4.0, ("confetti",)),
    ]


def _launch(wish: Wish) -> list[Beat]:
    subject = shown(wish.topic)
    name = wish.quotes[0] if wish.quotes else subject or "Something new"
    about = subject if wish.quotes and subject.lower() not in name.lower() else "Meet our newest idea"
    return [
        Beat("logo", (name, about), 3.5),
        Beat("points", (f"Why {name}?", "Designed with care", "Simple from the first day", "Made to last"), 4.5),
        Beat("closing", (f"{name} is here", "Available now"), 3.5, ("confetti",)),
    ]


def _countdown(wish: Wish) -> list[Beat]:
    end = wish.quotes[0] if wish.quotes else shown(wish.topic) or "Go!"
    numbers = tuple(str(number) for number in range(wish.count_from, 0, -1))
    return [
        Beat("countdown", numbers, float(wish.count_from)),
        Beat("title", (end,), 3.5, ("firework",)),
    ]


def _author(wish: Wish) -> str:
    """Who said it: the second quotation, or the name after "by"."""
    named = re.search(r"\b(?:by|von|de|par) ((?:[A-ZÀ-Þ][\w.'’-]*)(?: (?:[A-ZÀ-Þ][\w.'’-]*|of|von|de))*)", wish.prompt)
    return wish.quotes[1] if len(wish.quotes) > 1 else named[1] if named else ""


def _quote(wish: Wish) -> list[Beat]:
    words = wish.quotes[0] if wish.quotes else "Well begun is half done."
    return [Beat("quote", (words, _author(wish) or shown(wish.topic)), 6.0)]


def _poem(wish: Wish) -> list[Beat]:
    """The verses of the first quotation, at most four on a page."""
    verses = "Soft falls the night, / the roads are white, / and all the world is still."
    words = wish.quotes[0] if wish.quotes else verses
    lines = [line.strip() for line in re.split(r"\n|/|(?<=[,;.!?]) ", words) if line.strip()]
    pages = [lines[i : i + 4] for i in range(0, len(lines), 4)][:5]
    beats = [Beat("poem", (*page, ""), 2.6 + 1.3 * len(page), wish.effects) for page in pages]
    last = beats[-1]
    return [*beats[:-1], Beat("poem", (*last.texts[:-1], _author(wish)), last.seconds, wish.effects)]


ADVICE = {
    "sunny": ("Enjoy the light", "Take your sunglasses"),
    "cloudy": ("Soft skies ahead", "A light jacket will do"),
    "rainy": ("Bring an umbrella", "And good shoes"),
    "snowy": ("Wrap up warm", "And watch your step"),
}


def _weather(wish: Wish) -> list[Beat]:
    days = read_days(wish.prompt)
    place = wish.quotes[0] if wish.quotes else shown(wish.topic or (wish.chart.title if wish.chart else "")) or "Today"
    last = days[-1].sky
    return [
        Beat("title", (place, "The weather"), 2.5),
        Beat("forecast", (place, *(told(day) for day in days)), 5.0),
        Beat("closing", ADVICE[last], 3.0),
    ]


def _recipe(wish: Wish) -> list[Beat]:
    dish = wish.quotes[0] if wish.quotes else shown(wish.topic) or "Something good"
    listed = wish.prompt.split(":", 1)[1] if ":" in wish.prompt else ""
    things = [each.strip(" .") for each in re.split(r",|;|\n|\band\b", listed) if each.strip(" .")][:5]
    needed = [thing[:1].upper() + thing[1:40] for thing in things] or ["Fresh ingredients", "A good pan", "Some time"]
    steps = "Mix everything until smooth", "Let it rest, heat the pan", "Cook until golden"
    return [
        Beat("title", (dish, "A simple recipe"), 3.0),
        Beat("points", ("You need", *needed), 4.5),
        Beat("points", ("How it goes", *steps), 4.5),
        Beat("closing", ("Enjoy your meal", dish), 3.5),
    ]


def _logo(wish: Wish) -> list[Beat]:
    name = wish.quotes[0] if wish.quotes else shown(wish.topic) or "Your name"
    tagline = wish.quotes[1] if len(wish.quotes) > 1 else ""
    return [Beat("logo", (name, tagline), 4.0, wish.effects)]


def _new_year(wish: Wish) -> list[Beat]:
    year = re.search(r"\b20\d\d\b", wish.prompt)
    return [
        Beat("countdown", ("3", "2", "1"), 3.0),
        Beat("title", ("Happy New Year", year[0] if year else "To new beginnings"), 5.0, ("firework",)),
    ]


def _christmas(wish: Wish) -> list[Beat]:
    return [
        Beat(
            "title",
            ("Merry Christmas", wish.quotes[0] if wish.quotes else "and a peaceful time"),
            4.5,
            ("snow",),
        ),
        Beat("closing", ("Warm wishes", shown(wish.topic) or "to you and yours"), 4.0, ("snow",)),
    ]


def _welcome(wish: Wish) -> list[Beat]:
    place = shown(wish.topic)
    return [
        Beat(
            "title",
            (f"Welcome, {wish.name}" if wish.name else "Welcome", wish.quotes[0] if wish.quotes else place),
            4.0,
        ),
        Beat("statement", ("Good to have you here", "Ask anything, try everything, take your time."), 4.0),
        Beat("closing", ("Let's begin", place), 3.5, ("confetti",)),
    ]


def _thanks(wish: Wish) -> list[Beat]:
    return [
        Beat("title", ("Thank you", wish.name or shown(wish.topic)), 4.0, ("sparks",)),
        Beat("quote", (wish.quotes[0] if wish.quotes else "It would not have been the same without you.",), 4.0),
    ]


def _sale(wish: Wish) -> list[Beat]:
    share = re.search(r"\d+ ?%", wish.prompt)
    name = f"{shown(wish.topic)} Sale".strip()
    return [
        Beat("title", (name, "For a short time only"), 3.0),
        Beat(
            "title",
            (f"{share[0]} off" if share else "Save big", "on everything you like"),
            3.5,
            ("confetti",),
        ),
        Beat("closing", (wish.quotes[0] if wish.quotes else "Don't miss it", name), 3.0),
    ]


OCCASION_STORIES: dict[str, Callable[[Wish], list[Beat]]] = {
    "birthday": _birthday, "wedding": _wedding, "launch": _launch, "countdown": _countdown, "quote": _quote,
    "new_year": _new_year, "christmas": _christmas, "welcome": _welcome, "thanks": _thanks, "sale": _sale,
    "weather": _weather, "recipe": _recipe, "logo": _logo, "poem": _poem,
}  # fmt: skip
