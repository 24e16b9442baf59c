"""What is said in a video, spoken line by line: a job of each version that has words nobody has spoken yet."""

from contextlib import suppress
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from chat.jobs import UNFINISHED, Job, JobQuerySet, JobStatus
from chat.work.leases import LeaseLost
from videos.document.document import Document
from videos.models.recordings import unspoken
from videos.models.video import Version
from videos.shapes import SpeechOut
from videos.sound.cues import Library, seconds_of
from videos.speech.engines import HOW_TO_GET_ONE, engine

NOT_YET = "Nobody has spoken it yet. Let it be spoken in the Sound panel."


class SpeechQuerySet(JobQuerySet["Speech"]):
    def follow(self, version: Version) -> None:
        """Let what is heard follow what is stored: `version` is its project's newest. Hold the video meanwhile.

        What is still to be spoken of older versions is not needed any more, unless somebody waits for a file of one.
        """
        older = self.filter(project_id=version.video.project_id).exclude(version=version).unfinished()
        changed = set[str]()
        for job in older.select_related("version").order_by("pk"):
            changed |= set(job.scenes)
            if not job.is_awaited:
                job.supersede()
        if _is_spoken(version.video.document):
            document = version.video.parsed
            changed |= _newly_said(version, document)
            self._begin(version, document, changed & document.audio.voices.keys() & document.scenes.keys())

    def ask(self, version: Version, document: Document) -> "Speech | None":
        """The job that speaks what is missing of `version`, which shows `document`: that under way, or a new one; None
        where all is spoken, or nobody speaks here. Hold the video."""
        for job in self.filter(version=version).unfinished():  # there is one at most
            if not job.stop_requested:
                return job
            with suppress(LeaseLost):  # its worker ended it just now
                job.move_to(JobStatus.CANCELLED)
        return self._begin(version, document, set())

    def _begin(self, version: Version, document: Document, scenes: set[str]) -> "Speech | None":
        speaker = engine() if document.audio.voices else None
        if speaker is None:
            return None
        project = version.video.project_id
        last = self.filter(project_id=project).exclude(status__in=UNFINISHED).order_by("-created_at").first()
        if last and last.status != JobStatus.READY:  # what it has not brought to its end is ours
            scenes |= set(last.scenes) & document.audio.voices.keys() & document.scenes.keys()
        missing = unspoken(project, document, speaker)
        if not missing and not scenes:
            return None
        lines = sum(map(len, missing.values()))
        return self.create(project_id=project, version=version, scenes=sorted(scenes | missing.keys()), lines=lines)


def _is_spoken(document: dict[str, Any]) -> bool:
    """Whether something is said in a document, as it is stored."""
    return any(track["type"] == "voice" for track in document.get("audio", {}).get("tracks", {}).values())


def _newly_said(version: Version, document: Document) -> set[str]:
    """The scenes in which something else is said than in the version before, or that are to fit it from now on."""
    if version.number == 1:  # begun as a copy, in which all fits
        return set()
    before = version.video.document_at(version.number - 1)
    known, voices = before.audio.voices, document.audio.voices
    fits_now = {
        name
        for name, scene in document.scenes.items()
        if scene.fits_voice and not (name in before.scenes and before.scenes[name].fits_voice)
    }
    return {name for name, voice in voices.items() if known.get(name) != voice or name in fits_now}


class Speech(Job):
    """The words of one version. `scenes` are as long as their words when all is spoken, if they were shorter."""

    KIND: ClassVar[str] = "speech"
    SHAPE = SpeechOut

    version = models.ForeignKey(Version, models.CASCADE, related_name="speeches")
    scenes = models.JSONField(default=list, blank=True, help_text="Those whose words are new.")
    lines = models.PositiveIntegerField(default=0, help_text="That nobody had spoken when it began.")
    attempts = models.PositiveIntegerField(default=0, help_text="Requests to the speech server.")
    error_detail = models.TextField(blank=True, help_text="The original words, for operators.")
    unspoken = models.JSONField(default=dict, blank=True, help_text="Why the words of a scene are missing, by scene.")

    objects = SpeechQuerySet.as_manager()  # type: ignore[misc]  # narrower than that of all jobs

    class Meta(Job.Meta):
        abstract = False
        verbose_name_plural = "speeches"
        constraints = [
            *Job.Meta.constraints,
            models.UniqueConstraint(fields=["version"], condition=Q(status__in=UNFINISHED), name="speech_once"),
        ]

    def __str__(self) -> str:
        return f"words of version {self.version_id} ({self.status})"

    @property
    def is_awaited(self) -> bool:
        """Whether somebody asked for a file of its version, which is not made yet."""
        return self.version.renders.filter(automatic=False, follows=False, status__in=UNFINISHED).exists()

    def supersede(self) -> None:
        """Something newer takes its place: end it where it waits, let its worker end it where it runs."""
        superseded = {"error_code": "superseded", "error_message": "The video was changed meanwhile."}
        with suppress(LeaseLost):  # a worker took it up just now
            if self.status == JobStatus.QUEUED:
                self.move_to(JobStatus.CANCELLED, **superseded)
                return
        Speech.objects.filter(pk=self.pk).unfinished().update(stop_requested=True, updated_at=Now(), **superseded)

    def fresh(self, user: Any = None) -> dict[str, Any]:
        return {**super().fresh(user), "unspoken": {}, "error_detail": "", "attempts": 0}

    @classmethod
    def look_up(cls, jobs: Any) -> None:
        models.prefetch_related_objects(jobs, models.Prefetch("version", Version.objects.only("number", "video")))

    def as_json(self) -> SpeechOut:
        return {
            **self.common_json(),
            "kind": "speech",
            "version": self.version.number,
            "lines": self.lines,
            "unspoken": self.unspoken,
        }


def silent_scenes(version: Version, document: Document, library: Library) -> dict[str, str]:
    """The scenes of which some words are missing, and the sentence that says why."""
    silent = [
        name
        for name, voice in document.audio.voices.items()
        if name in document.scenes and seconds_of(voice, library) is None
    ]
    if not silent:
        return {}
    if engine() is None:
        return dict.fromkeys(silent, HOW_TO_GET_ONE)
    tried = Speech.objects.filter(project_id=version.video.project_id, version__number__lte=version.number)
    ended = tried.exclude(status__in=UNFINISHED).exclude(error_code="superseded").order_by("-created_at").first()
    why = ended.unspoken if ended else {}
    return {name: why.get(name) or (ended and ended.error_message) or NOT_YET for name in silent}
