"""All settings, from the environment (see `.env.example`); safe by default."""

from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from hotelops import embedded_redis, logs, redis_servers
from hotelops.environment import BASE_DIR, env, optional_secret, refuse_debug, secret, secrets_of, text

# ── Server ───────────────────────────────────────────────────────────────────────────────────────
DEBUG = env.bool("DEBUG", default=False)
HOST = env.str("HOST", default="127.0.0.1")
PORT = env.int("PORT", default=4000)
DATA_DIR = Path(text("DATA_DIR") or BASE_DIR / "var")
DATABASE_URL = text("DATABASE_URL") or f"sqlite:///{quote(str(DATA_DIR))}/hotelops.sqlite3"
REDIS_URL = text("REDIS_URL") or embedded_redis.address(DATA_DIR)
ON_SQLITE = DATABASE_URL.startswith("sqlite")
WORKERS = env.int("WORKERS", default=1 if ON_SQLITE else 2)
THREADS = env.int("THREADS", default=4)

# ── Strangers ────────────────────────────────────────────────────────────────────────────────────
SECRET_KEY = secret("SECRET_KEY")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
if DEBUG:
    refuse_debug(ALLOWED_HOSTS)
DEFAULT_EXCEPTION_REPORTER_FILTER = "hotelops.api.error_pages.SecretsHidden"

# Only where a proxy stands in front may a client be believed about https: the proxy replaces that header.
BEHIND_HTTPS_PROXY = env.bool("BEHIND_HTTPS_PROXY", default=False)
if BEHIND_HTTPS_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = ["^health/", "^metrics$"]
    SECURE_HSTS_SECONDS = 365 * 24 * 3600
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# To have a whole domain built into browsers as https only is for its owner to decide, not for one host of it.
SILENCED_SYSTEM_CHECKS = ["security.W021"]

# A host names its cookies __Host- when no other host of the domain may set them; that takes https.
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
SESSION_COOKIE_NAME = "sessionid" if DEBUG else "__Host-sessionid"
CSRF_COOKIE_NAME = "csrftoken" if DEBUG else "__Host-csrftoken"
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 12 * 3600
CSRF_FAILURE_VIEW = "hotelops.api.problems.csrf_failure"
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
X_FRAME_OPTIONS = "DENY"

CORS_ALLOWED_ORIGINS = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_ALLOW_HEADERS = ("accept", "authorization", "content-type", "idempotency-key")
CORS_EXPOSE_HEADERS = ("Idempotent-Replayed", "Location", "Retry-After", "X-Request-ID", "X-Should-Retry")

# ── Applications ─────────────────────────────────────────────────────────────────────────────────
ROOT_URLCONF = "hotelops.urls"
WSGI_APPLICATION = "hotelops.wsgi.application"
INSTALLED_APPS = [
    "hotelops.accounts.apps.AdminSiteConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "corsheaders",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "idempotency",
    "hotelops",
    "hotelops.accounts",
    "finance",
    "guestcheckin",
    "staff",
    "uploads",
]
MIDDLEWARE = [
    "hotelops.api.request_ids.RequestIds",
    "hotelops.api.access.AccessLog",
    "hotelops.metrics.middleware.RequestMetrics",
    "hotelops.api.headers.SecurityHeaders",
    "hotelops.api.https.HttpsOnly",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    # Above all that may read a body, below all that changes answers.
    "idempotency.middleware.IdempotencyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]
APPEND_SLASH = False
STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True  # serves the admin's and the docs' assets without a collectstatic step
WHITENOISE_ALLOW_ALL_ORIGINS = False
LANGUAGE_CODE = "en-us"
FORMAT_MODULE_PATH = "hotelops.formats"
TIME_ZONE = "UTC"
USE_TZ = True

# ── Postgres or SQLite ───────────────────────────────────────────────────────────────────────────
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": {"OPTIONS": {}} | env.db_url_config(DATABASE_URL)}
if ON_SQLITE:
    DATA_DIR.mkdir(parents=True, exist_ok=True)
    DATABASES["default"]["OPTIONS"] |= {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL",
    }
else:
    DATABASES["default"]["OPTIONS"] |= {
        # The pool gives up an attempt to reconnect early, so that the next request starts a fresh one.
        "pool": {"min_size": 1, "max_size": THREADS, "timeout": 3, "reconnect_timeout": 2},
        "connect_timeout": 3,
        # A server that is gone without a word, as in a failover, is given up after some ten seconds.
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        "server_side_binding": True,
        "prepare_threshold": env.int("DATABASE_PREPARE_THRESHOLD", default=2) or None,
    }
    # The promise needs these limits: without the first, a killed worker's key stays locked for seconds.
    # pgbouncer refuses them at connection: switch them off here and set them on the role.
    if env.bool("DATABASE_SESSION_SETTINGS", default=True):
        DATABASES["default"]["OPTIONS"]["options"] = (
            "-c client_connection_check_interval=500ms"
            " -c idle_in_transaction_session_timeout=15s"
            " -c statement_timeout=10s"
            " -c lock_timeout=2s"
        )

# ── Redis; without one a fake one, of the server's or, where none runs, of this process ──────────
CACHES = {
    "default": redis_servers.cache(
        REDIS_URL or "redis://embedded",
        password=text("REDIS_PASSWORD"),
        sentinel_password=text("REDIS_SENTINEL_PASSWORD"),
        max_connections=env.int("REDIS_MAX_CONNECTIONS", default=THREADS),
    )
}
if not REDIS_URL:
    from fakeredis import FakeRedisConnection

    CACHES["default"]["OPTIONS"]["CONNECTION_POOL_KWARGS"]["connection_class"] = FakeRedisConnection

# ── Idempotency ──────────────────────────────────────────────────────────────────────────────────
IDEMPOTENCY_SCOPE = "hotelops.accounts.tenancy.organisation_scope"
IDEMPOTENCY_ADMIN_URL = "hotelops.accounts.admin_links.admin_url"
IDEMPOTENCY_SEALING_KEYS = secrets_of("IDEMPOTENCY_SEALING_KEYS")
IDEMPOTENCY_TTL = timedelta(seconds=env.int("IDEMPOTENCY_TTL", default=24 * 3600))
IDEMPOTENCY_LEDGER_RETENTION = timedelta(days=env.int("IDEMPOTENCY_LEDGER_RETENTION_DAYS", default=30))
IDEMPOTENCY_DICTIONARIES = {1: "hotelops.api.dictionary.V1", 2: "hotelops.api.dictionary.V2"}

# ── Accounts ─────────────────────────────────────────────────────────────────────────────────────
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["hotelops.accounts.backends.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": name}
    for name in (
        "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "django.contrib.auth.password_validation.MinimumLengthValidator",
        "hotelops.accounts.validators.MaximumLengthValidator",
        "django.contrib.auth.password_validation.CommonPasswordValidator",
        "django.contrib.auth.password_validation.NumericPasswordValidator",
    )
]
SESSION_ENGINE = "hotelops.accounts.browser_sessions"
LOGIN_ATTEMPTS_LIMIT = env.int("LOGIN_ATTEMPTS_LIMIT", default=10)
LOGIN_ATTEMPTS_WINDOW = timedelta(seconds=env.int("LOGIN_ATTEMPTS_WINDOW", default=300))
SIMPLE_JWT = {
    "ALGORITHM": "HS256",
    "SIGNING_KEY": secret("JWT_SIGNING_KEY"),
    "ISSUER": "hotelops",
    "AUDIENCE": "hotelops",
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30),
}

