"""A project's video: its document, and every version of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import jsonpatch
from django.db import models
from django.db.models import Q
from django.utils import timezone

from chat.models import Stream
from config.common.database import writing
from config.common.errors import Conflict, NotFound
from projects.accounts.models import Logo
from projects.models import Project
from videos.design.laying_out import settled_document
from videos.document.document import Document, PlainAsset, new_document, parse_document
from videos.document.naming import place_words
from videos.document.patches import AppliedPatch, Operation, apply_patch, difference
from videos.document.summaries import LONGEST, summarize
from videos.document.undo import UndoConflict, conflicts, taken_back
from videos.models.logos import LOGO, offered_logo, take_logo
from videos.models.uploads import with_uploads
from videos.rendering.pieces import assets_in_use
from videos.shapes import UndoConflictOut, VersionOut

T = TypeVar("T")


class AuthorKind(models.TextChoices):
    TOOL_CALL = "tool_call", "Tool call"
    BUILD = "build", "Scene build"
    PERSON = "person", "Person"
    SYSTEM = "system", "System"


@dataclass(frozen=True)
class Author:
    """Who makes a version: its kind, the id or name, the answer in whose turn it happens, and the user who wants it."""

    kind: AuthorKind
    id: str
    stream: int | None = None
    user: int | None = None

    @classmethod
    def person(cls, user: Any) -> "Author":
        return cls(AuthorKind.PERSON, user.get_username()[:200], user=user.pk)


class NothingToUndo(Conflict):
    code = "nothing_to_undo"
    sentence = "There is no change that could be undone."


class UndoMeetsLaterChanges(Conflict):
    """`paths`: what both touch; `versions`: the later changes."""

    code = "undo_conflict"
    shape = UndoConflictOut


class VideoManager(models.Manager["Video"]):
    def of(self, project: Project) -> "Video":
        """The project's video; a new project's is one empty scene, version 1."""
        if video := self.filter(project=project).first():
            return video
        return self.begin(project, self.unbegun(project).document, "A new video: one empty scene.")

    def unbegun(self, project: Project) -> "Video":
        """As a new project's video begins; nothing is stored."""
        return self.model(project=project, document=new_document(project.name).to_json())

    def begin(self, project: Project, document: dict[str, Any], summary: str) -> "Video":
        """Let the project's video begin as this document (JSON of a valid one), unless it began meanwhile."""
        with writing():  # who sees the video sees its first version
            video, created = self.get_or_create(project=project, defaults={"document": document})
            if created:
                video.versions.create(number=1, author_kind=AuthorKind.SYSTEM, summary=summary[:LONGEST])
        return video

    def locked(self, project: Project) -> "Video":
        """The project's video, ours until the transaction ends; its next change may show the owner's logo."""
        video = self.select_for_update().get(pk=self.of(project).pk)
        video.offer(offered_logo(project.pk))
        return video

    def as_if_locked(self, project: Project) -> "Video":
        """The video as `locked` gives it, but not to be changed: to find out what a change would make of it."""
        video = self.of(project)
        video.offer(offered_logo(project.pk))
        return video


