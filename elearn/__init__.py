"""Learning Lessons: e-learning for child safeguarding partnerships."""

import hashlib

from flask import Flask
from flask_login import LoginManager
from govuk_frontend_wtf.main import WTFormsHelpers
from werkzeug.middleware.proxy_fix import ProxyFix

from elearn.bulk_printing import start_making
from elearn.catalogue.loader import load_catalogue
from elearn.catalogue.search import index_of
from elearn.compression import compress_answers
from elearn.config import (
    PACKAGE,
    ConfigurationError,
    Settings,
    kept_secret,
    read_settings,
    shipped_templates,
)
from elearn.db import at_once, at_once_on, db, driver_of, let_others, migrate, read_only
from elearn.documents.badge import BadgeIssuer, UnusableKey, badge_issuer, new_key
from elearn.documents.fonts import check_drawable
from elearn.domain.catalogue import Catalogue
from elearn.domain.names import check_name
from elearn.evidence import EvidenceStore
from elearn.operations.answers import Papers
from elearn.operations.certificates import Issuer
from elearn.operations.passwords import Passwords
from elearn.print_store import PrintStore
from elearn.sealing import read_seal
from elearn.serving import LONGEST_REQUEST, THREADS
from elearn.site import Site
from elearn.web import (
    accounts,
    admin,
    answers,
    badges,
    certificates,
    claims,
    content,
    corrections,
    decisions,
    designs,
    extensions,
    health,
    joining,
    learning,
    learning_log,
    levels,
    merging,
    modules,
    own_programmes,
    paper,
    people,
    printing,
    programmes,
    public,
    questions,
    quizzes,
    record,
    requirements,
    search,
    selection,
    shares,
    sheets,
    steps,
    support,
    team,
    units,
    verify,
    views,
)
from elearn.web.context import SignedIn, clock, now, viewer_by
from elearn.web.csrf import KnownTokens
from elearn.web.errors import register_errors
from elearn.web.filters import register_filters
from elearn.web.guards import answer_quickly, enforce_access
from elearn.web.guards import public as anyone
from elearn.web.headers import csp_nonce, set_headers
from elearn.web.idleness import IDLE, stay_signed_in, tell_limit
from elearn.web.kept import keep_parts
from elearn.web.limits import limiter
from elearn.web.log import register_logging
from elearn.web.navigation import navigation
from elearn.web.pages import PageApp, use_templates
from elearn.web.reading import register_reading
from elearn.web.storable import register_storable
from elearn.web.uploads import take_uploads
from elearn.web.wording import use_wording

BLUEPRINTS = (
    public,
    accounts,
    learning,
    modules,
    programmes,
    quizzes,
    paper,
    answers,
    steps,
    sheets,
    record,
    learning_log,
    certificates,
    badges,
    search,
    shares,
    support,
    verify,
    team,
    people,
    decisions,
    designs,
    claims,
    extensions,
    admin,
    units,
    merging,
    joining,
    content,
    questions,
    corrections,
    health,
    requirements,
    own_programmes,
    levels,
    views,
    selection,
    printing,
)


def create_app(settings: Settings | None = None, *, drafts: bool = False) -> Flask:
    """Return the app: content loaded, rooms joined. ``drafts`` serves unfinished content too.

    Raises ConfigurationError or ContentError, which say what to mend.
    """
    settings = settings or read_settings()
    app = PageApp("elearn", root_path=str(PACKAGE), template_folder=str(shipped_templates()),
                instance_path=str(settings.instance))  # fmt: skip
    app.config.update(_flask_settings(settings))
    _site(settings, load_catalogue(settings.content, drafts=drafts)).install(app)
    db.init_app(app)
    migrate.init_app(app, db, directory=str(PACKAGE / "db" / "migrations"), render_as_batch=True)
    _join_web(app, settings)
    return app


