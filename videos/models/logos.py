"""The logo of a project's owner, which is a picture of the project as soon as its video shows it."""

from django.db.models import Q

from projects.accounts.models import Logo
from projects.models import Project
from videos.document.complaints import Complaint
from videos.models.disk import written
from videos.models.uploads import MOST_UPLOADS, Upload
from videos.rendering.tasks import told_of

LOGO = "logo"  # the id by which documents ask for it


def logo_id(project: Project) -> str:
    """By which id the owner's logo is a picture of the project, or would be; "" where they have none.

    A picture that the project itself has by that id comes first: it has a logo of its own.
    """
    logo = getattr(project.owner, "logo", None)
    known = Upload.objects.filter(project=project, sha256=logo.sha256).first() if logo else None
    return known.key if known else LOGO if logo else ""


def offered_logo(project: int) -> Logo | None:
    """The owner's logo, without its bytes, where the project has neither it nor another picture by its id."""
    logo = _logo_of_owner(project)
    is_there = logo and Upload.objects.filter(Q(key=LOGO) | Q(sha256=logo.sha256), project_id=project).exists()
    return None if is_there else logo


def take_logo(logo: Logo, project: Project) -> None:
    """Let the logo be a picture of the project.

    Raises Complaint when that has too many, when the logo has just become another, and when the disk takes no file.
    """
    uploads = Upload.objects.filter(project=project)
    if uploads.count() >= MOST_UPLOADS:
        message = f"/assets/{LOGO}: the project has {MOST_UPLOADS} uploads, and the logo would be one more."
        raise Complaint("too_many_assets", f"/assets/{LOGO}", message)
    data = Logo.objects.filter(pk=logo.pk, sha256=logo.sha256).values_list("data", flat=True).first()
    if data is None:
        message = f"/assets/{LOGO}: the logo was changed just now. Try again."
        raise Complaint("logo_changed", f"/assets/{LOGO}", message)
    about = {name: getattr(logo, name) for name in ("name", "mime", "sha256", "width", "height", "size")}
    row = Upload(project=project, key=LOGO, **about)
    try:
        with written(row.path) as path:
            path.write_bytes(data)
    except OSError as error:
        code, sentence = told_of(error)
        raise Complaint(code, f"/assets/{LOGO}", f"/assets/{LOGO}: {sentence}") from error
    row.save()


def _logo_of_owner(project: int) -> Logo | None:
    return Logo.objects.without_bytes().filter(user__projects=project).first()
