"""The brief for a scene that is to be built once more."""

from projects.models import ProjectSettings
from videos.document.placeholders import Json, brief_from
from videos.models import SceneBuild, Video


def brief_again(video: Video, scene: str, wish: str) -> Json:
    """The scene's last brief, if it has one, else what it shows now; and what is to be different."""
    earlier = SceneBuild.objects.filter(project_id=video.project_id, scene=scene).order_by("-created_at").first()
    brand = ProjectSettings.objects.of(video.project_id).brand
    now = brief_from(video.document, scene, wish or "Another try: make it different, and better.", brand)
    if earlier is None or earlier.brief["video"]["title"] != video.document["title"]:
        return now
    own = {**earlier.brief["scene"], "duration_s": now["scene"]["duration_s"]}
    if now["scene"]["on_screen_text"]:
        own["on_screen_text"] = now["scene"]["on_screen_text"]
    about = {**earlier.brief["video"], "format": now["video"]["format"], "fps": now["video"]["fps"]}
    return {**now, "scene": own, "video": about}
