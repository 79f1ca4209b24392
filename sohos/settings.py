"""Settings: everything that differs between machines comes from the environment."""

import base64
import sys
from pathlib import Path
from typing import Any

import environ
from celery.schedules import crontab
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.FileAwareEnv()
_missing: list[str] = []


def _required(name: str, meaning: str) -> str:
    value: str = env.str(name, default="")
    if not value:
        _missing.append(f"{name} is not set: {meaning}")
    return value


def _database(url: str) -> dict[str, Any]:
    if not url:
        return {"ENGINE": "sohos.tenancy.postgres", "NAME": "sohos"}
    try:
        parsed: dict[str, Any] = environ.Env.db_url_config(url)
    except (ValueError, TypeError, KeyError):
        parsed = {}
    if parsed.get("ENGINE") != "django.db.backends.postgresql":
        _missing.append(
            "DATABASE_URL is wrong: give postgres://USER:PASSWORD@HOST/NAME"
        )
        return {"ENGINE": "sohos.tenancy.postgres", "NAME": "sohos"}
    host = parsed.setdefault("OPTIONS", {}).pop("host", None)
    if host:
        parsed["HOST"] = host
    return {
        **parsed,
        "ENGINE": "sohos.tenancy.postgres",
        "ATOMIC_REQUESTS": True,
        "CONN_MAX_AGE": env.int("DATABASE_CONN_MAX_AGE", default=60),
        "CONN_HEALTH_CHECKS": True,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


def _check_encryption_key(key: str) -> None:
    try:
        right = len(base64.urlsafe_b64decode(key)) == 32  # noqa: PLR2004
    except ValueError:
        right = False
    if key and not right:
        _missing.append(
            "SOHOS_ENCRYPTION_KEY is wrong: give 32 bytes in URL-safe base64"
        )


def _check_redis(url: str) -> None:
    if url and not url.startswith(("redis://", "rediss://", "redis+socket://")):
        _missing.append("REDIS_URL is wrong: give redis://HOST:PORT/0")


def _mail(url: str) -> dict[str, Any]:
    if not url:
        return {}
    try:
        return dict(environ.Env.email_url_config(url))
    except ImproperlyConfigured:
        _missing.append("EMAIL_URL is wrong: give smtp+tls://USER:PASSWORD@HOST:587")
        return {}


DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
SECRET_KEY = _required("SECRET_KEY", "50 or more random characters")
SOHOS_ENCRYPTION_KEY = _required(
    "SOHOS_ENCRYPTION_KEY", "32 random bytes in URL-safe base64"
)
_check_encryption_key(SOHOS_ENCRYPTION_KEY)
DATABASES = {
    "default": _database(
        _required("DATABASE_URL", "postgres://USER:PASSWORD@HOST/NAME")
    )
}
REDIS_URL = _required("REDIS_URL", "redis://HOST:PORT/0")
_check_redis(REDIS_URL)
MAIL = _mail(
    env.str("EMAIL_URL", default="consolemail://")
    if DEBUG or DEMO
    else _required("EMAIL_URL", "smtp+tls://USER:PASSWORD@HOST:587")
)
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
if _missing:
    # Tools that only read the code (types, migrations) say so explicitly.
    if not env.bool("SOHOS_WITHOUT_SERVICES", default=False):
        sys.tracebacklimit = 0
        raise ImproperlyConfigured("\n" + "\n".join(_missing))
    SECRET_KEY = SECRET_KEY or "only-for-tools-that-read-the-code"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "django_htmx",
    "guardian",
    "rest_framework",
    "drf_spectacular",
    "sohos.tenancy",
    "sohos.audit",
    "sohos.jobs",
    "sohos.documents",
    "sohos.pages",
    "sohos.accounts",
    "sohos.api",
    "cases",
    "plans",
    "kba",
    "bonds",
    "sohos.insight",
    "sohos.threads",
    "sohos.rights",
    "sohos.funds",
    "sohos.demo",
]
MIDDLEWARE = [
    "sohos.accounts.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "sohos.pages.middleware.SecurityHeadersMiddleware",
    "sohos.api.middleware.ProblemMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "sohos.accounts.middleware.SecondFactorMiddleware",
    "sohos.api.middleware.TokenMiddleware",
    "sohos.tenancy.middleware.TenantMiddleware",
    "sohos.audit.middleware.AuditMiddleware",
]
ROOT_URLCONF = "sohos.urls"
WSGI_APPLICATION = "sohos.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "sohos.pages.context.shell",
            ],
        },
    },
]
FORM_RENDERER = "sohos.pages.renderer.FormRenderer"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "tenancy.User"
AUTHENTICATION_BACKENDS = [
    "allauth.account.auth_backends.AuthenticationBackend",
    "guardian.backends.ObjectPermissionBackend",
]
ANONYMOUS_USER_NAME = None
GUARDIAN_RAISE_403 = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "start"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation."
        "UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "email")},
    },
]
SESSION_IDLE_SECONDS = env.int("SESSION_IDLE_SECONDS", default=30 * 60)
SESSION_COOKIE_AGE = 12 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
HTTPS = env.bool("HTTPS", default=not (DEBUG or DEMO))
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SECURE_HSTS_SECONDS = 365 * 24 * 3600 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "sohos.pages.errors.csrf_failure"
# How many proxies stand in front and add to X-Forwarded-For; 0 trusts no header.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)

