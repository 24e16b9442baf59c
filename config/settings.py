"""Django settings. Everything that differs between machines comes from the environment or `.env`."""

import gc
import re
from pathlib import Path
from typing import Any

import django_stubs_ext
from csp.constants import NONE, SELF

from chat.conversation.prices import read_prices
from config.body_limits import limits
from config.common import failpoints
from config.environment import Environment, refuse

gc.disable()  # until all is loaded (config/apps.py): looking for garbage among what stays takes a tenth of a start
django_stubs_ext.monkeypatch()  # lets `ModelAdmin[Project]` and its like be written

BASE_DIR = Path(__file__).resolve().parent.parent
env = Environment(BASE_DIR / ".env")

DEBUG = env.flag("DEBUG", default=False)
SECRET_KEY = env.text("SECRET_KEY")
if not SECRET_KEY:
    refuse("SECRET_KEY", "", "a long random text (`make run` writes one into .env)")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["localhost", "127.0.0.1", "[::1]"] if DEBUG else [])
CSRF_TRUSTED_ORIGINS = env.origins("CSRF_TRUSTED_ORIGINS")
# Pages of these may use the API with a token; never with the session, for cookies are not allowed along.
CORS_ALLOWED_ORIGINS = env.origins("CORS_ALLOWED_ORIGINS")
CORS_URLS_REGEX = r"^/api/"
CORS_ALLOW_HEADERS = (
    "authorization",
    "content-type",
    "if-match",
    "if-none-match",
    "if-range",
    "last-event-id",
    "range",
)
CORS_EXPOSE_HEADERS = ("Content-Disposition", "Content-Range", "ETag", "Retry-After")
CORS_PREFLIGHT_MAX_AGE = 600  # seconds

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",  # static files go the same way under runserver as under any other server
    "daphne",  # before Django's own, whose runserver it replaces
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "channels",
    "csp",
    "corsheaders",
    "ninja",
    "projects",
    "chat",
    "videos",
    *env.words("EXTRA_APPS", []),  # apps of your own, which register tools in their `ready()`
    "config",
]

HEADERS = [  # what every answer gets, also those beside Django (config/headers.py)
    "config.headers.PrivateByDefault",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
]
MIDDLEWARE = [
    *HEADERS,
    "config.middleware.ApiErrors",
    "config.middleware.CompressedStatic",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "projects.accounts.sessions.Visits",
    "config.middleware.LocalSignIn",
    "config.middleware.Readable",  # where it is known who asks, and before the views and the CSRF check read the form
    "config.error_pages.NotFoundPage",  # within what adds a slash to addresses
]
DEFAULT_EXCEPTION_REPORTER = "config.error_pages.PageOfError"

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
# By itself daphne ends a socket with a message over 1 MiB, but a long answer's state may be larger, and a client whose
# frame is too large is to be told so. Bytes.
DAPHNE_WEBSOCKET_MAX_MESSAGE_SIZE = DAPHNE_WEBSOCKET_MAX_FRAME_SIZE = 16 * 1024 * 1024
CSRF_FAILURE_VIEW = "config.csrf.csrf_failure"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# How many threads of a process talk to the database for async code (config/common/database.py).
DATABASE_THREADS, READING_THREADS = 8, 2
DATABASES: dict[str, dict[str, Any]] = {"default": env.database("DATABASE_URL", f"sqlite:///{BASE_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"] |= {
        "CONN_MAX_AGE": None,  # else database_sync_to_async opens a connection for each call
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-16000;",
        },
        # A file also under test: threads and processes must be able to share it.
        "TEST": {"NAME": BASE_DIR / "test.sqlite3"},
    }
