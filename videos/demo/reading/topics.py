"""What the demo model knows about some topics: colours, a picture, and a few sentences. Data only."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Theme:
    """How a topic looks and what can be said about it. `points` are pairs of a heading and a sentence."""

    pattern: str
    palette: str
    backdrop: str
    icon: str
    points: tuple[tuple[str, str], ...]


THEMES = (
    Theme("coffee|café|kaffee|espresso|latte|barista", "coffee", "steam", "cup", (
        ("It starts with a bean", "Ripe coffee cherries are picked, dried and roasted."),
        ("Fire brings the flavour", "A few minutes of heat decide between bright and bold."),
        ("Freshly ground", "Aroma lives in the moment between mill and cup."),
        ("Take a break", "A warm cup, a quiet minute, a good idea."),
    )),
    Theme("tea|matcha|chai|thé|tee", "forest", "steam", "cup", (
        ("Two leaves and a bud", "The youngest leaves make the finest cup."),
        ("Water, time, patience", "Let it steep: three minutes can change the day."),
        ("Shared everywhere", "One table, one pot, many stories."),
    )),
    Theme("ocean|sea|beach|surf\\w*|whales?|fish|meer|mar|mer|water", "ocean", "waves", "wave", (
        ("Deep and blue", "Most of our planet lies below the surface."),
        ("Always in motion", "Wind and moon keep the water moving."),
        ("Full of life", "From tiny plankton to the largest whales."),
        ("Worth protecting", "Clean water begins with what we do on land."),
    )),
    Theme("space|stars?|galax\\w+|planets?|mars|moon|astronom\\w+|universe|rockets?|weltall|espacio", "night", "stars",
        "planet", (
        ("Look up", "Every light in the sky is an old story."),
        ("Worlds beyond ours", "Thousands of planets circle other suns."),
        ("One small step", "Curiosity carried us to the Moon and further."),
        ("We are stardust", "What we are made of was forged inside stars."),
    )),
    Theme("mountains?|hik\\w+|alps|climb\\w*|berge?|montañas?", "sunset", "hills", "mountain", (
        ("The path begins", "One step, then the next one."),
        ("Thin, clear air", "Higher up, everything grows quiet."),
        ("The view", "All the effort turns into a wide horizon."),
    )),
    Theme("nature|forests?|trees?|gardens?|plants?|photosynthesis|wald|bosque|climate|environment|earth|recycl\\w+",
        "forest", "hills", "leaf", (
        ("Everything is connected", "Roots, rain and light work together."),
        ("Sunlight at work", "Leaves turn light, water and air into life."),
        ("Slow is strong", "A forest grows while nobody watches."),
        ("Keep it green", "Small habits add up to a big difference."),
    )),
    Theme("cit(?:y|ies)|london|paris|berlin|new york|tokyo|madrid|rome|architecture|stadt|ciudad", "tech", "skyline",
        "building", (
        ("Awake at any hour", "Lights, windows, a million plans."),
        ("Streets full of stories", "Turn any corner and begin a new one."),
        ("Built by many", "A city is what its people make of it."),
    )),
    Theme("music|songs?|concerts?|band|guitar|piano|jazz|dj|musik|música|musique", "party", "bars", "note", (
        ("Feel the beat", "A rhythm moves you before you notice."),
        ("Made of air", "A melody is a wave that touches everyone."),
        ("Play it again", "Some songs keep a whole summer."),
    )),
    Theme("dogs?|cats?|puppy|puppies|kittens?|pets?|animals?|fox|hund\\w*|katzen?|perros?|gatos?", "sunset", "blobs",
        "paw", (
        ("A friend for life", "Loyal, curious and always happy to see you."),
        ("Full of energy", "Run, jump, nap, repeat."),
        ("Little rituals", "A walk, a meal and a warm place to sleep."),
        ("Pure heart", "They give more than they ask for."),
    )),
    Theme("travel\\w*|trips?|holidays?|vacation|journey|reisen?|viajes?|voyage", "sky", "waves", "globe", (
        ("Pack light", "What matters fits into one bag."),
        ("Get lost a little", "The best places are not on the list."),
        ("Bring back stories", "They weigh nothing and last long."),
    )),
    Theme("food|cook\\w*|recipes?|pizza|bakery|bread|cakes?|restaurant|kitchen|essen|comida|cuisine", "ember", "blobs",
        "heart", (
        ("Fresh ingredients", "Good food starts before the kitchen."),
        ("Made with patience", "Heat, time and a watchful eye."),
        ("Better together", "The best spice is company."),
    )),
    Theme("yoga|meditat\\w+|mindful\\w*|relax\\w*|calm|sleep|wellness", "spring", "rings", "leaf", (
        ("Breathe in", "Let the shoulders drop and the noise fade."),
        ("Breathe out", "Nothing to do, nowhere to be."),
        ("Be here", "One moment is enough."),
    )),
    Theme("fitness|sports?|running|marathon|football|soccer|basketball|gym|training|fußball|fútbol",
        "ember", "diagonals", "bolt", (
        ("Show up", "The first step is the hardest one."),
        ("Push a little more", "Progress hides in the last repetition."),
        ("Enjoy the win", "Big or small: you earned it."),
    )),
    Theme("ai|artificial intelligence|tech\\w*|software|coding|code|programming|python|computers?|robots?|data"
        "|startups?|internet|apps?", "tech", "grid", "bolt", (
        ("From idea to code", "A few clear lines can change how we work."),
        ("Fast, then faster", "Machines do the routine, people do the thinking."),
        ("Built to last", "Simple parts that work well together."),
        ("Made for people", "Good technology steps out of the way."),
    )),
    Theme("books?|reading|school|learning|education|history|university|library|bücher|libros?",
        "paper", "blobs", "book", (
        ("Once upon a time", "Every page opens another door."),
        ("Ask why", "Learning begins with one good question."),
        ("Pass it on", "Knowledge grows when it is shared."),
    )),
    Theme("love|hearts?|valentine\\S*|liebe|amor|amour", "rose", "hearts", "heart", (
        ("It is in the details", "A word, a glance, a cup of tea."),
        ("Side by side", "Through busy days and quiet ones."),
        ("Always", "Some things only grow."),
    )),
    Theme("summer|sun|sommer|verano|été", "sunset", "sun", "sun", (
        ("Long, bright days", "The evening light goes on and on."),
        ("Barefoot season", "Grass, sand and warm stone."),
        ("Make it last", "Collect sunshine for later."),
    )),
    Theme("winter|ski\\w*|ice|cold|invierno|hiver", "winter", "hills", "star", (
        ("First flakes", "The world turns soft and quiet."),
        ("Warm inside", "Blankets, candles and time together."),
        ("Clear nights", "Cold air, bright stars."),
    )),
    Theme("team\\w*|work|office|business|company|meeting|project|firma|empresa", "graphite", "grid", "chat", (
        ("A shared goal", "Everyone knows where we are going."),
        ("Clear steps", "Plan, try, learn, improve."),
        ("Stronger together", "Different talents, one result."),
        ("Celebrate progress", "Small wins carry big projects."),
    )),
)  # fmt: skip

ANY_TOPIC = (
    ("Where it begins", "Every good story has a first moment."),
    ("What makes it special", "The details you only see up close."),
    ("Why it matters", "It changes how we look at things."),
    ("How it grows", "One idea leads to the next."),
    ("The people behind it", "Many hands, one result."),
    ("What comes next", "The best part is still ahead."),
    ("A closer look", "Take a moment to see it properly."),
    ("In everyday life", "It is nearer than you think."),
    ("Something to remember", "Keep this one thought with you."),
)
ANY_BACKDROPS = ("blobs", "rings", "diagonals", "grid", "bars", "waves")
ANY_ICONS = ("star", "bolt", "chat", "heart", "globe")


def theme_for(topic: str) -> Theme | None:
    """The theme that a topic belongs to, if there is one."""
    return next((each for each in THEMES if re.search(rf"\b(?:{each.pattern})\b", topic, re.IGNORECASE)), None)
