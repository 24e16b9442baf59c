"""A video that stands, to be changed in words."""

from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from tests.videos.demo.studio import Studio
from videos.demo.utterances import Call
from videos.document.document import Asset
from videos.models import Upload

SCENES: list[dict[str, Any]] = [
    {"id": "intro", "seconds": 3, "layout": "title", "heading": "Corner Bakery", "body": "Opening on Friday"},
    {
        "id": "offer", "seconds": 4, "layout": "offer", "heading": "Croissant", "body": "Only on Friday",
        "figures": [{"value": "2.50", "unit": "€", "label": "each"}],
    },
    {
        "id": "hours", "seconds": 4, "layout": "agenda", "heading": "Hours",
        "details": [{"label": "Mon-Fri", "value": "7:00-18:00"}, {"label": "Sat", "value": "8:00-14:00"}],
    },
    {"id": "end", "seconds": 3, "layout": "end_card", "heading": "See you soon", "action": "www.cornerbakery.example"},
]  # fmt: skip
PLAN = {"title": "Corner Bakery", "format": "16:9", "style": "linen", "colors": [], "scenes": SCENES}
PICTURES = ("beach", "company-logo")


def bakery() -> Studio:
    """A studio with this video, and with two pictures that nothing shows yet."""
    studio = Studio()
    for number, key in enumerate(PICTURES):
        about = {"name": f"{key}.png", "mime": "image/png", "width": 100, "height": 80, "size": 10}
        Upload.objects.create(project=studio.project, key=key, sha256=str(number) * 64, **about)
    studio.begin("a bakery")
    assert not studio.run(Call("plan_scenes", PLAN)).startswith("Error")
    return studio


def drawn(asset: Asset) -> bytes:
    """The file of one of the pictures: a beach, or a logo in the middle of a white square."""
    is_logo = asset.sha256.startswith(str(PICTURES.index("company-logo")))
    image = Image.new("RGB", (400, 400) if is_logo else (800, 500), "#ffffff" if is_logo else "#4aa8d8")
    draw = ImageDraw.Draw(image)
    if is_logo:
        draw.ellipse((60, 60, 340, 340), fill="#b4472f")
    else:
        draw.rectangle((0, 320, 800, 500), fill="#e8d29a")
        draw.ellipse((600, 40, 700, 140), fill="#ffe27a")
    data = BytesIO()
    image.save(data, "PNG")
    return data.getvalue()
