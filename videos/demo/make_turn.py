"""A turn that makes a new video: plan, render, sum up. The scenes are built when it is over."""

from dataclasses import replace

from videos.demo import phrases
from videos.demo.calling import render_call
from videos.demo.planning import plan_arguments, plan_video
from videos.demo.reading.conversation import Conversation
from videos.demo.reading.subjects import ABOUT
from videos.demo.reading.wish import Wish, read_wish
from videos.demo.utterances import Call, Utterance
from videos.design.plan import VideoPlan
from videos.document.document import format_of


def create(conversation: Conversation) -> Utterance:
    """Plan, then ask for the file and sum up."""
    plan = _plan(conversation)
    if not conversation.has_tried("plan_scenes"):
        return Utterance(phrases.opening(plan), [Call("plan_scenes", plan_arguments(plan))])
    if not conversation.has_done("plan_scenes"):
        return Utterance(phrases.refused(conversation.failures[0].reason))
    if "render_video" in conversation.tools and not conversation.has_tried("render_video"):
        return Utterance(phrases.building(plan), [render_call()])
    return Utterance(phrases.summary(plan, [f"`{each.tool}`: {each.reason}" for each in conversation.failures]))


def _plan(conversation: Conversation) -> VideoPlan:
    """The plan of this turn: the same in each of its steps, since it follows from the prompt and the first call."""
    wish = wished(conversation)
    made = next((each.arguments for each in conversation.done if each.tool == "plan_scenes"), {})
    document = conversation.document
    format = format_of(document["width"], document["height"]) if document else "16:9"
    return plan_video(wish, made.get("format") or format)


def wished(conversation: Conversation) -> Wish:
    """What the prompt wishes for. After a refused plan new measures are enough: the subject is still the old one."""
    wish = read_wish(conversation.prompt)
    last = conversation.earlier[-1] if conversation.earlier else []
    was_refused = any(each.tool == "plan_scenes" and each.failed for each in last)
    if not was_refused or not (wish.scene_count or wish.duration_s) or names_content(wish):
        return wish
    old = read_wish(conversation.before)
    return replace(
        old,
        scene_count=wish.scene_count or old.scene_count,
        duration_s=wish.duration_s or old.duration_s,
    )


def names_content(wish: Wish) -> bool:
    """Whether the prompt names something to show, and not only words that may be an order."""
    return bool(wish.occasion or wish.effects or wish.quotes or wish.chart or ABOUT.search(wish.prompt))
