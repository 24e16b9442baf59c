"""Scenes by layout and words, and the look of all of them, changed by hand."""

from django.http import HttpRequest, HttpResponse

from config.common.errors import ChatError, NotFound
from config.common.router import Router, refuses
from projects.models import ProjectSettings
from projects.requests import project_of
from videos.design.restyling import branded
from videos.design.slot_changes import choices, with_words, words_of
from videos.design.styles import style_named
from videos.design.taking_over import transition_of
from videos.document.complaints import Complaint
from videos.document.document import Document, Scene, format_of
from videos.document.scene_changes import with_scene
from videos.document.slots import Slots
from videos.document.walking import is_empty
from videos.drafting.video_drafts import further_scenes, plan_video
from videos.models import Author, Version, Video, change_look
from videos.shapes import ChangedOut, LayoutsOut, UnfitSceneOut, UnfitSlotOut
from videos.tools.plan_tools import planned_document, planned_scene
from videos.tools.scene_arguments import Json, SceneIn, completed
from videos.web.document_api import ETAG, ONLY_WHILE, IfMatch, change_video
from videos.web.video_bodies import DraftIn, LookIn, SceneWordsIn
from videos.web.video_errors import DoesNotFit, VersionChanged

router = Router()


class UnfitScene(ChatError):
    code, status = "unfit_scene", 422
    sentence = "The scene cannot show these words; nothing was stored."
    shape = UnfitSceneOut


@router.get(
    "/projects/{id}/video/scenes/{scene}/layouts",
    summary="Every layout, and whether it could show the words of this scene",
    response=LayoutsOut,
)
def list_layouts(request: HttpRequest, id: str, scene: str) -> LayoutsOut:
    words = words_of(_scene_of(Video.objects.of(project_of(request, id)).parsed, scene))
    return {
        "items": [
            {
                "name": each.kind.name,
                "about": each.kind.about,
                "needs": list(each.kind.needs),
                "takes": list(each.kind.takes),
                "counts": {name: list(count) for name, count in each.kind.counts.items()},
                "fits": each.fits,
                "loses": list(each.loses),
            }
            for each in choices(words)
        ],
        "next": None,
        "words": words.model_dump(mode="json"),
    }


@router.patch(
    "/projects/{id}/video/scenes/{scene}",
    summary="Let a scene show other words, or have another layout",
    description=f"It is laid out anew, as by the tool `edit_scene`. {ONLY_WHILE}",
    response=ChangedOut,
    openapi_extra=ETAG,
)
@refuses(VersionChanged, UnfitScene)
def change_scene(
    request: HttpRequest, response: HttpResponse, id: str, scene: str, payload: SceneWordsIn, if_match: IfMatch = ""
) -> ChangedOut:
    def change(video: Video, author: Author) -> Version:
        document = video.parsed
        shown = _scene_of(document, scene).model_dump(mode="json")
        try:
            changed = with_words(shown, scene, payload.layout, payload.slots)
            told = document.to_json()
            scenes = {**told["scenes"], scene: changed}
            return video.change({**told, "scenes": scenes}, author, payload.explanation)
        except Complaint as error:
            slots = [_slot_of(part, f"/scenes/{scene}") for part in error.parts]
            raise UnfitScene(error.plain, reason=error.code, path=error.path, slots=slots) from error

    return change_video(request, response, id, if_match, change)


@router.post(
    "/projects/{id}/video/scenes",
    summary="Add scenes that show these words, each in a layout that holds its facts",
    description=f"Of an empty video they are the whole of it. No model is asked. {ONLY_WHILE}",
    response=ChangedOut,
    openapi_extra=ETAG,
)
@refuses(VersionChanged, DoesNotFit)
def add_scenes(
    request: HttpRequest, response: HttpResponse, id: str, payload: DraftIn, if_match: IfMatch = ""
) -> ChangedOut:
    def draft(video: Video, author: Author) -> Version:
        return video.change(_drafted(video, payload), author, "Scenes of your words")

    return change_video(request, response, id, if_match, draft)


def _drafted(video: Video, payload: DraftIn) -> Json:
    """The document with scenes of these words. Raises Complaint and NotFound."""
    document, told = video.parsed, video.parsed.to_json()
    format = format_of(document.width, document.height)
    plan = plan_video(payload.words, format)
    if plan is None:
        raise Complaint("no_words", "/words", "/words: there is nothing in them to show. Write what, when, where.")
    if is_empty(told):
        brand = ProjectSettings.objects.of(video.project_id).brand
        style = branded(style_named(plan.style), brand, is_chosen=False, colours=plan.colours)
        scenes = [SceneIn.model_validate(each) for each in plan.arguments()["scenes"]]
        return planned_document(plan.title, plan.format, style, scenes, video).to_json()
    if payload.after:
        _scene_of(document, payload.after)
    order = document.scene_order
    place = len(order) if payload.after is None else order.index(payload.after) + 1 if payload.after else 0
    drafted = further_scenes(payload.words, document.style, format)
    new = [SceneIn.model_validate(each.arguments("", each.seconds)) for each in drafted]
    for number, scene in enumerate(completed(new, order), place):
        made = planned_scene(scene, document, transition_of(document.style, number), "/words")
        told = with_scene(told, scene.id, made, number)
    return told


@router.patch(
    "/projects/{id}/video/style",
    summary="Let the whole video look as a style of the catalogue",
    description=f"Every scene with a layout is laid out anew, as by the tool `set_style`. {ONLY_WHILE}",
    response=ChangedOut,
    openapi_extra=ETAG,
)
@refuses(VersionChanged, DoesNotFit)
def change_style(
    request: HttpRequest, response: HttpResponse, id: str, payload: LookIn, if_match: IfMatch = ""
) -> ChangedOut:
    def change(video: Video, author: Author) -> Version:
        brand = ProjectSettings.objects.of(video.project_id).brand
        style = branded(style_named(payload.style), brand, is_chosen=True)
        return change_look(video, {**video.parsed.to_json(), "style": style.model_dump(mode="json")}, author)

    return change_video(request, response, id, if_match, change)


def _scene_of(document: Document, name: str) -> Scene:
    """Raises NotFound."""
    if name not in document.scenes:
        raise NotFound(f"The video has no scene {name[:64]!r}.")
    return document.scenes[name]


def _slot_of(part: Complaint, scene: str) -> UnfitSlotOut:
    """Which slot is meant: paths begin at the scene, at its layout, or at the slots."""
    place = part.path.removeprefix(scene).removeprefix("/layout").removeprefix("/slots").split("/")
    named = place[1] if len(place) > 1 else ""
    return {"slot": named if named in Slots.model_fields else "layout", "message": part.plain}
