"""The templates and styles there are, and what they look like."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import structlog
from django.http import HttpRequest
from ninja import Query
from pydantic import WithJsonSchema

from config.common.errors import NotFound
from config.common.file_response import FileAnswer, described_file, file_response
from config.common.router import Router, refuses
from projects.requests import user_of_request
from videos.design.styles import STYLE_USES, STYLES
from videos.files.template_pictures import template_preview, template_still
from videos.gallery.video_templates import (
    GROUPS,
    Template,
    UnknownStyle,
    UnknownTemplate,
    all_templates,
    style_chosen,
    template_named,
)
from videos.rendering.render_parent import RenderFailed
from videos.shapes import StylesOut, TemplateOut, TemplatesOut
from videos.web.assets_api import safe
from videos.web.stills_api import CannotDraw
from videos.web.video_errors import DiskFull

logger = structlog.get_logger(__name__)
router = Router()

KEPT_SECONDS = 86_400  # by browsers; then they ask whether it is still the same
StyleName = Annotated[
    str,
    WithJsonSchema({"type": "string", "enum": ["", *STYLES]}),
    Query("", description="Name of a style; the template's own when absent."),
]


@router.get("/templates", summary="Whole videos to begin with", response=TemplatesOut)
def list_templates(request: HttpRequest) -> TemplatesOut:
    return {"items": [template_json(each) for each in all_templates().values()], "next": None}


@router.get("/styles", summary="The looks there are", response=StylesOut)
def list_styles(request: HttpRequest) -> StylesOut:
    return {
        "items": [
            {
                "name": name,
                "about": STYLE_USES[name],
                "background": style.background,
                "surface": style.surface,
                "text": style.text,
                "accent": style.accent,
                "accent2": style.accent2,
                "heading_font": style.heading_font,
                "body_font": style.body_font,
            }
            for name, style in STYLES.items()
        ],
        "next": None,
    }


@router.get(
    "/templates/{template}/still",
    summary="A picture of a template, as WebP",
    response={200: None},
    openapi_extra=described_file("image/webp"),
)
@refuses(NotFound, UnknownStyle, CannotDraw, DiskFull)
def get_template_still(request: HttpRequest, template: str, style: StyleName = "") -> FileAnswer:
    found, name = _asked(template, style)
    return _drawn(request, lambda: template_still(found, name))


@router.get(
    "/templates/{template}/preview",
    summary="A template, small and moving, as MP4; with Range",
    response={200: None},
    openapi_extra=described_file("video/mp4"),
)
@refuses(NotFound, UnknownStyle, CannotDraw, DiskFull)
def get_template_preview(request: HttpRequest, template: str, style: StyleName = "") -> FileAnswer:
    found, name = _asked(template, style)
    return _drawn(request, lambda: template_preview(found, name, user_of_request(request).pk))


def template_json(template: Template) -> TemplateOut:
    address = f"/api/templates/{template.id}"
    return {
        "id": template.id,
        "title": template.title,
        "about": template.about,
        "group": GROUPS[template.group],
        "style": template.style,
        "seconds": template.seconds,
        "scenes": [{"id": each.id, "layout": each.layout, "seconds": each.seconds} for each in template.scenes],
        "still": f"{address}/still",
        "preview": f"{address}/preview",
    }


def _asked(template: str, style: str) -> tuple[Template, str]:
    """The template, and the name of the style in which to show it."""
    try:
        found = template_named(template)
    except UnknownTemplate as error:
        raise NotFound(error.message) from error
    if style:
        style_chosen(style)
    return found, style or found.style


def _drawn(request: HttpRequest, draw: Callable[[], Path]) -> FileAnswer:
    """The file that `draw` gives. Raises CannotDraw or DiskFull."""
    try:
        path = draw()
        response = safe(file_response(request, path, path.name, f'"{path.stem[:32]}"'))
    except RenderFailed as error:
        logger.warning("picture of a template failed", phase="render", code=error.code, detail=error.detail)
        raise CannotDraw(error.message) from error
    except OSError as error:
        raise DiskFull.because(error) from error
    response["Cache-Control"] = f"private, max-age={KEPT_SECONDS}"
    return response
