"""Django's settings: for one person on this machine, or for people who sign in, where a PostgreSQL is named."""

import os
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cleanclaim.office.accounts.proxies import count_proxies
from cleanclaim.office.accounts.secret_key import find_secret_key
from cleanclaim.office.areas import AREAS
from cleanclaim.office.database import database_settings, default_folder

DATABASE_URL = os.environ.get("CLEANCLAIM_DATABASE_URL")
TEAM = bool(DATABASE_URL)
"""Whether people sign in. They do where the office stores in a database that is named; nothing else decides it."""
DEMO = bool(os.environ.get("CLEANCLAIM_DEMO"))
"""Whether what is stored is made up, and whoever was let in may work as any of its people."""

FOLDER = Path(os.environ.get("CLEANCLAIM_DATA") or default_folder())  # where a laptop's office stores
SECRET_KEY = find_secret_key(os.environ.get("CLEANCLAIM_SECRET_KEY"), FOLDER, outlives=TEAM)
SECRET_KEY_FALLBACKS = [key for key in [os.environ.get("CLEANCLAIM_SECRET_KEY_BEFORE")] if key]
ORIGIN = os.environ.get("CLEANCLAIM_ORIGIN") or ""  # https://office.example, where a proxy answers for the office
PROXIES = count_proxies(os.environ.get("CLEANCLAIM_PROXIES") or "0")  # ours, that a request passes on its way here
BEHIND_TLS = ORIGIN.startswith("https://")
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *filter(None, [urlsplit(ORIGIN).hostname])]
ROOT_URLCONF = "cleanclaim.office.urls"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "cleanclaim.office.shared",
    "cleanclaim.office.charts",
    *(area.package for area in AREAS),
    "allauth",  # after our areas, whose templates go before its own
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
]
MIDDLEWARE = [
    "cleanclaim.office.shared.safety.SafetyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cleanclaim.office.day.DayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "cleanclaim.office.shared.access.AccessMiddleware",
    "cleanclaim.office.accounts.gate.GateMiddleware",
    "cleanclaim.office.accounts.same_person.SamePersonMiddleware",  # before the token, which changes with the person
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cleanclaim.office.shared.safety.TextMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "cleanclaim.office.shared.templatetags.shared",
                "cleanclaim.office.practices.templatetags.local_time",
            ],
            "context_processors": [
                "cleanclaim.office.areas.areas",
                "cleanclaim.office.accounts.frame.frame",
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
LIBRARY = os.environ.get("CLEANCLAIM_LIBRARY") or None  # the folder of imported releases
EXCHANGE = os.environ.get("CLEANCLAIM_EXCHANGE") or None  # under it a team's folders for claims and answers lie
PAYERS = os.environ.get("CLEANCLAIM_PAYERS") or None  # a folder with the practice's own payer files

DATABASES: dict[str, dict[str, Any]] = {"default": database_settings(FOLDER, DATABASE_URL)}
if owner := os.environ.get("CLEANCLAIM_OWNER_URL"):  # who owns the tables of a PostgreSQL, and makes and seals them
    DATABASES["owner"] = database_settings(FOLDER, owner)
OWNER = "owner" if owner else "default"
DATABASE_ROUTERS = ["cleanclaim.office.database.OwnerMigrates"]
TASKS = {
    "default": {
        "BACKEND": "cleanclaim.office.tasks.backend.OfficeBackend",
        "OPTIONS": {"id_function": "cleanclaim.office.organizations.ids.new_id"},
    }
}
AUTH_USER_MODEL = "organizations.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

STATIC_URL = "static/"
WHITENOISE_USE_FINDERS = True
WHITENOISE_MAX_AGE = 60

USE_TZ = True
TIME_ZONE = None  # that of this machine: Django sets the process's to what stands here. UTC is stored (`apps.py`)
USE_I18N = False
DATE_FORMAT = "M j, Y"

MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"  # what was done, shown once on the next page
WHOSE = "" if TEAM else f"_{sha256(str(FOLDER.resolve()).encode()).hexdigest()[:8]}"
"""Part of the cookies' names on a laptop, where two offices may run: browsers do not keep two ports apart."""
IDLE = 900
"""Seconds without a request after which the session of who signed in has ended; the gate puts the end off."""
SESSION_COOKIE_NAME = f"cleanclaim_session{WHOSE}"
SESSION_COOKIE_SECURE = BEHIND_TLS
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = IDLE if TEAM else 366 * 86_400  # on a laptop what was chosen stays until the browser is closed
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

CSRF_COOKIE_NAME = f"cleanclaim_csrf{WHOSE}"
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cleanclaim.office.shared.errors.csrf_failure"

OIDC = {
    name: os.environ.get(f"CLEANCLAIM_OIDC_{name.upper()}", "")
    for name in ("url", "id", "secret", "name", "trust_email")
}
SESSION_COOKIE_SAMESITE = "Lax" if OIDC["url"] else "Strict"  # who comes back from a provider comes from another site
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "clinic",
                "name": OIDC["name"] or "your clinic's sign-in",
                "client_id": OIDC["id"],
                "secret": OIDC["secret"],
                "settings": {"server_url": OIDC["url"]},
            }
        ]
        if OIDC["url"]
        else [],
        "OAUTH_PKCE_ENABLED": True,
        "EMAIL_AUTHENTICATION": True,  # an account here is found by the email address
        "VERIFIED_EMAIL": bool(OIDC["trust_email"]),  # that the provider says it has checked, or every one of it
    }
}
SOCIALACCOUNT_ADAPTER = "cleanclaim.office.accounts.adapters.ProviderAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = True  # a form would be sent on to another site, which the content security policy forbids
SOCIALACCOUNT_STORE_TOKENS = False

AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "cleanclaim.office.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # the office sends no mail; an owner vouches for who works there
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_RATE_LIMITS = {  # in this order: tries at an account that has to wait count for nobody else at that address
    "login_failed": "5/5m/key,20/m/ip",
    "login": "300/m/ip",
}
MFA_ADAPTER = "cleanclaim.office.accounts.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_ISSUER = "cleanclaim"
CACHES = {  # how often somebody tried to sign in; in the database, where a team's office could be several processes
    "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "sign_in_tries"}
    if TEAM
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

LARGEST_REQUEST = 25_000_000  # bytes; a file of some 100,000 services
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 100  # at once; a week of acknowledgements
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {"quiet": {"()": "cleanclaim.office.shared.logs.PatientFreeFormatter"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["terminal"], "level": "ERROR"},
    "loggers": {"django": {"handlers": ["terminal"], "level": "ERROR", "propagate": False}},
}