class Video(models.Model):
    """The newest document. Every change of it is one `Version`. Hold the row (`locked`) while you change it."""

    project = models.OneToOneField(Project, models.CASCADE, related_name="video")
    version = models.PositiveIntegerField(default=1)
    document = models.JSONField()

    objects = VideoManager()

    offered: Logo | None = None  # is among the document's assets until the next change is stored, with it or without

    def __str__(self) -> str:
        return f"video of project {self.project_id}, version {self.version}"

    @property
    def parsed(self) -> Document:
        return parse_document(self.document)

    @property
    def shows_something(self) -> bool:
        """Not so a new project's: its one scene is empty."""
        return any(scene["order"] for scene in self.document["scenes"].values())

    def offer(self, logo: Logo | None) -> None:
        """Let a change name the logo, which the project does not have yet."""
        if logo and LOGO not in self.document["assets"]:
            self.offered = logo
            shown = PlainAsset.model_validate({"mime": logo.mime, "sha256": logo.sha256}).model_dump(mode="json")
            self.document = {**self.document, "assets": {**self.document["assets"], LOGO: shown}}

    def _taken(self, document: Document) -> Document:
        """`document` with the logo that was offered if something shows it, else without. Raises Complaint."""
        if self.offered is None:
            return document
        logo, self.offered = self.offered, None
        self.document = {**self.document, "assets": _without_logo(self.document["assets"])}
        if LOGO in assets_in_use(document):
            take_logo(logo, self.project)
            return document
        return document.model_copy(update={"assets": _without_logo(document.assets)})

    def patch(self, operations: list[Operation], author: Author, explanation: str = "") -> "Version":
        """Apply a JSON Patch, whole or not at all, as a new version; layouts follow (`settled_document`).

        Raises Complaint (InvalidPatch, InvalidDocument); then nothing is stored.
        """
        before = self.parsed
        return self.replace(settled_document(before, apply_patch(before, operations).document), author, explanation)

    def change(self, document: dict[str, Any], author: Author, explanation: str = "", **fields: Any) -> "Version":
        """Let the document be `document` (JSON), as a new version; layouts follow (`settled_document`).

        Raises Complaint; then nothing is stored.
        """
        return self.replace(settled_document(self.parsed, document), author, explanation, **fields)

    def replace(self, document: Document, author: Author, explanation: str = "", **fields: Any) -> "Version":
        """Let the document be `document`, and name all pictures of the project, as a new version. Raises Complaint."""
        whole = with_uploads(self._taken(document), self.project_id)
        return self._store(self._change_to(whole), author, explanation=explanation[:LONGEST], **fields)

    def _change_to(self, document: Document) -> AppliedPatch:
        """From the newest document, with every property that elements have today, to this one."""
        before, after = self.parsed.to_json(), document.to_json()
        return AppliedPatch(document, difference(before, after), difference(after, before))

    def _store(self, applied: AppliedPatch, author: Author, **fields: Any) -> "Version":
        before, self.document = self.document, applied.document.to_json()
        self.version += 1
        self.save(update_fields=["document", "version"])
        fields.setdefault("summary", summarize(before, self.document, applied.forward))
        version = self.versions.create(
            number=self.version,
            author_kind=author.kind,
            author=author.id,
            stream_id=author.stream,
            forward=applied.forward,
            inverse=applied.inverse,
            **fields,
        )
        self.project.renders.follow(version, author.user)
        return version

    def restore(self, number: int, author: Author) -> "Version":
        """Let the document be as in version `number`, as a new version. Raises NotFound."""
        document = self.document_at(number)
        return self.replace(document, author, summary=f"Restored version {number}", restored=number)

    def document_at(self, number: int) -> Document:
        """The document as it was in version `number`. Raises NotFound for one that is not there."""
        if not 1 <= number <= self.version:
            raise NotFound(f"The video has no version {number}; the newest is {self.version}.")
        return parse_document(next(document for at, document in self._backwards() if at == number))

    def _backwards(self) -> Iterator[tuple[int, dict[str, Any]]]:
        """Number and document of each version, the newest first. Patches of ours need no checking again."""
        number, document = self.version, self.document
        yield number, document
        older = self.versions.filter(number__lte=number)  # others may have stored newer ones since this was read
        for inverse in older.order_by("-number").values_list("inverse", flat=True):
            number, document = number - 1, jsonpatch.apply_patch(document, inverse)
            if not number:
                return
            yield number, document

    def undo(self, author: Author, number: int | None = None, stream: int | None = None) -> "Version":
        """Take back a change, as a new version: that of `number`, all of a turn, or the newest that still stands.

        Later changes stay. Raises NotFound, NothingToUndo, or UndoMeetsLaterChanges when they touch the same.
        """
        undone = self._to_undo(number, stream)
        first, numbers = undone[0].number, {version.number for version in undone}
        standing = self.versions.filter(number__gt=first).exclude(number__in=numbers).order_by("number")
        later = _standing(list(standing))
        meeting = conflicts([version.forward for version in undone], [version.forward for version in later])
        if meeting:
            raise self._undo_conflict(meeting, undone, later)
        try:
            document = self._without(undone, later)
        except UndoConflict as error:
            raise self._undo_conflict(error.paths, undone, later) from error
        version = self.replace(document, author, summary=self._told_of_undo(undone))
        self.versions.filter(number__in=numbers).update(undone_by=version.number)
        # To undo an undo is to redo: what it had taken back stands again.
        self.versions.filter(undone_by__in=numbers).update(undone_by=None)
        return version

    def _told_of_undo(self, undone: list["Version"]) -> str:
        if len(undone) > 1:
            return f"Undid {len(undone)} changes"
        (change,) = undone
        if change.restored:
            return f"Undid going back to version {change.restored}"
        if before := self.versions.filter(undone_by=change.number).order_by("number").last():
            return f"Again: {_lowered(before.summary)}"[:LONGEST]
        return f"Undid: {_lowered(change.summary)}"[:LONGEST]

    def _to_undo(self, number: int | None, stream: int | None) -> list["Version"]:
        """The versions that an undo takes back, oldest first."""
        changes = self.versions.filter(number__gt=1).order_by("number")
        if number is not None:
            if not changes.filter(number=number).exists():
                raise NotFound(f"There is no change {number} to undo; the newest version is {self.version}.")
            found = list(changes.filter(number=number, undone_by=None))
        elif stream is not None:
            found = list(changes.filter(stream_id=stream, undone_by=None))
        else:
            undos = changes.exclude(undone_by=None).values("undone_by")
            newest = changes.filter(undone_by=None).exclude(number__in=undos).last()
            if newest is None:
                raise NothingToUndo()
            found = list(changes.filter(stream=newest.stream_id, undone_by=None)) if newest.stream_id else [newest]
        if not found:
            raise NothingToUndo("That is undone already, or changed nothing in the video.")
        return found

    def _without(self, undone: list["Version"], later: list["Version"]) -> Document:
        """The newest document without the changes `undone`. Raises UndoConflict."""
        first = undone[0].number - 1
        if not later:
            return self.document_at(first)
        history: dict[int, dict[str, Any]] = {}
        for number, document in self._backwards():
            history[number] = document
            if number == first:
                break
        document = self.document
        for version in reversed(undone):
            old, new = history[version.number - 1], history[version.number]
            document = jsonpatch.apply_patch(document, taken_back(document, old, new, version.inverse))
        return parse_document(document)

    def _undo_conflict(
        self, paths: list[str], undone: list["Version"], later: list["Version"]
    ) -> UndoMeetsLaterChanges:
        places = list(dict.fromkeys(place_words(self.document, path) for path in paths))
        named = ", ".join(places[:3]) + (f" and {len(places) - 3} more" if len(places) > 3 else "")
        versions = [v.number for v in later if conflicts([v.forward], [[{"path": path} for path in paths]])]
        message = (
            f"Nothing was changed: later changes (version {', '.join(map(str, versions)) or '?'}) touch the same: "
            f"{named}. Undo those first, or restore version {undone[0].number - 1}."
        )
        return UndoMeetsLaterChanges(message, paths=paths, versions=versions)


