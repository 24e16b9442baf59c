"""The video again as other projects: in other words, or once for each row of a table."""

import json
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from pydantic import Field

from chat.llm.json_text import JsonText
from chat.tools import Rehearsed, ToolArguments, ToolContext
from config.common.errors import Invalid
from projects import lifecycle
from projects.models import Project
from videos.design.laying_out import settled_document
from videos.document.complaints import Complaint, Gathering, together
from videos.document.document import Document, parse_document
from videos.document.nearest import did_you_mean
from videos.document.scene_changes import Rewording, with_slots
from videos.models import SceneBuild, Video, copied
from videos.tools.shared import Json, as_part, listed_json, locked_video, video_tool
from videos.tools.table import filled, read_table

MOST = 20  # copies of one call
LONGEST_TITLE = 200


class CopyVideo(ToolArguments):
    """Copy the video into new projects: in other languages, or one for each row of a table. Tell their links."""

    copies_json: JsonText = Field(
        description=f'JSON array of 1 to {MOST}: {{"name":"…","replace":{{"words as they stand":"other words"}}}}; '
        'where wanted also "title" and "scenes":{"scene id":{"heading":"…"}}'
    )
    table_csv: str = Field(
        "", description="As it was given, with its header; copies_json then has one copy, with {column} for a cell"
    )


class CopyIn(ToolArguments):
    """One copy as a model writes it: slots of scenes are set when the words are replaced."""

    name: str
    title: str | None = None
    replace: dict[str, str] = {}
    scenes: dict[str, dict[str, Any]] = {}

    @property
    def project_name(self) -> str:
        return " ".join(self.name.split())  # cells may have lines


@dataclass(frozen=True)
class Copy:
    """`path`: where it stands in the arguments."""

    path: str
    wanted: CopyIn

    def complaint(self, complaint: Complaint) -> Complaint:
        """The same, told with the copy in which it is wrong; its paths begin at the document."""
        return together([self._told(each) for each in complaint.parts])

    def _told(self, each: Complaint) -> Complaint:
        between = "" if each.message.startswith("/") else ": "
        message = f"{self.path}{between}{each.message} (In the copy {self.wanted.project_name[:80]!r}.)"
        return Complaint(each.code, f"{self.path}{each.path}", message)


@video_tool("copy_video", CopyVideo, rehearsed=True)
def copy_video(context: ToolContext, arguments: CopyVideo) -> str:
    video = locked_video(context)
    _check_built(video)
    copies = _copies(arguments)
    documents = _documents(
        json.dumps(video.document), tuple((each.path, each.wanted.model_dump_json()) for each in copies)
    )
    if isinstance(documents, Complaint):
        raise documents
    if context.rehearses:
        raise Rehearsed
    made = [
        _made(context, video, copy.wanted.project_name, json.loads(document))
        for copy, document in zip(copies, documents, strict=True)
    ]
    links = "\n".join(f"[{_in_link(project.name)}]({project.get_absolute_url()})" for project in made)
    return f"Made {len(made)} {'project' if len(made) == 1 else 'projects'}:\n{links}"


def _check_built(video: Video) -> None:
    if names := SceneBuild.objects.to_come(video):
        message = f"Not drawn yet: {', '.join(names)}. Copy the video when they are, in an answer of its own."
        raise Complaint("scenes_not_built", "", message)


def _copies(arguments: CopyVideo) -> list[Copy]:
    """Raises Complaint with all that is wrong with them by themselves."""
    path = "/copies_json"
    listed = {f"{path}/{number}": each for number, each in enumerate(listed_json(arguments.copies_json, path))}
    if not 1 <= len(listed) <= MOST:
        message = f"{path}: one call makes 1 to {MOST} copies; these are {len(listed)}. Make some of them."
        raise Complaint("bad_copy_count", path, message)
    if arguments.table_csv and arguments.table_csv.strip():
        listed = _of_rows(listed, arguments.table_csv)
    copies, gathering = [], Gathering()
    for place, each in listed.items():
        with gathering:
            copies.append(Copy(place, as_part(CopyIn, each, place)))
            _check_copy(copies[-1])
    gathering.tell()
    return copies


