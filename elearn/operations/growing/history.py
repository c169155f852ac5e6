"""What made-up people learned: brought from an older system first, then done here by quiz.

What was brought is like rows of ``history.csv``: prior learning, without a certificate, for whoever
taught it issued one. What was done here has all that the product itself writes.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID

from elearn.domain.attempts import draw_questions
from elearn.domain.catalogue import Catalogue
from elearn.domain.certification import CertificateFacts, new_number
from elearn.domain.content import Kind, Module
from elearn.domain.days import day_of
from elearn.domain.marking import Answer, Result, mark_quiz, right_answer
from elearn.domain.quizzes import Question, SingleChoice
from elearn.domain.renewal import expires_on, valid_until
from elearn.domain.requirements import Period, Version, expiries
from elearn.operations.certificates import Issuer
from elearn.operations.growing.people import YEARS_BACK, MadePerson, MadeUnit

HERE_FOR = timedelta(days=21)  # so long ago the older system was left
TEXT = "Made-up text, to show what a reflection looks like."
TABLES = ("attempt", "answer", "marking", "reflection", "reading", "declaration",
          "completion", "certificate")  # fmt: skip

Rows = dict[str, list[dict[str, Any]]]


@dataclass(slots=True)
class Historian:
    """Writes the history of one person after another; ``rows`` are those not yet taken away."""

    catalogue: Catalogue
    issuer: Issuer
    units: list[MadeUnit]
    first_unit: int
    today: date
    chooser: Random
    yearly: Version
    cases: Version
    next_completion: int
    rows: Rows = field(default_factory=lambda: {table: [] for table in TABLES})

    def tell(self, person: MadePerson, person_id: int, pauses: tuple[Period, ...]) -> None:
        """Add what one person learned in two years."""
        slack = self.chooser.random() < 0.06
        began = max(self.today - YEARS_BACK, person.stays[0].begins_on)
        offset = began + timedelta(days=self.chooser.randrange(3, 170))
        for module in examined(self.catalogue):
            if self.chooser.random() < self._skipped(module, slack):
                continue
            offset_here = offset + timedelta(days=self.chooser.randrange(0, 25))
            if module.kind is Kind.CASE:
                offset_here = began + timedelta(days=self.chooser.randrange(5, 725))
            self._module(person, person_id, module, offset_here, pauses)

    def _skipped(self, module: Module, slack: bool) -> float:
        if slack:
            return 0.6
        return 0.6 if module.kind is Kind.CASE else 0.03

    def _module(
        self, person: MadePerson, person_id: int, module: Module, day: date,
        pauses: tuple[Period, ...],
    ) -> None:  # fmt: skip
        """Let someone complete a module, and again whenever it has nearly lapsed."""
        done: tuple[date, ...] = ()
        lapse: date | None = None
        while day < self.today:
            stay = person.stay_on(day)
            if stay is None or any(pause.begins_on <= day < pause.ends_on for pause in pauses):
                day += timedelta(days=self.chooser.randrange(20, 60))
                continue
            done = (*done, day)
            lapse = self._lapse(module, stay.team, done, lapse, pauses)
            row = self._completion(person_id, module, stay.team, done, lapse)
            if day >= self.today - HERE_FOR:
                self._sat_here(person, row, module)
            else:
                row["recorded_at"] = _at(self.today - HERE_FOR, 6)
            self.rows["completion"].append(row)
            if lapse is None:
                return
            day = lapse - timedelta(days=self.chooser.randrange(-25, 80))

    def _lapse(
        self, module: Module, team: int, done: tuple[date, ...], previous: date | None,
        pauses: tuple[Period, ...],
    ) -> date | None:  # fmt: skip
        """Return when a completion lapses: by its module, or sooner by what is asked."""
        own = expires_on(done[-1], module.completion.validity_months, previous)
        found = [own] if own else []
        for version in (self.yearly, self.cases):
            if module.slug in version.asked.members(self.units[team].service):
                found.append(expiries(version, done, pauses)[-1])
        return min(found, default=None)

    def _completion(
        self, person_id: int, module: Module, team: int, done: tuple[date, ...],
        lapse: date | None,
    ) -> dict[str, Any]:  # fmt: skip
        number, self.next_completion = self.next_completion, self.next_completion + 1
        return {
            "id": number, "person_id": person_id, "module": module.slug, "cycle": len(done),
            "method": "prior_learning", "module_kind": module.kind.value,
            "module_title": module.title, "module_version": module.version,
            "module_hash": module.content_hash, "quiz_hash": None, "attempt_id": None,
            "completed_on": done[-1], "expires_on": lapse, "minutes": module.minutes,
            "participatory_minutes": 0, "unit_id": self.first_unit + team,
            "service": self.units[team].service, "recorded_at": None,
        }  # fmt: skip

    def _sat_here(self, person: MadePerson, row: dict[str, Any], module: Module) -> None:
        """Add the reading, the attempts and the certificate of a completion."""
        ended = _at(row["completed_on"], self.chooser.randrange(9, 16))
        read = ended - timedelta(minutes=module.minutes)
        whose = {"person_id": row["person_id"], "module": module.slug}
        version = whose | {"module_hash": module.content_hash}
        self.rows["reading"] += [
            version | {"section": section.id, "read_at": read} for section in module.sections
        ]
        self.rows["declaration"].append(version | {"declared_at": read})
        seen: set[str] = set()
        share = 0.5 if self.chooser.random() < 0.12 else 0.04
        if not self._attempt(row, module, 1, ended, seen, share)["passed"]:
            ended += timedelta(minutes=20)
            self._attempt(row, module, 2, ended, seen, share=0.04)
        passed = self.rows["attempt"][-1]
        row |= {
            "method": "quiz", "quiz_hash": passed["quiz_hash"], "attempt_id": passed["id"],
            "recorded_at": ended,
        }  # fmt: skip
        self._certificate(person, row, module, ended)

    def _attempt(
        self, row: dict[str, Any], module: Module, number: int, ended: datetime,
        seen: set[str], share: float,
    ) -> dict[str, Any]:  # fmt: skip
        """Add an attempt with its answers, of which about a share is wrong; a pass if it is few."""
        quiz, seed = self.catalogue.quiz(module.slug), self.chooser.getrandbits(31)
        asked = draw_questions(quiz, seed, seen)
        questions = [quiz.question(one.question_id) for one in asked]
        seen.update(question.id for question in questions)
        result, answers = self._answered(questions, share, quiz.pass_mark)
        attempt = UUID(int=self.chooser.getrandbits(128), version=4)
        began, score = ended - timedelta(minutes=15), result.score
        self.rows["attempt"].append({
            "id": attempt, "person_id": row["person_id"], "module": module.slug,
            "number": number, "module_hash": module.content_hash,
            "quiz_hash": quiz.content_hash, "seed": seed,
            "asked": [{"question": a.question_id, "options": list(a.options)} for a in asked],
            "pass_mark": str(quiz.pass_mark), "started_at": began, "flagged": None,
            "closes_at": None, "submitted_at": ended, "score_numerator": score.numerator,
            "score_denominator": score.denominator, "passed": result.passed,
            "unit_id": row["unit_id"], "service": row["service"],
        })  # fmt: skip
        self._marked(attempt, result, answers, ended)
        self.rows["reflection"] += [
            {"attempt_id": attempt, "prompt_id": prompt.id, "person_id": row["person_id"],
             "text": TEXT, "saved_at": began}
            for prompt in quiz.reflections
        ]  # fmt: skip
        return self.rows["attempt"][-1]

    def _answered(
        self, questions: list[Question], share: float, pass_mark: Fraction
    ) -> tuple[Result, dict[str, Answer]]:
        """Return answers and their result: passed where the share of wrong ones is small."""
        answers = {question.id: right_answer(question) for question in questions}
        result = mark_quiz(questions, answers, pass_mark)
        for question in questions:
            if not isinstance(question, SingleChoice) or self.chooser.random() >= share:
                continue
            wrong = [option.id for option in question.options if not option.correct]
            tried = answers | {question.id: self.chooser.choice(wrong)}
            changed = mark_quiz(questions, tried, pass_mark)
            if share > 0.4 or changed.passed:
                answers, result = tried, changed
        return result, answers

    def _marked(
        self, attempt: UUID, result: Result, answers: dict[str, Answer], at: datetime
    ) -> None:
        for mark in result.marks:
            key = {"attempt_id": attempt, "question_id": mark.question_id}
            self.rows["answer"].append(
                key | {"value": answers[mark.question_id], "saved_at": at - timedelta(minutes=1)}
            )
            self.rows["marking"].append(
                key | {
                    "sequence": 1, "earned_numerator": mark.earned.numerator,
                    "earned_denominator": mark.earned.denominator,
                    "marks_numerator": mark.marks.numerator,
                    "marks_denominator": mark.marks.denominator, "critical": mark.critical,
                    "marked_at": at,
                }
            )  # fmt: skip

    def _certificate(
        self, person: MadePerson, row: dict[str, Any], module: Module, at: datetime
    ) -> None:
        number, partnership = new_number(self.chooser.choice), self.issuer.partnership
        facts = CertificateFacts(
            number=number, partnership=partnership.name,
            person_name=f"{person.first} {person.last}", module_title=module.title,
            module_kind=row["module_kind"], module_version=module.version,
            content_hash=module.content_hash, completed_on=row["completed_on"],
            valid_until=valid_until(row["expires_on"]), minutes=row["minutes"],
            participatory_minutes=0,
            learning_outcomes=tuple(outcome.text for outcome in module.outcomes),
            signatory_name=partnership.signatory_name,
            signatory_title=partnership.signatory_title,
            agency=self.units[row["unit_id"] - self.first_unit].agency,
            verify_url=self.issuer.verify_url(number), issued_on=day_of(at),
            design=partnership.design,
        )  # fmt: skip
        self.rows["certificate"].append({
            "number": number, "completion_id": row["id"], "edition": 1, "supersedes_id": None,
            "valid_until": facts.valid_until, "snapshot": facts.to_json(), "issued_at": at,
        })  # fmt: skip


def examined(catalogue: Catalogue) -> list[Module]:
    """Return the modules that end with a quiz."""
    return [module for module in catalogue.modules.values() if module.completion.quiz]


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), UTC)
