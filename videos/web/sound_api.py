"""What is heard in the video: music to choose from, who speaks, what is said when, and that as files of captions."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query

from chat import jobs
from chat.shapes import JobOut
from config.common.database import writing
from config.common.errors import Conflict, NotFound
from config.common.file_response import FileAnswer, described_file, file_response
from config.common.hints import announce
from config.common.router import Router, content, refuses
from projects.models import Project
from projects.requests import WithStatus, project_of
from videos.document.document import Document
from videos.models import Speech, Version, Video
from videos.models.recordings import library_of
from videos.models.speeches import silent_scenes
from videos.rights import RIGHTS
from videos.shapes import MoodOut, SoundOut, SpeechOut, SpokenSceneOut, VoiceOut
from videos.sound.beds import beds
from videos.sound.caption_files import as_srt, as_vtt
from videos.sound.cues import Library, Line, lines_spoken, seconds_of
from videos.sound.sound_changes import lengths_on_the_beat, words_to_read
from videos.speech.engines import HOW_TO_GET_ONE, engine

router = Router()


class NothingToSpeak(Conflict):
    code = "nothing_to_speak"
    sentence = "All that is said in the video is spoken already."


Number = Annotated[int | None, Query(None, ge=1, le=2**31 - 1, description="The newest when absent.")]
CAPTIONS = {"srt": (as_srt, "application/x-subrip"), "vtt": (as_vtt, "text/vtt")}


@router.get(
    "/projects/{id}/sound",
    summary="What is heard in the video, and what could be",
    description="Music to choose from, who speaks, and what is said in which scene.",
    response=SoundOut,
)
def get_sound(request: HttpRequest, id: str, version: Number = None) -> SoundOut:
    found, document, library = _heard(project_of(request, id), version)
    lines, silent = lines_spoken(document, library), silent_scenes(found, document, library)
    voices = document.audio.voices
    return {
        "version": found.number,
        "captions": document.audio.captions,
        "music": _moods(id),
        "voice": _voice(),
        "scenes": [_scene(document, name, lines, library, silent) for name in document.scene_order if name in voices],
        "words": words_to_read(document),
        "on_beat": lengths_on_the_beat(document),
        "rights": [{"what": each.what, "licence": each.licence, "asks": each.asks} for each in RIGHTS],
    }


@router.post(
    "/projects/{id}/sound/speech",
    summary="Let be spoken what is missing in the newest version",
    description="The job that is under way, or a new one; after a failure, too.",
    response={202: SpeechOut},
)
@refuses(NothingToSpeak)
def speak(request: HttpRequest, id: str) -> WithStatus[JobOut]:
    project = project_of(request, id)
    if engine() is None:
        raise NothingToSpeak(HOW_TO_GET_ONE)
    with writing():
        video = Video.objects.locked(project)
        job = Speech.objects.ask(video.versions.get(number=video.version), video.parsed)
    if job is None:
        raise NothingToSpeak()
    announce(projects=[project.pk], work=True)
    return 202, jobs.shown([job])[0]


@router.get(
    "/projects/{id}/sound/music/{piece}",
    summary="A piece of music that can be chosen; with Range",
    response={200: None},
    openapi_extra=described_file("audio/ogg"),
)
def get_music(request: HttpRequest, id: str, piece: str) -> FileAnswer:
    project_of(request, id)
    found = next((bed for pieces in beds().values() for bed in pieces if bed.name == piece), None)
    if found is None:
        raise NotFound()
    return file_response(request, found.path, found.path.name)


@router.get(
    "/projects/{id}/captions.{form}",
    summary="What is said, as a file of captions",
    description="The lines that are spoken already, with their times. With `?download` as a file to be saved.",
    response={200: None},
    openapi_extra={
        "responses": {200: {"description": "The captions.", "content": content("application/x-subrip", "text/vtt")}}
    },
)
def get_captions(
    request: HttpRequest, id: str, form: Annotated[Literal["srt", "vtt"], Path()], version: Number = None
) -> HttpResponse:
    project = project_of(request, id)
    found, document, library = _heard(project, version)
    written, kind = CAPTIONS[form]
    response = HttpResponse(written(lines_spoken(document, library)), content_type=f"{kind}; charset=utf-8")
    name = f"reeltalk-{project.pk}-v{found.number}.{form}"
    response["Content-Disposition"] = f'{"attachment" if "download" in request.GET else "inline"}; filename="{name}"'
    response["Cache-Control"] = "private, no-cache"
    return response


def _heard(project: Project, number: int | None) -> tuple[Version, Document, Library]:
    """A version, its document and the files of what is heard in it. Raises NotFound."""
    video = Video.objects.of(project)
    document = video.document_at(number or video.version)
    version = video.versions.select_related("video").get(number=number or video.version)
    return version, document, library_of(project.pk, document)


def _moods(project: str) -> list[MoodOut]:
    return [
        {
            "mood": mood,
            "pieces": [
                {
                    "name": bed.name,
                    "tempo": bed.tempo,
                    "key": bed.key,
                    "url": f"/api/projects/{project}/sound/music/{bed.name}",
                }
                for bed in pieces
            ],
        }
        for mood, pieces in beds().items()
    ]


def _voice() -> VoiceOut:
    speaker = engine()
    if speaker is None:
        return {"is_there": False, "heard_by": None, "usual": None, "how_to_get_one": HOW_TO_GET_ONE}
    heard_by = speaker.heard_by or None
    return {"is_there": True, "heard_by": heard_by, "usual": speaker.usual_voice, "how_to_get_one": None}


def _scene(
    document: Document, name: str, lines: list[Line], library: Library, silent: dict[str, str]
) -> SpokenSceneOut:
    voice = document.audio.voices[name]
    seconds = seconds_of(voice, library)
    return {
        "scene": name,
        "is_spoken": seconds is not None,
        "seconds": None if seconds is None else round(seconds, 2),
        "why_not": silent.get(name),
        "lines": [
            {"text": line.text, "start": round(line.start, 3), "end": round(line.end, 3)}
            for line in lines
            if line.scene == name
        ],
    }
