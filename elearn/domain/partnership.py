"""The partnership that runs this site: its name, its signatory and its local contacts."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Contacts:
    """Whom staff turn to locally; each may be unknown, and then nothing is shown for it."""

    referral_name: str | None = None
    referral_phone: str | None = None
    referral_out_of_hours_phone: str | None = None
    referral_url: str | None = None
    safeguarding_lead: str | None = None
    support_name: str | None = None
    support_phone: str | None = None


@dataclass(frozen=True, slots=True)
class Partnership:
    """What certificates and pages say about the partnership."""

    name: str
    signatory_name: str
    signatory_title: str
    contacts: Contacts = field(default_factory=Contacts)
    design: str = "classic-1"
    """The design of certificates issued from now on; those issued keep theirs."""
    transcript_scores: bool = False
    """Whether transcripts issued from now on show the scores of quizzes."""