def _of_rows(listed: dict[str, Any], table: str) -> dict[str, Any]:
    """The one copy, filled with each row of the table."""
    if len(listed) > 1:
        message = f"/copies_json: with a table it has one copy, made for each row; these are {len(listed)}."
        raise Complaint("bad_copy_count", "/copies_json", message)
    ((path, template),) = listed.items()
    as_part(CopyIn, template, path)
    rows = read_table(table, "/table_csv", MOST)
    return {f"/table_csv/{number}": filled(template, row, path) for number, row in enumerate(rows)}


def _check_copy(copy: Copy) -> None:
    gathering = Gathering()
    with gathering:
        try:
            lifecycle.checked_name(copy.wanted.project_name)
        except Invalid as error:
            raise Complaint(error.code, f"{copy.path}/name", f"{copy.path}/name: {error.message}") from error
    with gathering:
        if "" in copy.wanted.replace:
            message = f"{copy.path}/replace: which words are to be replaced? One of them is empty."
            raise Complaint("no_text", f"{copy.path}/replace", message)
    gathering.tell()


@lru_cache(maxsize=8)
def _documents(document: str, copies: tuple[tuple[str, str], ...]) -> tuple[str, ...] | Complaint:
    """The document (JSON text) of each copy; in the call's transaction they are found as its rehearsal made them."""
    before, gathering, made = parse_document(json.loads(document)), Gathering(), []
    for path, wanted in copies:
        with gathering:
            made.append(json.dumps(_document(before, Copy(path, CopyIn.model_validate_json(wanted)))))
    return together(gathering.found) if gathering.found else tuple(made)


def _document(before: Document, copy: Copy) -> Json:
    """The video in other words, laid out anew. Raises Complaint with all that does not fit."""
    wanted, gathering, rewording = copy.wanted, Gathering(), Rewording(copy.wanted.replace)
    document = rewording.of_document(before.to_json())
    title = rewording.of_text(before.title)[:LONGEST_TITLE].strip()
    document["title"] = wanted.title or title or wanted.project_name
    for words, count in rewording.found.items():
        with gathering:
            if not count:
                message = f"/replace: no text has the words {words[:80]!r}. get_video shows what is written."
                raise Complaint("text_not_found", "/replace", message)
    for name, slots in wanted.scenes.items():
        with gathering:
            document["scenes"][name] = _with_slots(document, name, slots)
    with gathering:  # of what fits so far, too: all that is wrong is told at once
        document = settled_document(before, document).to_json()
    if gathering.found:
        raise copy.complaint(together(gathering.found))
    return document


def _with_slots(document: Json, name: str, slots: Json) -> Json:
    order, path = document["scene_order"], f"/scenes/{name}"
    if name not in document["scenes"]:
        message = f"{path}: there is no scene {name!r}. The scenes are: {', '.join(order)}.{did_you_mean(name, order)}"
        raise Complaint("unknown_scene", path, message)
    scene: Json = document["scenes"][name]
    if scene["layout"] is None:
        message = f"{path}: scene {name} was drawn by hand and has no slots. Use replace for its words."
        raise Complaint("no_layout", path, message)
    return {**scene, "layout": with_slots(scene["layout"], slots, path)}


def _made(context: ToolContext, video: Video, name: str, document: Json) -> Project:
    """A project of the person who asked, with this document."""
    try:
        return copied(video, context.stream.user, name, document)
    except OSError as error:
        message = "The pictures cannot be copied: the disk takes no more files."
        raise Complaint("disk_full", "", message) from error


def _in_link(name: str) -> str:
    """A name as it stands in a Markdown link."""
    return "".join(f"\\{letter}" if letter in "\\[]" else letter for letter in name)