else:
    # Nobody waits for a lock for longer than for a lease: config.common.database.writing lets who is frozen lose both.
    longest_ms = int(env.seconds("LEASE_SECONDS", 10, minimum=1) * 1000)
    DATABASES["default"] |= {
        "CONN_MAX_AGE": 0,
        "OPTIONS": {
            "pool": {"min_size": 1, "max_size": DATABASE_THREADS + READING_THREADS + 4, "timeout": 30},
            # Short queries all: to compile one takes longer than to run it.
            "options": f"-c lock_timeout={longest_ms} -c jit=off",
        },
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.url("REDIS_URL", ("redis", "rediss", "unix"))
CHANNEL_LAYERS: dict[str, dict[str, Any]] = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
if REDIS_URL:
    CHANNEL_LAYERS["default"] = {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        # redis-py 8 ends an idle subscription after 5 s without the first, and caps the pool without the second.
        "CONFIG": {"hosts": [{"address": REDIS_URL, "socket_timeout": None, "max_connections": 1000}]},
    }

# The model server (chat/llm). Without key and base URL the offline demo model answers.
OPENAI_API_KEY = env.text("OPENAI_API_KEY")
OPENAI_BASE_URL = env.url("OPENAI_BASE_URL", ("http", "https"))
OPENAI_MODEL = env.text("OPENAI_MODEL", "gpt-5-mini")
FIRST_TOKEN_TIMEOUT_SECONDS = env.seconds("FIRST_TOKEN_TIMEOUT_SECONDS", 180)
IDLE_TIMEOUT_SECONDS = env.seconds("IDLE_TIMEOUT_SECONDS", 60)
UPSTREAM_ATTEMPTS = env.whole("UPSTREAM_ATTEMPTS", 3)
CONTEXT_TOKENS = env.whole("CONTEXT_TOKENS", 0, minimum=1000)  # of a request; 0: what the server says
MAX_COMPLETION_TOKENS = env.whole("MAX_COMPLETION_TOKENS", 16_000, minimum=0)  # of an answer; 0: as many as it likes

# Who speaks (videos/speech): a server with OpenAI's /audio/speech, else piper where `make voice` has put it.
SPEECH_BASE_URL = env.url("SPEECH_BASE_URL", ("http", "https"))
SPEECH_API_KEY = env.text("SPEECH_API_KEY")
SPEECH_MODEL = env.text("SPEECH_MODEL", "gpt-4o-mini-tts")
SPEECH_VOICE = env.text("SPEECH_VOICE", "alloy")
PIPER_HOME = Path(env.text("PIPER_HOME", str(BASE_DIR / ".make" / "voice"))).resolve()

# Who makes pictures to order (videos/imaging): a server with OpenAI's /images/generations, else nobody.
IMAGE_BASE_URL = env.url("IMAGE_BASE_URL", ("http", "https"))
IMAGE_API_KEY = env.text("IMAGE_API_KEY")
IMAGE_MODEL = env.text("IMAGE_MODEL", "gpt-image-1")
IMAGE_TIMEOUT_SECONDS = env.seconds("IMAGE_TIMEOUT_SECONDS", 600)  # for one picture

# What a million tokens of a model cost, for the line below each answer (chat/conversation/prices.py).
try:
    PRICES = read_prices(env.text("PRICES"))
except ValueError as error:
    takes = 'JSON like {"gpt-5-mini": {"prompt": 0.25, "completion": 2.0}}, for a million tokens'
    refuse("PRICES", env.text("PRICES"), f"{takes} ({error})")
CURRENCY = env.text("CURRENCY", "USD").upper()
if not re.fullmatch("[A-Z]{3}", CURRENCY):
    refuse("CURRENCY", CURRENCY, "the three letters of a currency, such as USD or EUR")

# The work: who runs it and how much of it at once.
EMBEDDED_WORKER = env.flag("EMBEDDED_WORKER", default=True)
LEASE_SECONDS = env.seconds("LEASE_SECONDS", 10, minimum=1)
MAX_RUNNING_STREAMS = env.whole("MAX_RUNNING_STREAMS", 200)
MAX_RUNNING_PER_PROJECT = env.whole("MAX_RUNNING_PER_PROJECT", 1)
MAX_RUNNING_PER_USER = env.whole("MAX_RUNNING_PER_USER", 3)
MAX_QUEUED_PER_USER = env.whole("MAX_QUEUED_PER_USER", 5)
MAX_QUEUED = env.whole("MAX_QUEUED", 1000)
MAX_RUNNING_BUILDS = env.whole("MAX_RUNNING_BUILDS", 32)  # scene builds of one process
MAX_RUNNING_BUILDS_PER_PROJECT = env.whole("MAX_RUNNING_BUILDS_PER_PROJECT", 4)
MAX_RUNNING_BUILDS_PER_USER = env.whole("MAX_RUNNING_BUILDS_PER_USER", 8)
MAX_RUNNING_RENDERS = env.whole("MAX_RUNNING_RENDERS", 32, minimum=0)  # of one process; how many draw the pool says
MAX_RUNNING_RENDERS_PER_USER = env.whole("MAX_RUNNING_RENDERS_PER_USER", 2)
MAX_QUEUED_RENDERS_PER_USER = env.whole("MAX_QUEUED_RENDERS_PER_USER", 20)
MAX_RENDER_CPU_SECONDS = env.whole("MAX_RENDER_CPU_SECONDS", 1800)  # of one core, for one file
MAX_FRAMES_PER_SOCKET = env.whole("MAX_FRAMES_PER_SOCKET", 100)  # a second; chat/web/rate_limits.py
MAX_FRAMES_PER_USER = env.whole("MAX_FRAMES_PER_USER", 500)  # of all their sockets at a process
MAX_STEPS = env.whole("MAX_STEPS", 10)
EVENT_RETENTION_DAYS = env.seconds("EVENT_RETENTION_DAYS", 7, minimum=0)

# For tests that end processes at certain places (config/common/failpoints.py); never in production.
if FAILPOINTS := env.text("FAILPOINTS"):
    if not DEBUG:
        refuse("FAILPOINTS", FAILPOINTS, "nothing while DEBUG is off")
    try:
        failpoints.arm(FAILPOINTS)
    except ValueError as error:
        refuse("FAILPOINTS", FAILPOINTS, str(error))

# Files beyond these go, the least useful first (videos/files/file_pruning.py). Uploads count, but stay.
DISK_QUOTA_MB = env.whole("DISK_QUOTA_MB", 20_000, minimum=10)
PROJECT_DISK_QUOTA_MB = env.whole("PROJECT_DISK_QUOTA_MB", 2_000, minimum=10)
DATA_DIR = Path(env.text("DATA_DIR", str(BASE_DIR / "data"))).resolve()

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "staticfiles"))).resolve()  # where `collectstatic` writes
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o755  # of `collectstatic`: the proxy in front may be somebody else
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
SESSION_ENGINE = "projects.accounts.sessions"
SESSION_COOKIE_SAMESITE = "Lax"
# The local user is known by loopback alone; everybody else comes over https.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
BEHIND_PROXY = env.flag("BEHIND_PROXY", default=False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Everybody is sent to https, and browsers remember it for a year. Monitors ask the process itself, without TLS.
SECURE_SSL_REDIRECT = HTTPS_ONLY = env.flag("HTTPS_ONLY", default=False)
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS_ONLY else 0
SECURE_REDIRECT_EXEMPT = ["^healthz$", "^readyz$", "^metrics$"]
# Whether other names of the domain have https, too, and lists of browsers name it, is not for this product to say.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
NINJA_FIX_REQUEST_FILES_METHODS: list[str] = []  # config.middleware.Readable reads forms whatever the method is
DATA_UPLOAD_MAX_MEMORY_SIZE = limits.JSON  # files count apart; config/body_limits/ is in front of both
# The name of the user whom `make run` creates and whom a loopback page view signs in while DEBUG is on.
LOCAL_USERNAME = "local"

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "connect-src": [SELF, "ws:", "wss:"],
        "img-src": [SELF, "data:", "blob:"],
        "media-src": [SELF, "blob:"],
        "object-src": [NONE],
        "base-uri": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    },
}

LOGGING_CONFIG = "config.logging.configure"
LOGGING: dict[str, Any] = {"level": env.text("LOG_LEVEL", "INFO").upper()}
