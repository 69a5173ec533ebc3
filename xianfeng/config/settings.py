"""Settings of every installation; what differs comes from the environment.

``docs/handbook/settings.md`` lists the variables.
"""

from csp.constants import NONE, SELF

from xianfeng.config import environment as env
from xianfeng.trust import keyfile, vocab

DATA_DIR = env.data_dir()
DEBUG = env.boolean("DEBUG", default=False)
KEYS = keyfile.load(env.text("KEY_FILE") or DATA_DIR / "keys.json", inline=env.text("KEYS"))
SECRET_KEY = KEYS.session
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("TRUSTED_ORIGINS")
BEHIND_TLS = env.boolean("BEHIND_TLS", default=False)
COUNTY_NAME = env.text("COUNTY_NAME", "武山县")

INSTALLED_APPS = [
    "xianfeng.trust",
    "xianfeng.registry",
    "xianfeng.casework",
    "xianfeng.recruitment",
    "xianfeng.portal",
    "xianfeng.demo",
    "xianfeng.ui",
    "xianfeng.config",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "django_htmx",
    "csp",
    "django_tasks",
    "django_tasks_db",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "xianfeng.trust.middleware.IdleMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "xianfeng.trust.middleware.ActorMiddleware",
    "xianfeng.ui.middleware.RefusalMiddleware",
    "xianfeng.ui.middleware.PlainTextMiddleware",
]

ROOT_URLCONF = "xianfeng.config.urls"
WSGI_APPLICATION = "xianfeng.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.app_directories.Loader"],
                )
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "xianfeng.ui.context.frame",
            ],
            "builtins": ["xianfeng.ui.templatetags.ui", "django.templatetags.i18n"],
        },
    }
]

DATABASES = {"default": env.database(DATA_DIR)}
# With IMMEDIATE every reading page would take SQLite's write lock (docs/adr/0003).
DATABASES["default"]["ATOMIC_REQUESTS"] = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "trust_cache",
    }
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
FILES_DIR = DATA_DIR / "files"
MEDIA_ROOT = DATA_DIR / "uploads"
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4_000
MAX_WORKBOOK_BYTES = 50_000_000
MAX_PAPER_BYTES = 20_000_000
# How long rows of imports and findings of examined workbooks are kept (个人信息保护法第十九条 names
# no figure; the county decides).
ROWS_KEPT_DAYS = env.number("ROWS_KEPT_DAYS", default=90)
FINDINGS_KEPT_DAYS = env.number("FINDINGS_KEPT_DAYS", default=365)

AUTH_USER_MODEL = "trust.Account"
AUTHENTICATION_BACKENDS = ["xianfeng.trust.adapters.AccountBackend"]
# The second only reads what the demo wrote; whoever signs in gets a hash of the first.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "xianfeng.trust.passwords.ShownPasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "xianfeng.trust.passwords.LengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "xianfeng.trust.passwords.CommonValidator"},
    {"NAME": "xianfeng.trust.passwords.NumericValidator"},
    {"NAME": "xianfeng.trust.passwords.CharacterClassValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "xianfeng.trust.adapters.AccountAdapter"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# Five wrong passwords for one name, or thirty from one address, lock for half an hour
# (8.1.4.1.b; trust/lockouts.py). A whole county may sign in from one address at eight.
ACCOUNT_RATE_LIMITS = {
    "login_failed": f"{vocab.TRIES_BY_ADDRESS},{vocab.TRIES_BY_NAME}",
    "login": "300/m/ip",
}
ACCOUNT_FORMS = {
    "login": "xianfeng.trust.forms.SignInForm",
    "change_password": "xianfeng.trust.forms.OwnPasswordForm",
    "reauthenticate": "xianfeng.trust.forms.PasswordAgainForm",
}
# How many proxies in front add X-Forwarded-For; with too few everybody shares one address.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", default=1 if BEHIND_TLS else 0)
MFA_ADAPTER = "xianfeng.trust.adapters.MfaAdapter"
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "先锋"
MFA_TOTP_TOLERANCE = 1
MFA_FORMS = {
    "authenticate": "xianfeng.trust.forms.SecondFactorForm",
    "reauthenticate": "xianfeng.trust.forms.SecondFactorAgainForm",
    "activate_totp": "xianfeng.trust.forms.NewSecondFactorForm",
}

# Eight hours at most; half an hour without use ends it earlier (trust/idleness.py).
SESSION_ENGINE = "xianfeng.trust.sessions"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_SECURE = BEHIND_TLS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "xianfeng.ui.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = BEHIND_TLS
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_TLS else 0
if BEHIND_TLS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
X_FRAME_OPTIONS = "DENY"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"redact": {"()": "xianfeng.trust.redaction.RedactingFilter"}},
    "formatters": {"line": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "formatter": "line",
            "filters": ["redact"],
        }
    },
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "WARNING")},
}
