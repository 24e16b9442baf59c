"""The HTTP API of the video."""

from chat.openapi import Router
from videos.api.assets import router as assets
from videos.api.builds import router as builds
from videos.api.document import router as document
from videos.api.renders import router as renders
from videos.api.shares import router as shares
from videos.api.stills import router as stills

router = Router()
for part in (document, builds, renders, stills, assets, shares):
    router.add_router("", part)