def _lowered(summary: str) -> str:
    return summary[:1].lower() + summary[1:]


def _without_logo(assets: dict[str, T]) -> dict[str, T]:
    return {key: asset for key, asset in assets.items() if key != LOGO}


def _standing(later: list["Version"]) -> list["Version"]:
    """Without those that another of them took back, and without that one: together they changed nothing."""
    numbers = {version.number for version in later}
    undos = {version.undone_by for version in later if version.undone_by in numbers}
    return [v for v in later if v.number not in undos and not (v.undone_by and v.undone_by in numbers)]


class Version(models.Model):
    """One change of the document: the patch that leads to it, and the one that leads back."""

    video = models.ForeignKey(Video, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    author_kind = models.CharField(max_length=16, choices=AuthorKind.choices)
    author = models.CharField(
        max_length=200, blank=True, help_text="Id of the tool call or build, or name of the person."
    )
    stream = models.ForeignKey(
        Stream, models.SET_NULL, null=True, blank=True, related_name="versions", help_text="The answer it belongs to."
    )
    summary = models.CharField(max_length=500, blank=True, help_text="Made from the patch.")
    explanation = models.CharField(max_length=500, blank=True, help_text="What its author said about it.")
    restored = models.PositiveIntegerField(null=True, blank=True, help_text="The version that it brought back.")
    undone_by = models.PositiveIntegerField(null=True, blank=True, help_text="The version that took it back.")
    forward = models.JSONField(default=list)
    inverse = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["video", "number"], name="version_once"),
            models.CheckConstraint(condition=Q(author_kind__in=AuthorKind.values), name="version_author_known"),
        ]

    def __str__(self) -> str:
        return f"version {self.number} of {self.video_id}"

    def as_json(self) -> VersionOut:
        message = str(self.stream.message.uuid) if self.stream else None
        return {
            "version": self.number,
            "author": {"kind": self.author_kind, "id": self.author, "message": message},
            "summary": self.summary,
            "explanation": self.explanation,
            "restored": self.restored,
            "undone_by": self.undone_by,
            "created_at": self.created_at.isoformat(),
        }
