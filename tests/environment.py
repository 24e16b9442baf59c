"""Settings for the tests' own process, in place before Django reads them. A plugin, since conftest comes too late."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DEBUG", "1")
for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "REDIS_URL", "DATABASE_URL", "SPEECH_BASE_URL", "SPEECH_API_KEY"):
    os.environ[name] = ""
os.environ["PIPER_HOME"] = os.devnull  # no voice but those that a test installs
