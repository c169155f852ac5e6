"""Item analysis: how a question did with those who met it for the first time.

*Facility* is the mean share of the marks that people earned. *Discrimination* is the correlation of
the share earned on a question with that earned on all other questions of the same attempt. What
people chose is counted for each choice. Of all this only what ``suppression`` allows is published:

- A question that is right or wrong has an exact facility where the count of its right choice is
  shown. For all groups together it otherwise has bounds, for one service nothing.
- Part marks add up from the choices, so their facility is given in steps of five choices or more,
  and only where five people earned something and five lost something.
- Of fewer than ten people, all together, it is only told on which side of a half they are.
- A summary of several questions is worked out from what is published of each, and from nothing
  else, so it tells no more.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import correlation

from elearn.domain.choices import NOTHING, Part, choices_in, parts_of
from elearn.domain.marking import Answer
from elearn.domain.quizzes import Numeric, Question, ShortAnswer, SingleChoice
from elearn.domain.suppression import FEWEST, closed_groups, hidden_cells

ENOUGH = 10  # people, for more than a half or a correlation
STEPS = tuple(Fraction(1, parts) for parts in (20, 10, 5, 4, 2))
HALF, ONE = Fraction(1, 2), Fraction(1)


@dataclass(frozen=True, slots=True)
class Given:
    """That so many people of a service gave an answer and earned a share of its marks.

    ``answer`` is None where there was none, and for questions whose answers are free text.
    """

    service: str
    answer: Answer | None
    share: Fraction
    people: int


@dataclass(frozen=True, slots=True)
class Point:
    """That so many people of a service earned a share here and a share of all other marks."""

    service: str
    share: Fraction
    others: float
    people: int


@dataclass(frozen=True, slots=True)
class Between:
    """A number that is known to lie between two, both included; equal ones are the number."""

    low: Fraction
    high: Fraction

    @property
    def is_exact(self) -> bool:
        """Tell whether it is one number."""
        return self.low == self.high

    @property
    def middle(self) -> Fraction:
        """Return the number half way."""
        return (self.low + self.high) / 2


@dataclass(frozen=True, slots=True)
class Item:
    """What is published of a question among some people; None is not shown.

    ``choices`` holds how many made each choice of each part.
    """

    people: int | None = None
    facility: Between | None = None
    discrimination: float | None = None
    choices: tuple[tuple[Between | None, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Analysed:
    """A question among everyone, and among each service that is shown."""

    everyone: Item
    services: Mapping[str, Item]


def analyse(
    question: Question,
    givens: Sequence[Given],
    points: Sequence[Point] = (),
    closed: Collection[str] = (),
    *,
    may_skip: bool = False,
) -> Analysed:
    """Return what is published of a question; ``closed`` services are not shown apart.

    ``may_skip`` tells that a question could be left without an answer, as in a timed quiz.
    """
    services = sorted({given.service for given in givens})
    asked = [sum(g.people for g in givens if g.service == name) for name in services]
    unseen = closed_groups(dict(zip(services, asked, strict=True)), closed)
    shut = {row for row, name in enumerate(services) if name in unseen}
    parts = [_counted(question, at, givens, services, shut, may_skip=may_skip)
             for at in range(len(parts_of(question)))]  # fmt: skip

    def item(row: int) -> Item:
        everyone = row == len(services)
        here = [g for g in givens if everyone or g.service == services[row]]
        published = tuple(part.published(row, everyone=everyone) for part in parts)
        facility, told = _facility(question, here, parts, row, everyone=everyone)
        spread = [p for p in points if everyone or p.service == services[row]] if told else []
        people = sum(given.people for given in here)
        return Item(people, facility, discrimination(spread), published)

    if sum(asked) < FEWEST:
        return Analysed(Item(), {})
    shown = {name: item(row) for row, name in enumerate(services) if row not in shut}
    return Analysed(item(len(services)), shown)


def discrimination(points: Iterable[Point]) -> float | None:
    """Return Pearson's correlation of a question with the rest of the quiz, -1 to 1.

    None for fewer than ten people, and where all earned the same on either side.
    """
    shares: list[float] = []
    others: list[float] = []
    for point in points:
        shares += [float(point.share)] * point.people
        others += [round(point.others, 9)] * point.people
    if len(shares) < ENOUGH or len(set(shares)) < 2 or len(set(others)) < 2:
        return None
    return correlation(shares, others)


def pooled(facilities: Iterable[tuple[Between, Fraction]]) -> Between | None:
    """Return the facility of several questions, each with its weight, from what is published."""
    listed = list(facilities)
    weight = sum((weight for _, weight in listed), Fraction(0))
    if not weight:
        return None
    return Between(
        sum((one.low * share for one, share in listed), Fraction(0)) / weight,
        sum((one.high * share for one, share in listed), Fraction(0)) / weight,
    )


@dataclass(frozen=True, slots=True)
class _Counted:
    """One part of a question: its counts by group, everyone last, and what is hidden of them."""

    part: Part
    table: tuple[tuple[int, ...], ...]
    hidden: frozenset[tuple[int, int]]

    def published(self, row: int, *, everyone: bool) -> tuple[Between | None, ...]:
        """Return the counts of a group as they are shown, for each choice of the part."""
        return tuple(
            self._told(row, at, everyone=everyone) if at < len(self.table[row]) else None
            for at in range(len(self.part.choices))
        )

    def right(self, row: int, *, everyone: bool) -> Between | None:
        """Return how many were right, as it is shown; for everyone there are always bounds."""
        at = self.part.choices.index(self.part.right)
        if (row, at) in self.hidden and everyone:
            return bounds(self.table[row][at], sum(self.table[row]))
        return self._told(row, at, everyone=everyone)

    def _told(self, row: int, at: int, *, everyone: bool) -> Between | None:
        count, people = self.table[row][at], sum(self.table[row])
        if (row, at) not in self.hidden:
            return Between(Fraction(count), Fraction(count))
        return bounds(count, people) if everyone and len(self.table[row]) == 2 else None


def bounds(count: int, people: int) -> Between:
    """Return between what numbers a hidden count is told to lie: always two or more of them."""
    low, high = 0, people
    if people <= 2 * FEWEST:
        half = -(-people // 2)
        low, high = (0, half - 1) if count < half else (half, people)
    elif count < FEWEST:
        high = FEWEST - 1
    elif people - count < FEWEST:
        low = people - FEWEST + 1
    else:
        low, high = FEWEST, people - FEWEST
    return Between(Fraction(low), Fraction(high))


def _counted(
    question: Question,
    at: int,
    givens: Sequence[Given],
    services: Sequence[str],
    shut: Collection[int],
    *,
    may_skip: bool,
) -> _Counted:
    part = parts_of(question)[at]
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for given in givens:
        counts[given.service][choices_in(question, given.answer, right=given.share == ONE)[at]] += (
            given.people
        )
    choices = part.choices
    if NOTHING in choices and not may_skip and not any(c[NOTHING] for c in counts.values()):
        choices = choices[:-1]
    rows = [tuple(counts[name][choice] for choice in choices) for name in services]
    everyone = tuple(map(sum, zip(*rows, strict=True)))
    hidden = hidden_cells(rows, shut, kept=choices.index(part.right)) if rows else frozenset()
    return _Counted(part, (*rows, everyone), hidden)


def _facility(
    question: Question,
    givens: Sequence[Given],
    parts: Sequence[_Counted],
    row: int,
    *,
    everyone: bool,
) -> tuple[Between | None, bool]:
    """Return the facility as published, and whether it is a figure and not only a bound."""
    people = sum(given.people for given in givens)
    if isinstance(question, SingleChoice | Numeric | ShortAnswer):
        count = parts[0].right(row, everyone=everyone)
        found = Between(count.low / people, count.high / people) if count else None
        return found, bool(found and found.is_exact)
    mean = sum((given.share * given.people for given in givens), Fraction(0)) / people
    earned = sum(given.people for given in givens if given.share > 0)
    lost = sum(given.people for given in givens if given.share < ONE)
    if people >= ENOUGH and min(earned, lost) >= FEWEST:
        step = next((s for s in STEPS if s * people * len(parts) >= FEWEST), HALF)
        low = min(mean // step * step, ONE - step)
        return Between(low, low + step), True
    if not everyone:
        return None, False
    if people >= ENOUGH and lost < FEWEST:
        return Between(Fraction(people - FEWEST + 1, people), ONE), False
    if people >= ENOUGH:
        return Between(Fraction(0), Fraction(FEWEST - 1, people)), False
    return Between(Fraction(0), HALF) if mean < HALF else Between(HALF, ONE), False
