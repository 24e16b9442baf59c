"""A turn that makes a new video: plan it, which makes its scenes, render, sum up."""

from collections.abc import Sequence

from videos.demo.changing.wished_changes import Change, read_changes
from videos.demo.conversation import Conversation
from videos.demo.languages import say
from videos.demo.talking import counted, not_shown, unclear
from videos.demo.utterances import Call, Utterance
from videos.document.document import format_of
from videos.document.placeholders import MOST_SCENES, MOST_SECONDS
from videos.drafting.video_drafts import Plan, plan_video
from videos.facts.languages import term
from videos.sound.sound_changes import USUAL_MOOD

TOLD = {"set_music": "music", "set_voice": "voice", "set_captions": "captions"}  # what is said when it is done
LONGEST_REST = 300  # characters of what did not fit that are told


def create(conversation: Conversation) -> Utterance:
    """Plan, then ask for the file and sum up."""
    plan = _plan(conversation)
    if plan is None:
        return Utterance(unclear(conversation.prompt))
    if conversation.plan is None:
        return Utterance(_opening(plan, conversation), [Call("plan_scenes", plan.arguments())])
    if conversation.plan.failed:
        return Utterance(say(plan.language.code, "failed", reason=conversation.plan.reason))
    if "render_video" in conversation.tools and len(conversation.done) == 1:
        rate = [Call("set_format", {"format": plan.format, "fps": plan.fps})] if plan.fps else []
        render = Call("render_video", {"format": "mp4", "quality": "standard"})
        return Utterance(say(plan.language.code, "made"), [*rate, *sound_calls(plan.content.sounds), render])
    return Utterance(_summary(plan, conversation))


def _plan(conversation: Conversation) -> Plan | None:
    """The plan of this turn: the same in each of its steps, since it follows from the prompt and the first call."""
    made = conversation.plan.arguments if conversation.plan else {}
    document = conversation.document
    format = format_of(document["width"], document["height"]) if document else "16:9"
    return plan_video(conversation.prompt, made.get("format") or format, conversation.brand, conversation.pictures)


def _opening(plan: Plan, conversation: Conversation) -> str:
    """What was read, what is made of it, and what of it cannot be."""
    code, wish, facts = plan.language.code, plan.content.wish, plan.content.facts
    told = {"scenes": counted(code, "scene", len(plan.scenes)), "seconds": f"{plan.seconds:g}", "format": plan.format}
    told |= {"topic": plan.title, "facts": counted(code, "fact", facts) if facts else say(code, "no_facts")}
    said = [] if plan.language.known else [say(code, "unknown_language")]
    said.append(say(code, "opening_bare" if plan.content.is_bare and plan.content.name else "opening", **told))
    if (wish.scenes or 0) > MOST_SCENES or (wish.seconds or 0) > MOST_SECONDS:
        said.append(say(code, "at_most"))
    elif wish.scenes and len(plan.scenes) > wish.scenes:
        said.append(say(code, "more_scenes", count=len(plan.scenes)))
    if plan.rest:
        rest = plan.rest[:LONGEST_REST] + "…" * (len(plan.rest) > LONGEST_REST)
        said.append(say(code, "too_many", rest=rest))
    said += [say(code, conversation.of_film)] if term("photo").search(conversation.prompt) else []
    return " ".join(said)


def _summary(plan: Plan, conversation: Conversation) -> str:
    """The last words about a new video: what each scene says, what is heard, and what did not work."""
    problems = [each.reason for each in conversation.failures]
    heard = [TOLD[each.tool] for each in conversation.done if each.tool in TOLD and not each.failed]
    code, about = plan.language.code, {"title": plan.title, "format": plan.format, "style": plan.style}
    lines = [say(code, "summary", seconds=f"{plan.seconds:g}", **about), ""]
    lines += [f"{number}. {scene.words or '✨'}" for number, (scene, _) in enumerate(plan.scenes, 1)]
    lines += ["", *(f"- {say(code, each)}" for each in heard)] if heard else []
    lines += ["", say(code, "not_all", reason=" ".join(problems))] if problems else []
    lines += not_shown(code, [each.result for each in conversation.done])
    return "\n".join([*lines, "", say(code, "change")])


def sound_calls(wishes: Sequence[str]) -> list[Call]:
    """A call each for music, a voice and captions, where they are wished; what is to be silent is so by itself."""
    changes = [each for each in read_changes(". ".join(wishes)).changes if each.deed == "sound"]
    wished = [each for each in changes if each.words != "none"]
    calls = [_music(music)] if (music := [each for each in wished if each.choice == "music"]) else []
    named = {each.choice for each in wished}
    calls += [Call("set_voice", {})] if "voice" in named else []
    return [*calls, Call("set_captions", {"on": True})] if "captions" in named else calls


def _music(wished: list[Change]) -> Call:
    mood = next((each.old for each in wished if each.old), USUAL_MOOD)
    return Call("set_music", {"mood": mood, "cuts_on_beat": any(each.words == "beat" for each in wished)})
