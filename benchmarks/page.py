"""When the first page is painted, and how long a streaming answer holds it: `python -m benchmarks.page [--rounds 5]`.

A real Chromium (`make browser`) against a real server with a scripted model. Each round loads a project's page anew and
then streams an answer of 10,000 words into it. Told are the first contentful paint and the load event in ms, and the
tasks of the page that took longer than 50 ms. What causes these figures is tested (tests/browser: test_quality.py,
test_streaming.py).
"""

import argparse
import asyncio
import os
import statistics
import tempfile
from pathlib import Path

from playwright.async_api import async_playwright, expect

from tests.browser.chromium import find_chromium
from tests.browser.conftest import ARGUMENTS, PATIENCE_MS, Tab, new_project
from tests.browser.test_streaming import stream_long
from tests.servers import DRAWING, Place
from tests.upstream.server import ScriptedUpstream

LIMITS = {"MAX_RUNNING_PER_USER": "50", "MAX_QUEUED_PER_USER": "50", "LOG_LEVEL": "WARNING"}
WATCH_TASKS = """
window.tasks = [];
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.tasks.push(entry.duration);
}).observe({ type: "longtask", buffered: true });
"""
PAINT = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? NaN"
LOADED = "performance.getEntriesByType('navigation')[0].loadEventStart"


async def measure(tab: Tab) -> tuple[float, float, list[float]]:
    """First paint and load event in ms, and the long tasks of streaming, in ms each."""
    await new_project(tab.page, "Measured")
    await tab.page.reload(wait_until="load")
    await tab.until_live()
    paint, loaded = await tab.page.evaluate(f"[{PAINT}, {LOADED}]")
    await tab.page.evaluate("window.tasks.length = 0")
    await stream_long(tab)
    return paint, loaded, await tab.page.evaluate("window.tasks")


async def main(rounds: int) -> None:
    expect.set_options(timeout=PATIENCE_MS)
    with tempfile.TemporaryDirectory() as folder, ScriptedUpstream() as upstream:
        place = Place(Path(folder), {"OPENAI_BASE_URL": upstream.base_url, **LIMITS, **DRAWING})
        place.manage("migrate", "--verbosity", "0")
        with place.server("uvicorn") as server:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=find_chromium(), args=ARGUMENTS)
                found = []
                for number in range(rounds):
                    context = await browser.new_context(base_url=server.url)
                    page = await context.new_page()
                    await page.add_init_script(WATCH_TASKS)
                    paint, loaded, tasks = await measure(Tab(page))
                    found.append((paint, loaded, max(tasks, default=0.0)))
                    load = os.getloadavg()[0]
                    print(
                        f"round {number + 1}: painted after {paint:4.0f} ms, loaded {loaded:4.0f}; "
                        f"{len(tasks)} tasks over 50 ms, longest {max(tasks, default=0):.0f} (load {load:.1f})",
                        flush=True,
                    )
                    await context.close()
                await browser.close()
    paints, loads, longest = zip(*found, strict=True)
    print(
        f"{rounds} rounds: painted after {min(paints):.0f} ms (median {statistics.median(paints):.0f}), loaded "
        f"{min(loads):.0f} ({statistics.median(loads):.0f}); longest task of the best round {min(longest):.0f} ms"
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    asyncio.run(main(parser.parse_args().rounds))
