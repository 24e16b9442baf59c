"""What the demo model says where nothing is to be made, in the person's language. Pure."""

import re

from videos.demo.languages import said_in, say
from videos.facts.facts import facts_in
from videos.facts.languages import Language, language_of, terms
from videos.facts.wishes import read_quotes

LONGEST_CHAT = 120  # characters: a longer message is no greeting
NOT_SHOWN = re.compile(r"^Not shown yet from the message: (.+)$", re.MULTILINE)
ADDED = re.compile(r"^(?:Made|Added) ")  # answers of tools that tell what is not shown
ANSWERS = {"insult": ("sorry",), "asking": ("about_me",), "greeting": ("hello", "about_me")}


def small_talk(prompt: str) -> str | None:
    """The answer to a greeting, a question about the demo or an insult; None for anything else."""
    said = re.sub(r"[\W_]+", " ", prompt).strip() if len(prompt) <= LONGEST_CHAT else ""
    hello = rf"(?:(?:{terms('greeting')})\s*){{0,3}}"
    for kind, answers in ANSWERS.items():  # nothing but such words, after a greeting at most
        if said and re.fullmatch(rf"{hello}(?:(?:{terms(kind)})\s*){{1,3}}", said, re.IGNORECASE):
            language = language_of(prompt)
            return "\n\n".join([*(say(language.code, each) for each in answers), examples(language)])
    return None


def unclear(prompt: str) -> str:
    """The answer to a message that names nothing to show."""
    language = language_of(prompt)
    return f"{say(language.code, 'unclear')}\n\n{examples(language)}"


def examples(language: Language) -> str:
    """Three messages that somebody may send, a line each."""
    code = language.code
    foreign = "" if language.known else f"{say(code, 'unknown_language')}\n\n"
    return f"{foreign}{say(code, 'try')}\n" + "\n".join(f"- *{each}*" for each in said_in(code, "examples"))


def counted(code: str, name: str, count: int) -> str:
    """One scene, two scenes."""
    return say(code, name) if count == 1 else say(code, f"{name}s", count=count)


def not_shown(code: str, results: list[str]) -> list[str]:
    """The facts of the message that the video does not show yet, as the newest tool tells them that looks for them."""
    told = [NOT_SHOWN.search(each) for each in results if ADDED.search(each)]
    return ["", say(code, "not_shown", words=told[-1][1])] if told and told[-1] else []


def is_foreign_wish(prompt: str) -> bool:
    """Whether a few words in a language that is not spoken here hold nothing that is plainly to be shown."""
    known = language_of(prompt).known or len(prompt) > LONGEST_CHAT
    return not known and not facts_in(prompt) and not read_quotes(prompt)
