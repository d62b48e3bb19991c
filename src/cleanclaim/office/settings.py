"""Django's settings: this machine only; what is stored lies in a folder of its own, or in the PostgreSQL one names."""

import os
import secrets
from pathlib import Path
from typing import Any

from cleanclaim.office.areas import AREAS
from cleanclaim.office.database import database_settings, default_folder

SECRET_KEY = secrets.token_urlsafe(48)  # nothing outlives the process that would have to be signed
DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ROOT_URLCONF = "cleanclaim.office.urls"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "cleanclaim.office.shared",
    "cleanclaim.office.visits",
    "cleanclaim.office.charts",
    *(area.package for area in AREAS),
]
MIDDLEWARE = [
    "cleanclaim.office.shared.safety.SafetyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "cleanclaim.office.day.DayMiddleware",
    "cleanclaim.office.shared.access.AccessMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["cleanclaim.office.shared.templatetags.shared"],
            "context_processors": [
                "cleanclaim.office.areas.areas",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
LIBRARY = os.environ.get("CLEANCLAIM_LIBRARY") or None  # the folder of imported releases
PAYERS = os.environ.get("CLEANCLAIM_PAYERS") or None  # a folder with the practice's own payer files

FOLDER = Path(os.environ.get("CLEANCLAIM_DATA") or default_folder())  # where a laptop's office stores
DATABASES: dict[str, dict[str, Any]] = {"default": database_settings(FOLDER, os.environ.get("CLEANCLAIM_DATABASE_URL"))}
if owner := os.environ.get("CLEANCLAIM_OWNER_URL"):  # who owns the tables of a PostgreSQL, and makes and seals them
    DATABASES["owner"] = database_settings(FOLDER, owner)
OWNER = "owner" if owner else "default"
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
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_HTTPONLY = True

CSRF_COOKIE_NAME = "cleanclaim_csrf"
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "cleanclaim.office.shared.errors.csrf_failure"

LARGEST_REQUEST = 25_000_000  # bytes; a file of some 100,000 services
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": True,
    "formatters": {"quiet": {"()": "cleanclaim.office.shared.logs.PatientFreeFormatter"}},
    "handlers": {"terminal": {"class": "logging.StreamHandler", "formatter": "quiet"}},
    "root": {"handlers": ["terminal"], "level": "ERROR"},
    "loggers": {"django": {"handlers": ["terminal"], "level": "ERROR", "propagate": False}},
}