def _flask_settings(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key,
        "SQLALCHEMY_DATABASE_URI": settings.database_url,
        "SQLALCHEMY_ENGINE_OPTIONS": {
            "pool_size": THREADS,  # a connection for each thread, kept open
        },
        "SQLALCHEMY_BINDS": at_once_on(settings.database_url, THREADS),
        "SESSION_COOKIE_NAME": "learning_lessons",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": settings.https,
        "PERMANENT_SESSION_LIFETIME": IDLE,
        "SESSION_REFRESH_EACH_REQUEST": False,  # stay_signed_in does it
        "MAX_CONTENT_LENGTH": LONGEST_REQUEST,
        "MAX_FORM_MEMORY_SIZE": LONGEST_REQUEST,
        "WTF_CSRF_TIME_LIMIT": None,
        "WTF_CSRF_SSL_STRICT": False,
        "RATELIMIT_STORAGE_URI": settings.limits_url,
        "BABEL_DEFAULT_LOCALE": "en_GB",
        "BABEL_DEFAULT_TIMEZONE": "Europe/London",
    }


def _site(settings: Settings, catalogue: Catalogue) -> Site:
    return Site(
        catalogue=catalogue,
        search=index_of(catalogue),
        session=db.session,
        read_only=read_only,
        driver=driver_of,
        at_once=at_once,
        let_others=let_others,
        papers=Papers(),
        passwords=Passwords(demo=settings.demo, cheap=settings.cheap_passwords),
        check_name=check_printable_name,
        issuer=Issuer(settings.partnership, settings.public_url),
        mail=settings.mail,
        badges=_badges(settings),
        evidence=EvidenceStore(settings.instance / "evidence"),
        prints=PrintStore(settings.instance / "prints"),
        start_prints=start_making,
        seal=read_seal(settings, clock().date()),
        public_url=settings.public_url,
        demo=settings.demo,
        https=settings.https,
        clock=clock,
    )


def _badges(settings: Settings) -> BadgeIssuer | None:
    """Return who signs badges; the demonstration makes a key once and keeps it."""
    keys = settings.badge_keys
    if not keys and settings.demo:
        keys = (kept_secret(settings.instance / "demo-badge-key.pem", new_key),)
    if not keys:
        return None
    try:
        return badge_issuer(settings.public_url, keys)
    except UnusableKey as fault:
        raise ConfigurationError(f"ELEARN_BADGE_KEY cannot be used: {fault}.") from None


def check_printable_name(name: str) -> str:
    """Return a name as it is kept, or raise NameFault: it must be a name that can be printed."""
    return check_drawable(check_name(name))


def _join_web(app: Flask, settings: Settings) -> None:
    compress_answers(app)  # first: what is registered first sees an answer last
    _join_templates(app, settings)
    register_logging(app)
    register_reading(app)
    app.before_request(take_uploads)  # first: the next one reads the form
    register_storable(app)
    limiter.init_app(app)
    app.before_request(answer_quickly)
    app.before_request(enforce_access)
    KnownTokens(app)
    app.after_request(set_headers)
    app.after_request(tell_limit)
    _join_sign_in(app)
    register_errors(app)
    for room in BLUEPRINTS:
        app.register_blueprint(room.blueprint)
    anyone(app.view_functions["static"])
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]


def _join_sign_in(app: Flask) -> None:
    manager = LoginManager(app)
    app.after_request_funcs[None].remove(manager._update_remember_cookie)  # there is none here
    manager.session_protection = None  # the token itself is what is checked, on every request
    manager._session_identifier_generator = str  # so no digest of the browser is made or sent

    @manager.user_loader  # type: ignore[untyped-decorator]
    def _load(token: str) -> SignedIn | None:
        found = viewer_by(token)
        if found is None:
            return None
        return SignedIn(found, token) if stay_signed_in() else None


def _join_templates(app: Flask, settings: Settings) -> None:
    use_templates(app, str(shipped_templates()))
    use_wording(app)
    keep_parts(app)
    WTFormsHelpers(app)
    register_filters(app)
    app.jinja_env.globals.update(
        partnership=settings.partnership,
        asset_version=asset_version(),
        demo=settings.demo,
    )
    app.context_processor(
        lambda: {"csp_nonce": csp_nonce(), "nav": navigation(), "seen_at": now().isoformat()}
    )


def asset_version() -> str:
    """Return a digest of the built styles and scripts, so that browsers may keep them for ever."""
    digest = hashlib.sha256()
    for path in sorted((PACKAGE / "static" / "dist").glob("app.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]