ACCOUNT_ADAPTER = "sohos.accounts.adapters.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_FORMS = {"reset_password": "sohos.accounts.forms.ForgottenPasswordForm"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = "SOHOS: "
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
# A whole office shares one address; an account never has more than five tries.
ACCOUNT_RATE_LIMITS = {"login": "120/m/ip", "login_failed": "60/15m/ip,5/15m/key"}
PASSWORD_RESET_TIMEOUT = 24 * 3600
MFA_ADAPTER = "sohos.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "add_webauthn": "sohos.accounts.forms.AddPasskeyForm",
    "edit_webauthn": "sohos.accounts.forms.RenamePasskeyForm",
    "activate_totp": "sohos.accounts.forms.LinkAppForm",
}
MFA_TOTP_ISSUER = "SOHOS"
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Addresses are vetted by who invites, and by the link that only their owner gets.
MFA_ALLOW_UNVERIFIED_EMAIL = True
SOCIALACCOUNT_ADAPTER = "sohos.accounts.adapters.FederationAdapter"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True}}

LANGUAGE_CODE = "nl"
LANGUAGES = [("nl", _("Nederlands")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = env.path("STATIC_ROOT", default=str(BASE_DIR / "staticfiles"))()
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEBUG or DEMO
# A file that is too large is read past; fields beside files are short.
FILE_UPLOAD_HANDLERS = [
    "sohos.documents.uploads.BoundedUpload",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]
DATA_UPLOAD_MAX_NUMBER_FILES = 10
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG or DEMO
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}


def _cache_url(url: str) -> str:
    if url.startswith("redis+socket://"):
        return "unix://" + url.removeprefix("redis+socket://").partition("?")[0]
    return url


CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": _cache_url(REDIS_URL),
        "KEY_PREFIX": "sohos",
    }
}
CELERY_BROKER_URL = REDIS_URL
CELERY_TASK_DEFAULT_QUEUE = env.str("CELERY_QUEUE", default="sohos")
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 600_000
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
CELERY_BEAT_SCHEDULE = {
    "resend forgotten jobs": {"task": "jobs.sweep", "schedule": 60.0},
    "keep teams and sessions in step": {
        "task": "accounts.daily",
        "schedule": crontab(hour=0, minute=10),
    },
    "publish rode draden": {
        "task": "threads.publish",
        "schedule": crontab(hour=0, minute=40),
    },
    "plan relapse checks": {
        "task": "cases.relapse_checks",
        "schedule": crontab(hour=6, minute=20),
    },
    "remind of tasks": {
        "task": "cases.remind",
        "schedule": crontab(hour=7, minute=0, day_of_week="mon-fri"),
    },
    "accrue interest": {
        "task": "bonds.accrue",
        "schedule": crontab(hour=2, minute=0, day_of_month=1),
    },
    "keep the heads of the ledgers": {
        "task": "bonds.keep_heads",
        "schedule": crontab(hour=3, minute=30),
    },
    "raise tasks for birthdays": {
        "task": "cases.birthdays",
        "schedule": crontab(hour=6, minute=30),
    },
}

# Where the heads of the ledger get their time stamp (RFC 3161); nowhere when empty.
TIMESTAMP_AUTHORITY = env.str("TIMESTAMP_AUTHORITY", default="")

# A file of certificates (PEM) whose signatures on a PDF are trusted; none when empty.
SIGNATURE_TRUST_ROOTS = env.str("SIGNATURE_TRUST_ROOTS", default="")

# A token is one program; a user may have several, and a browser besides.
API_TOKEN_REQUESTS_PER_MINUTE = env.int("API_TOKEN_REQUESTS_PER_MINUTE", default=300)
API_USER_REQUESTS_PER_MINUTE = env.int("API_USER_REQUESTS_PER_MINUTE", default=600)
# What every operation shares stands in sohos/api/base.py.
REST_FRAMEWORK = {
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_SCHEMA_CLASS": "sohos.api.schema.ActorSchema",
    "EXCEPTION_HANDLER": "sohos.api.problems.answer",
    "URL_FORMAT_OVERRIDE": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "SOHOS",
    "DESCRIPTION": "What a program may read and do for a user of one municipality.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "COMPONENT_SPLIT_REQUEST": True,
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "sohos.api.schema.with_problem",
    ],
    "ENUM_NAME_OVERRIDES": {
        "Role": "sohos.tenancy.permissions.Role",
        "Permission": "sohos.tenancy.permissions.Permission",
        "Phase": "cases.domain.phases.Phase",
        "NextStep": "cases.domain.next_step.NextStep",
        "ContactKind": "cases.domain.journal.ContactKind",
        "CostKind": "kba.domain.vocabulary.Kind",
        "CostRole": "kba.domain.vocabulary.Role",
        "StageKind": "kba.domain.stages.Stage",
    },
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
}

globals().update(MAIL)
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="sohos@localhost")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": env.str("LOG_LEVEL", default="INFO")},
    # What was asked and not found or not allowed stands in the audit log, not here.
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        "pyhanko": {"level": "CRITICAL"},
        "pyhanko_certvalidator": {"level": "CRITICAL"},
        "weasyprint": {"level": "WARNING"},
        "fontTools": {"level": "WARNING"},
    },
}
