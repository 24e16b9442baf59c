"""The JSON that the API of the video tells, as chat/shapes.py."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from chat.shapes import JobOut
from config.common.json_types import ErrorOut, Json, JsonOf, Moment, Next, one_of
from projects.shapes import FontName
from videos.document.document import Document
from videos.document.slots import Slots

AuthorKindName = Annotated[str, one_of("tool_call", "build", "person", "system")]
FormatName = Annotated[str, one_of("mp4", "webm", "gif", "lottie", "png")]
QualityName = Annotated[str, one_of("draft", "standard", "high")]
DocumentJson = Annotated[Json, JsonOf(Document)]


class AuthorOut(TypedDict):
    kind: AuthorKindName
    id: Annotated[str, Field(description="Id of the tool call or build, name of the person.")]
    message: Annotated[str | None, Field(description="The answer in whose turn it happened.")]


class VersionOut(TypedDict):
    version: int
    author: AuthorOut
    summary: str
    explanation: str
    restored: Annotated[int | None, Field(description="The version that this one brought back.")]
    undone_by: Annotated[int | None, Field(description="The version that took this one back.")]
    created_at: Moment


class VersionsOut(TypedDict):
    items: list[VersionOut]
    next: Next


class VideoOut(TypedDict):
    version: int
    document: DocumentJson


class ChangedOut(VersionOut):
    document: DocumentJson


class ChangedMeanwhileOut(ErrorOut):
    version: Annotated[int, Field(description="The newest version.")]


class WrongPlaceOut(ErrorOut):
    reason: Annotated[str, Field(description="A code of what is wrong.")]
    path: Annotated[str, Field(description="Pointer of what is wrong.")]


class UnfitSlotOut(TypedDict):
    slot: Annotated[str, Field(description='"layout" for what is wrong with all of it.')]
    message: str


class UnfitSceneOut(WrongPlaceOut):
    slots: Annotated[list[UnfitSlotOut], Field(description="All that is wrong, by slot.")]


class LayoutOut(TypedDict):
    """A layout, for the words of one scene."""

    name: str
    about: str
    needs: Annotated[list[str], Field(description="Slots without which it shows nothing.")]
    takes: Annotated[list[str], Field(description="Further slots that it shows.")]
    counts: Annotated[dict[str, list[int]], Field(description="Least and most entries of its lists.")]
    fits: Annotated[bool, Field(description="Whether the scene's words are enough for it.")]
    loses: Annotated[list[str], Field(description="Slots of the scene for which it has no place.")]


class LayoutsOut(TypedDict):
    items: list[LayoutOut]
    next: Next
    words: Annotated[Json, JsonOf(Slots), Field(description="The slots; of a scene made by hand, made of its texts.")]


class UndoConflictOut(ErrorOut):
    paths: Annotated[list[str], Field(description="What both touch.")]
    versions: Annotated[list[int], Field(description="The later changes.")]


class BuildOut(JobOut):
    kind: Literal["build"]
    scene: str
    title: str
    activity: Annotated[str | None, Field(description="thinking, writing or retrying")]
    attempts: Annotated[int, Field(description="Requests to the model so far.")]
    retry_reason: str | None
    retry_in_s: float | None
    version: Annotated[int | None, Field(description="The version that it made.")]
    started_at: Moment | None
    seconds: Annotated[float | None, Field(description="How long it took.")]


class RenderOut(JobOut):
    kind: Literal["render"]
    version: int
    outdated: Annotated[bool, Field(description="The video was changed since this version.")]
    format: FormatName
    quality: QualityName
    height: Annotated[int | None, Field(description="Pixels of the shorter side; null for a format without pixels.")]
    shape: Annotated[str | None, Field(description='"9:16" and so on, where it is not the video\'s own.')]
    size: Annotated[int | None, Field(description="Bytes.")]
    warnings: Annotated[
        list[str], Field(description="What could not be drawn, and what of the words is overlapping, cut or faint.")
    ]
    file: Annotated[str | None, Field(description="Its address, once it is ready.")]


class SpeechOut(JobOut):
    kind: Literal["speech"]
    version: int
    lines: Annotated[int, Field(description="That were to be spoken.")]
    unspoken: Annotated[dict[str, str], Field(description="Why the words of a scene are missing, by scene.")]


class OrderedPictureOut(JobOut):
    kind: Literal["picture"]
    about: Annotated[str, Field(description="What is seen in it, as the image server is told.")]
    shape: Annotated[str, Field(description="landscape, portrait or square")]
    scene: Annotated[str | None, Field(description="The scene whose picture it becomes.")]
    asset: Annotated[str | None, Field(description="Its id among the project's pictures, once it is there.")]
    url: Annotated[str | None, Field(description="Its address, once it is there.")]
    attempts: Annotated[int, Field(description="Requests to the image server so far.")]
    warnings: Annotated[list[str], Field(description="Why the scene does not show it.")]


class AssetOut(TypedDict):
    """An uploaded picture, recording or clip (a video): elements, or tracks of music and sound, name its id."""

    id: str
    name: str
    mime: str
    width: Annotated[int | None, Field(description="Pixels; null for a recording.")]
    height: Annotated[int | None, Field(description="Pixels; null for a recording.")]
    seconds: Annotated[float | None, Field(description="How long a recording or a clip is; null for a picture.")]
    waveform: Annotated[
        list[int] | None,
        Field(
            description="How loud it is from beginning to end: at most 200 peaks, 100 is the loudest of them; empty "
            "for a clip in which nothing is heard, null for a picture."
        ),
    ]
    bytes: int
    url: str
    poster: Annotated[str | None, Field(description="The address of a picture of a clip, a JPEG; else null.")]
    created_at: Moment


class AssetsOut(TypedDict):
    items: list[AssetOut]
    next: Next
    made_by: Annotated[
        str | None, Field(description="The host that makes pictures to order, and is sent their words; null: nobody.")
    ]


class ShareOut(TypedDict):
    """A link for anybody."""

    id: str
    url: str
    version: Annotated[int | None, Field(description="null: whatever is newest.")]
    created_at: Moment
    expires_at: Moment
    revoked_at: Moment | None
    is_alive: bool
    views: int


class SharesOut(TypedDict):
    items: list[ShareOut]
    next: Next


class TemplateSceneOut(TypedDict):
    id: str
    layout: str
    seconds: float


class TemplateOut(TypedDict):
    """A whole video to begin with."""

    id: str
    title: str
    about: str
    group: Annotated[str, Field(description="What it is for, in words.")]
    style: Annotated[str, Field(description="Its own; another may be chosen.")]
    seconds: float
    scenes: list[TemplateSceneOut]
    still: Annotated[str, Field(description="Address of a picture, WebP; `?style=` shows it in another style.")]
    preview: Annotated[str, Field(description="Address of a small moving picture, MP4; with `?style=`, too.")]


class TemplatesOut(TypedDict):
    items: list[TemplateOut]
    next: Next


class StyleOut(TypedDict):
    """A look. Colours as #rrggbb."""

    name: str
    about: Annotated[str, Field(description="What it is for.")]
    background: str
    surface: str
    text: str
    accent: str
    accent2: str
    heading_font: FontName
    body_font: FontName


