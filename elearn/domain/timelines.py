"""Standing on any date, and as a timeline: a pure function of versions and dated facts."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise

from elearn.domain.programmes import ProgrammeRule
from elearn.domain.requirements import (
    FOREVER,
    Place,
    Version,
    expiries,
    in_force,
    put_off,
)
from elearn.domain.standing import DAY, SETTLED, Facts, Situation, Span, Standing


def situation_on(versions: Sequence[Version], facts: Facts, day: date) -> Situation | None:
    """Return a person's situation on a day, or None where the requirement does not apply.

    Versions are in the order in which they were made.
    """
    version, place = in_force(versions, day), facts.place_on(day)
    if version is None or place is None or not version.concerns(place):
        return None
    since = _anew(_applies_since(versions, facts, day), facts, day)
    held = _held(versions, facts, version, place, since, day)
    return _situation(version, place, facts, since, held, day)


def standing_on(versions: Sequence[Version], facts: Facts, day: date) -> Standing | None:
    """Return where a person is with a requirement on a day, or None where it does not apply."""
    situation = situation_on(versions, facts, day)
    return situation.standing(day) if situation else None


def outstanding(versions: Sequence[Version], facts: Facts, day: date) -> tuple[str, ...]:
    """Return the modules to do, or to do again in the renewal window, for a requirement on a day.

    Empty where it does not apply, and while it is complete and not yet to be renewed.
    """
    situation = situation_on(versions, facts, day)
    version, place = in_force(versions, day), facts.place_on(day)
    if version is None or place is None or situation is None:
        return ()
    if situation.standing(day) in SETTLED:
        return ()
    renewing = situation.standing(day) is Standing.EXPIRING
    lapses = {module: lapse_of(version, facts, module, day)
              for module in version.asked.members(place.service)}  # fmt: skip
    return tuple(
        module
        for module, lapse in lapses.items()
        if lapse is None or day >= (version.window_opens(lapse) if renewing else lapse)
    )


def lapse_of(version: Version, facts: Facts, module: str, day: date) -> date | None:
    """Return the first day on which a module done by ``day`` no longer counts, or None."""
    days = tuple(done for done in facts.completions.get(module, ()) if done <= day)
    return expiries(version, days, facts.pauses)[-1] if days else None


def spans(versions: Sequence[Version], facts: Facts) -> tuple[Span, ...]:
    """Return a person's whole timeline with a requirement, so that any day is a look-up."""
    found: list[Span] = []
    for begins_on, ends_on, situation in _whiles(versions, facts):
        turns = {day for day in situation.turns() if begins_on < day < ends_on}
        for start, end in pairwise([begins_on, *sorted(turns), ends_on]):
            standing, last = situation.standing(start), found[-1] if found else None
            if last and last.ends_on == start and _same(last, standing, situation):
                found[-1] = Span(last.begins_on, end, standing, last.situation)
            else:
                found.append(Span(start, end, standing, situation))
    return tuple(found)


def _same(span: Span, standing: Standing, situation: Situation) -> bool:
    return span.standing is standing and span.situation == situation


def _whiles(versions: Sequence[Version], facts: Facts) -> Iterator[tuple[date, date, Situation]]:
    """Yield each stretch of days in which nothing happens, with the situation in it."""
    since: date | None = None
    before: tuple[Version, Place] | None = None
    for begins_on, ends_on in pairwise([*sorted(_cuts(versions, facts)), FOREVER]):
        version, place = in_force(versions, begins_on), facts.place_on(begins_on)
        if version is None or place is None or not version.concerns(place):
            since = before = None
            continue
        if since is None or (before and _breaks(*before, version, place)):
            since = begins_on
        before = version, place
        anew = _anew(since, facts, begins_on)
        held = _held(versions, facts, version, place, anew, begins_on)
        yield begins_on, ends_on, _situation(version, place, facts, anew, held, begins_on)


def _cuts(versions: Sequence[Version], facts: Facts) -> set[date]:
    """Return every day on which something may happen."""
    periods = [place.period for place in facts.places]
    periods += [*facts.exemptions, *facts.pauses]
    days = {day for period in periods for day in (period.begins_on, period.ends_on)}
    days |= {version.effective_from for version in versions}
    days |= {extension.granted_on for extension in facts.extensions}
    days |= _beginnings(versions, facts) | _telling_days(versions, facts)
    return days - {FOREVER}


def _telling_days(versions: Sequence[Version], facts: Facts) -> set[date]:
    """Return the days of completions, but for those before enough modules can be complete."""
    first = sorted(days[0] for days in facts.completions.values() if days)
    fewest = max(1, min(map(_fewest, versions), default=1))
    if len(first) < fewest:
        return set()
    enough = first[fewest - 1]
    return {day for days in facts.completions.values() for day in days if day >= enough}


