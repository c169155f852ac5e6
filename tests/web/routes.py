"""Every address of the site, with things of one's own to put into it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from flask import Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from elearn.bulk_printing import make_waiting
from elearn.db import db, read_only
from elearn.domain.access import Appointed, Role
from elearn.domain.adjustments import Adjustment, AdjustmentKind
from elearn.domain.days import day_of
from elearn.domain.programmes import ProgrammeRule
from elearn.evidence import Checked
from elearn.operations.adjustments import grant
from elearn.operations.appointments import appointments_over
from elearn.operations.decisions import Subject, decisions_of, exempt, record_absence
from elearn.operations.designs import filed_design, save_design
from elearn.operations.imports.runs import Importer, apply_run, keep_result, keep_upload
from elearn.operations.joining import links_of, make_link
from elearn.operations.levels import LevelDraft, save_level
from elearn.operations.organisation import appoint, unit_id
from elearn.operations.printing import Wanted, ask_for
from elearn.operations.prior_learning import Evidence, claim_learning, claims_of
from elearn.operations.programmes import ProgrammeDraft, save_programme
from elearn.operations.reflections import write_entry
from elearn.operations.requirements import RequirementDraft, save_requirement
from elearn.operations.saved_views import keep_view
from elearn.operations.shares import share_record, shares_of
from elearn.operations.support import Contact, keep_contact
from elearn.operations.transcripts import issue_transcript
from elearn.site import Site
from tests.partnership import begin, complete

DOCUMENT = Path(__file__).parents[2] / "docs" / "permissions.md"
EVERYWHERE = " of the whole partnership"
ROW = re.compile(r"\| `(?P<address>[^`]+)` \| (?P<methods>[A-Z, ]+) \| (?P<who>[^|]+) \|")


@dataclass(frozen=True)
class Belongings:
    """What someone has that an address can name."""

    attempt: str
    submitted: str
    certificate: str
    transcript: str
    unit: str
    share: str
    share_id: str
    person: str
    adjustment: str
    requirement: str
    programme: str
    reflection: str
    contact: str
    run: str
    applied: str
    decision: dict[str, str]
    appointment: str
    joining: str
    link_id: str
    level: str
    view: str
    design: str
    job: str


def belongings_of(site: Site, person_id: int, unit: str) -> Belongings:
    """Give someone an open attempt, a submitted one and a certificate."""
    number = complete(site, "child-a", person_id)
    submitted = submitted_attempt(site, person_id)
    token = share_record(site.session(), person_id, "A new employer", None, 30, site.clock())
    attempt = str(begin(site, "listening", person_id))
    entry = write_entry(site.session(), person_id, "A thought of my own", site.clock())
    shares = shares_of(site.session(), person_id, day_of(site.clock()))
    learner = person_named(site, "learner@example.org")
    extra = Adjustment(AdjustmentKind.ATTEMPTS, 1, None, None, day_of(site.clock()), None)
    adjustment = grant(
        site.session(), site.catalogue, learner, extra, "Absence", person_id, site.clock()
    )
    run, applied = imports_of(site, person_id)
    joining, link_id = joining_link(site, person_id, unit)
    requirement = requirement_for(site, unit)
    return Belongings(
        attempt=attempt,
        submitted=submitted,
        certificate=number,
        transcript=issue_transcript(site.session(), site.issuer, person_id, site.clock()),
        unit=unit,
        share=token,
        share_id=str(shares[0].id),
        person=str(learner),
        adjustment=str(adjustment),
        requirement=requirement,
        programme=programme_for(site, person_id),
        reflection=str(entry),
        contact=contact_of(site, unit),
        run=run,
        applied=applied,
        decision=decisions_for(site, learner, person_id, int(requirement)),
        appointment=appointment_over(site, unit),
        joining=joining,
        link_id=link_id,
        level=level_for(site, unit),
        design=design_by(site, person_id),
        job=file_for(site, person_id, unit),
        view=str(keep_view(site.session(), person_id, "Late", None, {}, site.clock())),
    )


def design_by(site: Site, person_id: int) -> str:
    """Save the design of certificates as it is; return the version."""
    design = filed_design(site.issuer.partnership)
    return str(save_design(site.session(), design, {}, site.clock(), person_id))


def file_for(site: Site, person_id: int, unit: str) -> str:
    """Let someone have a file of certificates, ready to download; return its id."""
    session, day = site.session(), day_of(site.clock())
    held = [Appointed(Role.MANAGER, unit_id(session, unit))]
    modules = tuple(site.catalogue.modules)
    wanted = Wanted(
        unit, unit, (person_id,), modules, day, with_expired=True, form="pdf", blank_backs=False
    )
    asked = ask_for(session, held, wanted, site.clock(), person_id)
    make_waiting(site)
    return str(asked)


def contact_of(site: Site, unit: str) -> str:
    over = unit_id(site.session(), unit)
    line = Contact(name="Staff support line", phone="01234 567892")
    return str(keep_contact(site.session(), {over}, over, line))


def level_for(site: Site, unit: str) -> str:
    session, now = site.session(), site.clock()
    over, day = unit_id(session, unit), day_of(now)
    draft = LevelDraft("Level 3", over, 720, 360, "Indicative", day, day)
    return str(save_level(session, site.catalogue, {over}, draft, None, None, now))


def requirement_for(site: Site, unit: str) -> str:
    over = unit_id(site.session(), unit)
    asked = RequirementDraft("Induction", "induction", day_of(site.clock()), (over,), due_days=9)
    now = site.clock()
    return str(save_requirement(site.session(), site.catalogue, {over}, asked, None, None, now))


def decisions_for(site: Site, learner: int, by: int, requirement: int) -> dict[str, str]:
    """Decide something of every kind for the learner; return the ids by kind."""
    session, now = site.session(), site.clock()
    today = day_of(now)
    who, period = Subject(learner, "", 1), (today, today + timedelta(days=9))
    exempt(session, who, requirement, period, "Seconded", by, now)
    record_absence(session, who, period, "Leave", by, now)
    asked = db.metadata.tables["extension_request"]
    session.execute(asked.insert().values(person_id=learner, requirement_id=requirement,
        wanted_until=period[1], reason="Nights", asked_at=now))  # fmt: skip
    return {
        **{one.what: str(one.id) for one in decisions_of(session, learner, today)},
        "claim": claim_for(site, learner),
        "own claim": claim_for(site, by),
    }


def claim_for(site: Site, person_id: int) -> str:
    """Let someone claim prior learning, once; return the claim."""
    session, day = site.session(), day_of(site.clock())
    if not claims_of(session, person_id):
        checked = Checked(b"%PDF- only for its address", "application/pdf")
        site.evidence.keep(checked)
        kept = Evidence(checked.digest, checked.type, "scan.pdf")
        claim_learning(session, site.catalogue, person_id, "listening", day, "Elsewhere", kept,
                       site.clock())  # fmt: skip
    return str(claims_of(session, person_id)[0].id)


def appointment_over(site: Site, unit: str) -> str:
    """Let someone hold an appointment over a unit, to be ended or deputised."""
    session, on = site.session(), day_of(site.clock())
    appoint(session, "colleague@example.org", Role.AUDITOR, unit, on)
    held = appointments_over(session, unit_id(session, unit), on)
    return str(next(one.id for one in held if one.person == "Beata Łukasz"))


def joining_link(site: Site, person_id: int, unit: str) -> tuple[str, str]:
    """Make a joining link of a unit; return its token and its id."""
    session, now = site.session(), site.clock()
    over = unit_id(session, unit)
    token = make_link(session, over, 5, day_of(now), now, person_id)
    return token, str(links_of(session, over, day_of(now))[0].id)


def imports_of(site: Site, person_id: int) -> tuple[str, str]:
    """Give someone an import that awaits confirmation, and one that was applied."""
    who = Importer(person_id, None, frozenset(), site.check_name, site.catalogue)
    session, now = site.session(), site.clock()
    run, applied = (
        keep_upload(session, "org", "org.csv", b"code\neast", who, now, full=False) for _ in "ab"
    )
    apply_run(session, applied, who, now)
    keep_result(session, applied, person_id, b"code")
    return str(run), str(applied)


def person_named(site: Site, email: str) -> int:
    person = db.metadata.tables["person"]
    found = site.session().scalar(select(person.c.id).where(person.c.email == email))
    assert isinstance(found, int)
    return found


def submitted_attempt(site: Site, person_id: int) -> str:
    attempt = db.metadata.tables["attempt"]
    query = select(attempt.c.id).where(attempt.c.person_id == person_id)
    return str(site.session().scalar(query.where(attempt.c.passed)))


def rules(app: Flask, method: str) -> list[Rule]:
    """Return every rule that answers a method, in order of its address."""
    found = [rule for rule in app.url_map.iter_rules() if method in (rule.methods or ())]
    return sorted(found, key=lambda rule: rule.rule)


def address_of(rule: Rule, own: Belongings) -> str:
    """Return an address of a rule that names what is there."""
    rated = rule.endpoint.partition(".")[0]
    slugs = {"programmes": "induction", "own_programmes": own.programme}
    values = {
        "slug": slugs.get(rated, "child-a"),
        "section_id": "summary",
        "attempt_id": own.submitted if rule.endpoint == "quizzes.assess" else own.attempt,
        "prompt_id": "r1",
        "number": number_for(rated, own),
        "requirement_id": own.requirement,
        "unit": own.unit,
        "token": own.joining if rated == "joining" else own.share,
        "link_id": own.link_id,
        "share_id": own.share_id,
        "person_id": own.person,
        "adjustment_id": own.adjustment,
        "entry_id": own.reflection,
        "contact_id": own.contact,
        "decision_id": own.decision.get(kind_of(rule), ""),
        "claim_id": own.decision["own claim" if rule.rule.startswith("/learning") else "claim"],
        "appointment_id": own.appointment,
        "run_id": own.applied if rule.endpoint == "admin.result" else own.run,
        "level_id": own.level,
        "view_id": own.view,
        "version": own.design,
        "job_id": own.job,
        "filename": "dist/app.css",
    }
    assert rule.arguments <= values.keys(), f"say in tests/web/routes.py what {rule} may name"
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda match: values[match[1]], rule.rule)


def number_for(rated: str, own: Belongings) -> str:
    """Return a number that addresses of this kind name: of a paper issued, or of a question."""
    if rated == "record":
        return own.transcript
    return own.certificate if rated in {"certificates", "badges", "verify"} else "1"


def programme_for(site: Site, person_id: int) -> str:
    draft = ProgrammeDraft("Our own", "For new starters", ProgrammeRule.ALL, ("listening",))
    now = site.clock()
    day = day_of(now)
    return save_programme(site.session(), site.catalogue, draft, None, day, person_id, now)


def kind_of(rule: Rule) -> str:
    """Return the kind of decision that an address names."""
    kinds = ("absence", "extension")
    return next((kind for kind in kinds if f"/{kind}s/" in rule.rule), "exemption")


def plain(rule: Rule) -> str:
    """Return a rule as the documentation writes it."""
    return re.sub(r"<\w+:", "<", rule.rule)


def roles_of(who: str) -> list[str]:
    """Return the roles named where docs/permissions.md says who may open a page."""
    return who.removesuffix(EVERYWHERE).split(", ")


def documented() -> dict[tuple[str, str], str]:
    """Return who may open what, by (address, method), as docs/permissions.md says."""
    rows = [match for match in map(ROW.match, DOCUMENT.read_text("utf-8").splitlines()) if match]
    return {
        (row["address"], method): row["who"].strip()
        for row in rows
        for method in row["methods"].split(", ")
    }


def snapshot(app: Flask) -> dict[str, list[str]]:
    """Return every row of every table, for comparison."""
    with app.app_context(), read_only(), db.engine.connect() as connection:
        return {
            table.name: sorted(map(str, connection.execute(select(table))))
            for table in db.metadata.sorted_tables
        }


def pages(app: Flask, own: Belongings) -> Iterator[str]:
    """Yield an address of everything that can be opened."""
    yield from (address_of(rule, own) for rule in rules(app, "GET"))
    yield f"/attempts/{own.submitted}/result"
