"""What somebody fills in on the first page, and the project that it becomes. It works without JavaScript."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID, uuid4

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest

from chat.conversation.new_message import NewMessage
from chat.conversation.sending import check_limits, send_message
from config.common.errors import ChatError, Invalid
from projects import lifecycle
from projects.access import number, project_for
from projects.models import MemberRole, Project
from projects.requests import user_of_request
from videos.document.complaints import Complaint
from videos.document.document import SIZES
from videos.gallery.video_templates import style_chosen, template_named
from videos.models import Author, Upload, begun_by_template
from videos.models.logos import LOGO
from videos.rendering.picture_limits import MOST_PICTURES, BadPicture, is_picture
from videos.web.assets_api import head_of, store_picture


@dataclass
class FirstMessage:
    """The form as it was sent. `project` and `pictures`: what stands already, when something was wrong before."""

    words: str = ""
    template: str = ""
    style: str = ""
    format: str = ""
    id: UUID = field(default_factory=uuid4)
    project: Project | None = None
    problems: list[str] = field(default_factory=list)
    http_status: int = 200

    @classmethod
    def sent_by(cls, request: HttpRequest) -> Self:
        """Raises NotFound where it names a project that is somebody else's."""
        given = request.POST
        kept = given.get("project", "")
        return cls(
            words=given.get("content", "").replace("\r\n", "\n"),  # forms send every line break so
            template=given.get("template", ""),
            style=given.get("style", ""),
            format=given.get("format", ""),
            id=_uuid(given.get("id", "")),
            project=project_for(request.user, number(kept), MemberRole.EDITOR) if kept else None,
        )

    @property
    def pictures(self) -> list[Upload]:
        """What stands already of the pictures that go with it."""
        return list(self.project.uploads.exclude(key=LOGO)) if self.project else []

    @property
    def speaks(self) -> bool:
        """Whether there is something to send: a template stands by itself."""
        return bool(self.words.strip()) or not self.template

    def begin(self, request: HttpRequest) -> Project | None:
        """The project that it becomes, with the message sent; None when something is wrong, which `problems` tell.

        Then nothing is lost: pictures that came are kept in a project, which the same form takes up when sent again.
        """
        owner, files = user_of_request(request), request.FILES.getlist("pictures")
        with self._noting():
            self._check(owner)
        if not self.problems or files:
            with self._noting():
                self.project = self._project(owner)
        for file in files if self.project else []:
            with self._noting(f"{file.name}: "):
                self._take(file, owner)
        if self.project and self.speaks and not self.problems:
            with self._noting():
                send_message(self.project, owner, NewMessage.saying(self._said(), self.id))
        return None if self.problems else self.project

    @contextmanager
    def _noting(self, about: str = "") -> Iterator[None]:
        """What is refused here is told to the person."""
        try:
            yield
        except (ChatError, Complaint) as error:
            self.problems.append(f"{about}{error.message}")
            self.http_status = max(self.http_status, getattr(error, "status", Invalid.status))

    def _check(self, owner: User) -> None:
        """Raises ChatError for what needs no project to be seen."""
        if self.style:
            style_chosen(self.style)
        if self.format and self.format not in SIZES:
            raise Invalid(f"There is no shape {self.format[:20]!r}; there are {', '.join(SIZES)}.")
        if not self.words.strip() and not self.template:
            raise Invalid("Write what the video should show, or take a template.")
        if self.speaks:
            NewMessage.saying(self._said()).check_content()
            check_limits(owner)

    def _project(self, owner: User) -> Project:
        """Raises ChatError or Complaint."""
        if not self.template:
            return self.project or lifecycle.create(owner)
        style = style_chosen(self.style) if self.style else None
        format: Any = self.format or "16:9"  # one of SIZES
        return begun_by_template(owner, template_named(self.template), project=self.project, style=style, format=format)

    def _take(self, file: "UploadedFile[bytes]", owner: User) -> None:
        """Keep a picture. Raises ChatError."""
        assert self.project is not None
        if not is_picture(head_of(file)):
            raise BadPicture(
                "This is no picture, and only pictures go with it. Add videos and recordings once the project is there."
            )
        if len(self.pictures) >= MOST_PICTURES:
            raise Invalid(f"At most {MOST_PICTURES} pictures go with the first message. Add this one later.")
        store_picture(self.project, file, Author.person(owner))

    def _said(self) -> str:
        """What is sent: the words, what was chosen for them, and the pictures by their ids, as the page writes them."""
        chosen = ""
        if not self.template:
            look = [f"Style: {self.style}." if self.style else "", f"Format: {self.format}." if self.format else ""]
            chosen = " ".join(filter(None, look))
        pictures = [f"[picture: {each.key}]" for each in self.pictures]
        parts = [self.words.strip(), chosen, "\n".join(pictures)]
        return "\n\n".join(filter(None, parts))


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return uuid4()
