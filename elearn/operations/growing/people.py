"""Made-up people: where they worked and since when; the same seed gives the same people."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

TEAM = 60
TEAMS_OF_A_SERVICE = 4
SERVICES_OF_AN_AGENCY = 5
YEARS_BACK = timedelta(days=2 * 365)
DOMAIN = "staff.example.org"

# What an agency of this kind is called, its services, and what those who work there do.
AGENCIES = (
    ("{place} Council", (("childrens-social-care", "Children's Social Care"),
                         ("family-support", "Family Support"), ("housing", "Housing"),
                         ("early-years", "Early Years"), ("youth-justice", "Youth Justice"))),
    ("{place} NHS Trust", (("health-visiting", "Health Visiting"),
                           ("school-nursing", "School Nursing"), ("midwifery", "Midwifery"),
                           ("hospital-paediatrics", "Paediatrics"), ("camhs", "CAMHS"))),
    ("{place} Police", (("police", "Neighbourhood Policing"), ("police", "Response"),
                        ("police", "Public Protection"), ("police", "Investigations"),
                        ("police", "Custody"))),
    ("{place} Schools Trust", (("school", "Primary Schools"), ("school", "Secondary Schools"),
                               ("send", "Special Schools"), ("school", "Sixth Forms"),
                               ("education-welfare", "Education Welfare"))),
    ("{place} Community Alliance", (("voluntary-sector", "Young People's Projects"),
                                    ("domestic-abuse", "Domestic Abuse Support"),
                                    ("substance-misuse", "Recovery Services"),
                                    ("voluntary-sector", "Family Centres"),
                                    ("housing", "Supported Housing"))),
)  # fmt: skip
PLACES = (
    "Ashby Vale", "Brackenford", "Calderwick", "Dunmere", "Elmbridge Moor", "Fenwick",
    "Greystone", "Harrowby", "Inglemoor", "Kestrel Bay", "Larkhill", "Marlow Fell",
)  # fmt: skip
TEAM_NAMES = ("North", "South", "East", "West")
FIRST = (
    "Aisha", "Alan", "Amara", "Andrzej", "Bethan", "Bilal", "Carys", "Chidi", "Chloe", "Daniel",
    "Deepa", "Eilidh", "Emeka", "Farah", "Fergus", "Gwen", "Hannah", "Harpreet", "Imran", "Ingrid",
    "Jakub", "Jamila", "Joanne", "Kamal", "Kerry", "Leila", "Liam", "Magda", "Mandeep", "Megan",
    "Mohammed", "Nadia", "Niamh", "Olu", "Owen", "Priya", "Rachel", "Rhys", "Ruth", "Sadia",
    "Samuel", "Seán", "Shauna", "Simon", "Sofia", "Tariq", "Tomasz", "Yusuf", "Zainab", "Zoë",
)  # fmt: skip
LAST = (
    "Achebe", "Ahmed", "Allen", "Bailey", "Begum", "Bennett", "Brown", "Byrne", "Campbell",
    "Chowdhury", "Clarke", "Cooper", "Davies", "Edwards", "Evans", "Fraser", "García", "Green",
    "Griffiths", "Hall", "Hughes", "Hussain", "Iqbal", "Jackson", "Jones", "Kaur", "Kelly", "Khan",
    "Kowalski", "Lewis", "MacDonald", "Malik", "Mensah", "Morgan", "Murphy", "Nowak", "Okafor",
    "Osei", "Patel", "Popescu", "Price", "Rahman", "Roberts", "Shah", "Singh", "Smith", "Taylor",
    "Thomas", "Walker", "Williams", "Wójcik", "Wright", "Young", "Żak",
)  # fmt: skip
JOBS = (("practitioner", "Practitioner"), ("practitioner", "Senior Practitioner"),
        ("support", "Support Worker"), ("administration", "Administrator"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class MadeUnit:
    """A unit; ``above`` is the place in the list of the one above, None for the partnership."""

    above: int | None
    kind: str
    code: str
    name: str
    agency: str
    service: str | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """A stretch of days in a team; ``team`` is its place in the list of units."""

    team: int
    begins_on: date
    ends_on: date | None

    def covers(self, day: date) -> bool:
        """Tell whether a day lies within it."""
        return self.begins_on <= day and (self.ends_on is None or day < self.ends_on)


@dataclass(frozen=True, slots=True)
class MadePerson:
    """One made-up person: how they are called, what they do, and where they worked."""

    number: int
    first: str
    last: str
    job_group: str
    job_title: str
    stays: tuple[Stay, ...]

    @property
    def email(self) -> str:
        """Return an address that nobody else has, and no mail reaches."""
        plain = unicodedata.normalize("NFKD", f"{self.first}.{self.last}").lower()
        letters = "".join(c for c in plain.replace("ł", "l") if c.isascii())
        return f"{letters}.{self.number}@{DOMAIN}"

    def stay_on(self, day: date) -> Stay | None:
        """Return where they worked on a day, or None."""
        return next((stay for stay in self.stays if stay.covers(day)), None)


def made_units(people: int) -> list[MadeUnit]:
    """Return agencies, services and teams for so many people, each below one before it."""
    units: list[MadeUnit] = []
    agency = service = -1
    for n in range(max(1, -(-people // TEAM))):
        of_agency = n % (TEAMS_OF_A_SERVICE * SERVICES_OF_AN_AGENCY)
        number = n // (TEAMS_OF_A_SERVICE * SERVICES_OF_AN_AGENCY)
        pattern, services = AGENCIES[number % len(AGENCIES)]
        round_, at = divmod(number // len(AGENCIES), len(PLACES))
        place = PLACES[at] + (f" {round_ + 1}" if round_ else "")
        name = pattern.format(place=place)
        if of_agency == 0:
            agency = len(units)
            units.append(MadeUnit(None, "agency", f"a{number}", name, name))
        tag, called = services[of_agency // TEAMS_OF_A_SERVICE]
        if of_agency % TEAMS_OF_A_SERVICE == 0:
            service = len(units)
            code = f"a{number}-s{of_agency // TEAMS_OF_A_SERVICE}"
            units.append(MadeUnit(agency, "service", code, called, name, tag))
        team = f"{called} {TEAM_NAMES[of_agency % TEAMS_OF_A_SERVICE]}"
        units.append(MadeUnit(service, "team", f"t{n}", team, name, tag))
    return units


def made_people(units: list[MadeUnit], people: int, seed: int, today: date) -> Iterator[MadePerson]:
    """Give so many people, spread evenly over the teams."""
    chooser = Random(seed)  # noqa: S311 - made-up people, no secret
    teams = [place for place, unit in enumerate(units) if unit.kind == "team"]
    for n in range(people):
        group, title = chooser.choice(JOBS)
        stays = _stays(chooser, teams, teams[n % len(teams)], today)
        yield MadePerson(n + 1, chooser.choice(FIRST), chooser.choice(LAST), group, title, stays)


def _stays(chooser: Random, teams: list[int], team: int, today: date) -> tuple[Stay, ...]:
    """Return where someone worked: one in eight left, some of them returned; one in eight moved."""
    start = today - YEARS_BACK
    began = start - timedelta(days=chooser.randrange(1, 3000))
    if chooser.random() < 0.25:
        began = start + timedelta(days=chooser.randrange(1, YEARS_BACK.days))
    first = max(began, start)
    fate, span = chooser.random(), (today - first).days
    if fate >= 0.25 or span < 60:
        return (Stay(team, began, None),)
    change = first + timedelta(days=chooser.randrange(30, span))
    if fate >= 0.125:
        other = chooser.choice(teams)
        before = (Stay(other, began, change),) if other != team else ()
        return *before, Stay(team, change, None)
    back = change + timedelta(days=chooser.randrange(60, 300))
    if fate < 0.025 and back < today:
        return Stay(team, began, change), Stay(team, back, None)
    return (Stay(team, began, change),)
