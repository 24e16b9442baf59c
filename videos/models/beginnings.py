"""How a project begins with a video: one that a template makes, or one that another project has."""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User

from config.common.database import writing
from config.common.errors import Conflict
from config.common.hints import announce
from projects import lifecycle
from projects.brand import NO_BRAND
from projects.models import Project, ProjectSettings
from videos.design.restyling import branded
from videos.design.styles import STYLES
from videos.document.document import Asset, Document, Format, parse_document
from videos.document.style import Style
from videos.gallery.video_templates import Template
from videos.models.builds import SceneBuild
from videos.models.logos import LOGO, offered_logo, take_logo
from videos.models.recordings import copy_speech
from videos.models.uploads import Upload, copy_uploads
from videos.models.video import Author, Video

Json = dict[str, Any]
COPY = " (copy)"
SETTINGS = [  # all that is chosen for a project
    each.name for each in ProjectSettings._meta.concrete_fields if each.name not in ("id", "project", "updated_at")
]


class ScenesNotBuilt(Conflict):
    code = "scenes_not_built"
    sentence = "Some scenes are being drawn. Duplicate the video when they are there."


def begun_by_template(
    owner: User,
    template: Template,
    *,
    name: str | None = None,
    project: Project | None = None,
    style: Style | None = None,
    format: Format = "16:9",
) -> Project:
    """A project, or the `project` that is there, whose video is the template, with the owner's brand.

    In a `style` that was chosen its colours stay, else they are the brand's. Raises BadName or Complaint.
    """
    with writing():
        project = project or lifecycle.create(owner, template.title if name is None else name)
        brand = ProjectSettings.objects.of(project.pk).brand
        look = branded(style or STYLES[template.style], brand, is_chosen=style is not None)
        document = template.document(look, format, _logo(project))
        _begin(project, document, f"From the template “{template.title}”", owner)
    announce(projects=[project.pk], work=True)
    return project


def duplicated(source: Project, owner: User) -> Project:
    """A project of `owner` with the video, settings and pictures of `source`, and nothing that was said there.

    Raises ScenesNotBuilt; OSError where the disk takes no more files.
    """
    video = Video.objects.of(source)
    if SceneBuild.objects.to_come(video):
        raise ScenesNotBuilt()
    name = f"{source.name[: Project.LONGEST_NAME - len(COPY)]}{COPY}" if source.is_named else None
    with writing():
        project = copied(video, owner, name, video.document, SETTINGS)
    announce(projects=[project.pk], work=True)
    return project


def copied(
    video: Video, owner: User, name: str | None, document: Json, settings: Iterable[str] = tuple(NO_BRAND)
) -> Project:
    """A project of `owner` that begins with `document`, made of `video`, with these settings of its and its pictures.

    In the transaction of whoever asks. Raises BadName; OSError where the disk takes no more files.
    """
    source = video.project
    project = lifecycle.create(owner, name)
    _copy_settings(source, project, settings)
    copy_uploads(source.pk, project)
    copy_speech(source.pk, project)
    _begin(project, parse_document(document), f"Copied from {source.name}", owner)
    return project


def _begin(project: Project, document: Document, summary: str, owner: User) -> None:
    """Let the project's video be this document, with its draft, in the turn of `owner`."""
    if Video.objects.filter(project=project).exists():
        Video.objects.locked(project).replace(document, Author.person(owner), summary=summary)
        return
    video = Video.objects.begin(project, document.to_json(), summary)
    project.renders.follow(video.versions.get(), owner.pk)


def _copy_settings(source: Project, project: Project, names: Iterable[str]) -> None:
    """These of what was chosen for a project; for another owner, whose kit is another, also what the kit gave."""
    chosen = ProjectSettings.objects.of(source.pk)
    values = {name: getattr(chosen, name) for name in names}
    if project.owner_id != source.owner_id:
        values |= chosen.brand
    if any(value not in (None, "", []) for value in values.values()):
        ProjectSettings.objects.create(project=project, **values)


def _logo(project: Project) -> dict[str, Asset]:
    """The owner's logo as a picture of the project. Raises Complaint where the disk takes no file."""
    if logo := offered_logo(project.pk):
        take_logo(logo, project)
    return {each.key: each.asset for each in Upload.objects.filter(project=project, key=LOGO)}
