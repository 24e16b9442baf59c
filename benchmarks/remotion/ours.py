"""The scene as an MP4, in a process of its own, as a server does it: `python -m benchmarks.remotion.ours FILE`"""

import asyncio
import json
import sys
import time

from benchmarks.remotion.scene import one_scene
from videos.rendering.pool import close_pools
from videos.rendering.render_job import RenderJob
from videos.rendering.render_parent import render


async def main(output: str) -> None:
    began = time.monotonic()
    result = await render(RenderJob(one_scene(), output), lambda progress: None)
    print(json.dumps({"frames": result.frames, "seconds": time.monotonic() - began}))
    await close_pools()


asyncio.run(main(sys.argv[1]))
