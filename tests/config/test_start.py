"""A process starts with what every process needs: hundreds are started by operators and tests, and each pays it."""

import os
import subprocess
import sys

# Most of a second together with what they load; who needs one of them loads it where it is called.
LARGE = {
    *("openai", "aiohttp", "httpx2"),  # asking servers
    *("numpy", "av", "thorvg_python", "pillow_heif"),  # drawing
    *("uharfbuzz", "icu", "fontpkg", "coloraide", "simple_icons_pack"),  # setting words, colours, marks
    *("phonenumbers", "py3langid", "rapidfuzz", "ua_parser"),  # reading what people wrote
}
START = """
import gc, sys
from django.core.asgi import get_asgi_application
{loads}
print(gc.isenabled(), *(name for name in sys.modules if "." not in name))
"""


def loaded_by(loads: str) -> list[str]:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
    }
    done = subprocess.run(
        [sys.executable, "-c", START.format(loads=loads)],
        env=environment, capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    is_collecting, *names = done.stdout.split()
    assert is_collecting == "True"  # the start turns it off for a while
    return names


def test_a_web_process_loads_no_large_library_before_one_is_needed() -> None:
    names = loaded_by("import config.asgi, config.urls")
    assert "django" in names and "chat" in names
    assert not LARGE & set(names)


def test_who_only_serves_asks_no_model_and_loads_no_client() -> None:
    begun = (
        "import config.asgi; import asyncio; from chat.runtime import Runtime\n"
        "async def begin(work): return Runtime(work=work)\n"
    )
    assert "openai" not in loaded_by(begun + "asyncio.run(begin(False))")
    assert "openai" in loaded_by(begun + "asyncio.run(begin(True))")
