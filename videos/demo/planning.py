"""From a wish to a plan: scenes with seconds, colours, backgrounds and transitions. Pure."""

from typing import Any

from videos.demo.reading.topics import ANY_BACKDROPS, ANY_ICONS, Theme, theme_for
from videos.demo.reading.vocabulary import EFFECT_NAMES, Occasion
from videos.demo.reading.wish import Wish
from videos.demo.stories import shown, tell
from videos.design.colours import PALETTES, Palette, lightness, mix, palette_from
from videos.design.plan import Beat, Effect, PlannedScene, VideoPlan

DEFAULT_FPS = 30
SHORTEST_SCENE_SECONDS = 0.5
LOOKS: dict[Occasion, tuple[str, str]] = {
    "birthday": ("party", "balloons"), "wedding": ("rose", "hearts"), "launch": ("tech", "rings"),
    "countdown": ("graphite", "diagonals"), "new_year": ("night", "skyline"), "christmas": ("winter", "firs"),
    "welcome": ("spring", "blobs"), "thanks": ("rose", "hearts"), "sale": ("ember", "diagonals"),
    "weather": ("sky", "hills"), "recipe": ("ember", "blobs"), "logo": ("tech", "rings"),
}  # fmt: skip
EFFECT_LOOKS: dict[Effect, tuple[str, str]] = {
    "firework": ("night", "skyline"), "confetti": ("party", "blobs"), "snow": ("winter", "firs"),
    "sparks": ("ember", "rings"), "bubbles": ("ocean", "waves"),
}  # fmt: skip
ANY_PALETTES = ("tech", "sunset", "graphite", "spring", "rose", "ember", "ocean", "sky", "paper", "party")
CHART_PALETTES = ("tech", "graphite", "night")  # calm grounds, on which the numbers are what one sees
BY_HAND: frozenset[Occasion] = frozenset({"birthday", "wedding", "thanks", "christmas"})
TRANSITIONS = ("fade", "slide", "wipe")


def plan_arguments(plan: VideoPlan) -> dict[str, Any]:
    """The arguments of `plan_scenes`."""
    scenes = [
        {
            "id": scene.id,
            "description": describe(scene.beat),
            "duration_s": scene.duration_s,
            "on_screen_text": [words for words in scene.beat.texts if words],
            "kind": "text" if scene.beat.layout in ("title", "statement", "quote", "poem", "closing") else "custom",
        }
        for scene in plan.scenes
    ]
    about = {"title": plan.title, "intent": plan.intent, "reasoning": plan.reasoning}
    return {**about, "format": plan.format, "fps": plan.fps, "scenes": scenes}


def plan_video(wish: Wish, format: str = "16:9") -> VideoPlan:
    """The plan for a wish; `format` counts where the wish names none."""
    theme = theme_for(wish.topic)
    palette, backdrop, icon = _look(wish, theme)
    beats = tell(wish, theme)
    seconds = _seconds(beats, wish.duration_s)
    scenes = tuple(
        PlannedScene(
            _scene_id(i, beat),
            beat,
            seconds[i],
            _background(palette, wish.seed, i),
            _transition(wish.seed, i),
        )
        for i, beat in enumerate(beats)
    )
    return VideoPlan(
        title=title_of(wish, beats), intent=wish.prompt, reasoning=_reasoning(wish, beats),
        format=wish.format or format, fps=wish.fps or DEFAULT_FPS, palette=palette, backdrop=backdrop, icon=icon,
        style="script" if wish.occasion in BY_HAND else "", seed=wish.seed, scenes=scenes,
    )  # fmt: skip


def title_of(wish: Wish, beats: list[Beat]) -> str:
    """What the video is called."""
    if wish.name:
        return f"{beats[0].texts[0]}, {wish.name}"[:80]
    named = shown(wish.topic) or next((words for beat in beats for words in beat.texts if not words.isdigit()), "")
    return (named or "My video")[:80]


def describe(beat: Beat) -> str:
    """One line about a scene, for the plan."""
    names = [EFFECT_NAMES[effect] for effect in beat.effects]
    effects = f" with {' and '.join(names)}" if names else ""
    layouts = {
        "title": "Big animated title", "statement": "One thought with an icon", "points": "List that builds up",
        "quote": "Words to remember", "chart": "Numbers that grow into a chart", "countdown": "Countdown in a ring",
        "effect": "Full-frame effect", "closing": "Closing words", "poem": "Verses, line by line",
        "forecast": "The weather, a card a day", "logo": "Logo with a burst of light",
    }  # fmt: skip
    return layouts[beat.layout] + effects


def _reasoning(wish: Wish, beats: list[Beat]) -> str:
    return f"{len(beats)} short scenes, one thought each: {', '.join(beat.layout for beat in beats)}."[:300]


def _scene_id(index: int, beat: Beat) -> str:
    return "intro" if index == 0 else f"{beat.layout}-{index + 1}"


def _look(wish: Wish, theme: Theme | None) -> tuple[Palette, str, str]:
    """Palette, backdrop and icon: what the topic knows, else what occasion or effect suggest, else the prompt's own."""
    name = ANY_PALETTES[wish.seed % len(ANY_PALETTES)]
    backdrop = ANY_BACKDROPS[wish.seed // 7 % len(ANY_BACKDROPS)]
    icon = ANY_ICONS[wish.seed // 11 % len(ANY_ICONS)] if wish.topic and not wish.occasion else ""
    if wish.chart:
        name, backdrop = CHART_PALETTES[wish.seed % len(CHART_PALETTES)], "grid"
    if wish.effects:
        name, backdrop = EFFECT_LOOKS[wish.effects[0]]
    if wish.occasion in LOOKS:
        name, backdrop = LOOKS[wish.occasion]
    elif theme:
        name, backdrop, icon = theme.palette, theme.backdrop, theme.icon
    return palette_from(wish.colours, PALETTES[name]), backdrop, icon


def _seconds(beats: list[Beat], wanted: float | None) -> list[float]:
    """The seconds of each scene; together exactly what was asked for, where something was."""
    natural = [beat.seconds for beat in beats]
    if not wanted:
        return natural
    share = wanted / sum(natural)
    seconds = [max(SHORTEST_SCENE_SECONDS, round(each * share, 1)) for each in natural]
    seconds[-1] = round(max(SHORTEST_SCENE_SECONDS, wanted - sum(seconds[:-1])), 2)
    return seconds


def _background(palette: Palette, seed: int, index: int) -> dict[str, Any]:
    """A gradient that changes a little from scene to scene."""
    tinted = mix(palette.soft, palette.accents[index % 3], 0.12)
    if (seed + index) % 3 == 2 and lightness(palette.deep) < 0.5:
        return {"kind": "radial", "colors": [tinted, mix(palette.deep, tinted, 0.3), palette.deep]}
    angle = float((seed // 3 % 4) * 15 + 50 + 20 * (index % 3))
    return {
        "kind": "linear",
        "angle": angle,
        "colors": [palette.deep, mix(palette.deep, tinted, 0.5), tinted],
    }


def _transition(seed: int, index: int) -> dict[str, Any]:
    if index == 0:
        return {"kind": "fade", "duration": 0.3}
    return {"kind": TRANSITIONS[(seed + index) % len(TRANSITIONS)], "duration": 0.4}