# ── Files and identity documents ─────────────────────────────────────────────────────────────────
DOCUMENT_KEYS = secrets_of("DOCUMENT_KEYS")
FILE_UPLOAD_HANDLERS = [
    "hotelops.files.handlers.FileSizeLimit",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "hotelops.files.handlers.UnnamedFile",
]
UPLOADS_BUCKET = text("UPLOADS_BUCKET")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "uploads": {
        "BACKEND": "hotelops.files.bucket.BucketStorage",
        "OPTIONS": {
            "bucket_name": UPLOADS_BUCKET,
            "endpoint_url": text("UPLOADS_ENDPOINT_URL") or None,
            "region_name": text("UPLOADS_REGION") or None,
            "access_key": text("UPLOADS_ACCESS_KEY") or None,
            "secret_key": text("UPLOADS_SECRET_KEY") or None,
        },
    }
    if UPLOADS_BUCKET
    else {
        "BACKEND": "hotelops.files.storage.LocalStorage",
        "OPTIONS": {"location": text("UPLOADS_ROOT") or DATA_DIR / "uploads"},
    },
}

# ── API ──────────────────────────────────────────────────────────────────────────────────────────
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["hotelops.accounts.authentication.AccessTokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["hotelops.accounts.roles.RolePermission"],
    "DEFAULT_PARSER_CLASSES": ["hotelops.api.parsers.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PAGINATION_CLASS": "hotelops.api.pagination.NewestFirstPagination",
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_SCHEMA_CLASS": "hotelops.api.schema.AutoSchema",
    "EXCEPTION_HANDLER": "hotelops.api.problems.exception_handler",
    "URL_FORMAT_OVERRIDE": None,
    "TEST_REQUEST_DEFAULT_FORMAT": "json",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "hotelops",
    "DESCRIPTION": "What hotel staff's phones talk to. A request with an Idempotency-Key happens once.",
    "VERSION": "0.1.0",
    "OAS_VERSION": "3.1.0",
    "SCHEMA_PATH_PREFIX": "/v1",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {"DocumentTypeEnum": "guestcheckin.numbers.DocumentType"},
    "GET_LIB_DOC_EXCLUDES": "hotelops.api.schema.bases_without_description",
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "hotelops.api.schema.either_may_hold",
        "hotelops.api.schema.nothing_else",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    # No badge of a validation by somebody else's server.
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "validatorUrl": None},
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

# ── Metrics, traces and logs ─────────────────────────────────────────────────────────────────────
METRICS_TOKEN = optional_secret("METRICS_TOKEN")
SENTRY_DSN = text("SENTRY_DSN")
OTEL_EXPORTER_OTLP_ENDPOINT = text("OTEL_EXPORTER_OTLP_ENDPOINT")
LOG_FORMAT = logs.chosen_format(text("LOG_FORMAT"), debug=DEBUG)
LOGGING = logs.logging_settings(LOG_FORMAT, env.str("LOG_LEVEL", default="INFO"))