def _fewest(version: Version) -> int:
    asked = version.asked
    if asked.rule is ProgrammeRule.APPLIES:
        return min(map(len, asked.by_service.values()), default=0)
    return asked.needed(asked.modules)


def _beginnings(versions: Sequence[Version], facts: Facts) -> set[date]:
    """Return the days on which someone begins what a version asks, wherever they work."""
    services = {place.service for place in facts.places}
    return {_begun(v.asked.members(service), facts) for v in versions for service in services}


def _begun(members: tuple[str, ...], facts: Facts) -> date:
    """Return the first day on which anything was done towards these modules, or FOREVER."""
    first, started, completions = FOREVER, facts.started, facts.completions
    for module in members:
        first = min(first, started.get(module, FOREVER), *completions.get(module, ())[:1])
    return first


def _applies_since(versions: Sequence[Version], facts: Facts, day: date) -> date:
    """Return the day since which the requirement applies without a break, looking back."""
    starts = {v.effective_from for v in versions} | {p.period.begins_on for p in facts.places}
    turns = sorted((start for start in starts if start <= day), reverse=True)
    for start in turns:
        yesterday = start - DAY
        version, place = in_force(versions, yesterday), facts.place_on(yesterday)
        if version is None or place is None or not version.concerns(place):
            return start
        here, there = in_force(versions, start), facts.place_on(start)
        if here and there and _breaks(version, place, here, there):
            return start
    return day


def _anew(since: date, facts: Facts, day: date) -> date:
    """Return the day since which it applies, which the end of an exemption begins anew."""
    return max([since, *(e.ends_on for e in facts.exemptions if e.ends_on <= day)])


def _breaks(before: Version, place: Place, version: Version, there: Place) -> bool:
    """Tell whether a change of service asks for other cases, so that it applies anew."""
    by_service = ProgrammeRule.APPLIES
    both = before.asked.rule is by_service and version.asked.rule is by_service
    return both and place.service != there.service


def _held(
    versions: Sequence[Version],
    facts: Facts,
    version: Version,
    place: Place,
    since: date,
    day: date,
) -> tuple[date, date] | None:
    """Return when the requirement was last completed and when that lapses, or None.

    What was completed under an earlier version stays complete until it lapses under that one;
    what lapsed before the requirement applied counts for nothing.
    """
    found = [_achieved(version, facts, place.service, day + DAY)]
    for earlier in versions:
        end = _ends(versions, earlier)
        was_in_force = earlier.effective_from < end <= day and not earlier.ended
        if earlier is not version and was_in_force and since < end:
            found.append(_achieved(earlier, facts, place.service, end))
    held = [achieved for achieved in found if achieved and achieved[1] > since]
    return max(held, key=lambda achieved: achieved[1], default=None)


def _ends(versions: Sequence[Version], version: Version) -> date:
    """Return the day on which another version took the place of this one."""
    at = next(index for index, other in enumerate(versions) if other is version)
    later = [v.effective_from for v in versions if v.effective_from > version.effective_from]
    later += [v.effective_from for v in versions[at + 1 :]
              if v.effective_from == version.effective_from]  # fmt: skip
    return min(later, default=FOREVER)


def _achieved(
    version: Version, facts: Facts, service: str | None, before: date
) -> tuple[date, date] | None:
    """Return when enough modules were last completed, and when too few will be in date."""
    members = version.asked.members(service)
    needed = version.asked.needed(members)
    latest = []
    for module in members:
        days = facts.completions.get(module, ())
        if days and days[-1] >= before:
            days = tuple(day for day in days if day < before)
        if days:
            latest.append((expiries(version, days, facts.pauses)[-1], days[-1]))
    if not 0 < needed <= len(latest):
        return None
    counted = sorted(latest, reverse=True)[:needed]
    return max(day for _, day in counted), counted[-1][0]


def _situation(
    version: Version,
    place: Place,
    facts: Facts,
    since: date,
    held: tuple[date, date] | None,
    day: date,
) -> Situation:
    return Situation(
        unit_id=place.unit_id,
        applies_since=since,
        due_on=_due(version, facts, since, day),
        completed_on=held[0] if held else None,
        expires_on=held[1] if held else None,
        window_opens_on=version.window_opens(held[1]) if held else None,
        exempt=any(period.covers(day) for period in facts.exemptions),
        paused=any(period.covers(day) for period in facts.pauses),
        started=_begun(version.asked.members(place.service), facts) <= day,
    )


def _due(version: Version, facts: Facts, since: date, day: date) -> date:
    """Return the last day to complete, put off by pauses and by what was granted so far."""
    due = version.due(since)
    if due != FOREVER:
        after = put_off(since, due + DAY, facts.pauses)
        due = after if after == FOREVER else after - DAY
    granted = (e.due_on for e in facts.extensions if e.granted_on <= day)
    return max([due, *granted])
