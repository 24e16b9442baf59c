"""Settings for the tests' own process, in place before Django reads them. A plugin, since conftest comes too late."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-tests")
os.environ.setdefault("DEBUG", "1")
for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "REDIS_URL", "DATABASE_URL"):
    os.environ[name] = ""