class StylesOut(TypedDict):
    items: list[StyleOut]
    next: Next


class PieceOut(TypedDict):
    name: str
    tempo: Annotated[int, Field(description="Beats a minute.")]
    key: Annotated[str, Field(description='As "C major".')]
    url: Annotated[str, Field(description="Where it is played.")]


class MoodOut(TypedDict):
    mood: str
    pieces: Annotated[list[PieceOut], Field(description="In the order in which `piece` of the music counts.")]


class VoiceOut(TypedDict):
    is_there: bool
    heard_by: Annotated[str | None, Field(description="The host to which the text is sent; null: it stays here.")]
    usual: Annotated[str | None, Field(description="The voice that speaks where none is named.")]
    how_to_get_one: Annotated[str | None, Field(description="Where there is none: what to do.")]


class LineOut(TypedDict):
    """What is said without a break; seconds of the video."""

    text: str
    start: float
    end: float


class SpokenSceneOut(TypedDict):
    """A scene in which something is said."""

    scene: str
    is_spoken: Annotated[bool, Field(description="All of it is.")]
    seconds: Annotated[float | None, Field(description="That a scene takes in which all of it is said.")]
    why_not: Annotated[str | None, Field(description="Why some of it is missing.")]
    lines: Annotated[list[LineOut], Field(description="Those that are spoken.")]


class RightOut(TypedDict):
    """Of what others have made, and what is seen or heard in videos."""

    what: str
    licence: str
    asks: Annotated[str, Field(description="Of whoever posts the video.")]


class SoundOut(TypedDict):
    version: int
    captions: Annotated[bool, Field(description="Whether what is said is read in the picture.")]
    music: list[MoodOut]
    voice: VoiceOut
    scenes: list[SpokenSceneOut]
    words: Annotated[dict[str, str], Field(description="What each scene shows, as it could be read.")]
    on_beat: Annotated[
        dict[str, float] | None,
        Field(description="Seconds of each scene if they changed on the beat; null: nobody knows the beat."),
    ]
    rights: list[RightOut]
