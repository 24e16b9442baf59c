"""The HTTP API of the video."""

from config.common.router import Router
from videos.web.assets_api import router as assets
from videos.web.builds_api import router as builds
from videos.web.document_api import router as document
from videos.web.renders_api import router as renders
from videos.web.scenes_api import router as scenes
from videos.web.shares_api import router as shares
from videos.web.sound_api import router as sound
from videos.web.stills_api import router as stills

router = Router()
for part in (document, scenes, builds, renders, stills, assets, sound, shares):
    router.add_router("", part)
