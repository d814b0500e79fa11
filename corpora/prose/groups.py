"""The participant groups of a study and how reports name who is quoted."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Group(StrEnum):
    """Whose words they are, one name across studies."""

    SERVICE_USER = "service_user"
    FAMILY = "family"
    EMPLOYMENT_SPECIALIST = "employment_specialist"
    PROGRAMME_MANAGER = "programme_manager"
    HEALTH_PROFESSIONAL = "health_professional"
    EMPLOYER = "employer"
    COWORKER = "coworker"
    WORK_COACH = "work_coach"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Attribution:
    """A name under which reports print the words of a group."""

    name: str
    group: Group


_NAMES: tuple[tuple[Group, tuple[str, ...]], ...] = (
    (
        Group.SERVICE_USER,
        ("Service User", "Client", "Patient", "Participant", "Claimant", "Jobseeker", "Customer"),
    ),
    (
        Group.FAMILY,
        (
            "Family Member",
            "Carer",
            "Caregiver",
            "Parent",
            "Mother",
            "Father",
            "Spouse",
            "Relative",
        ),
    ),
    (
        Group.EMPLOYMENT_SPECIALIST,
        (
            "Employment Specialist",
            "IPS Employment Specialist",
            "IPS Worker",
            "Employment Support Worker",
            "Employment Adviser",
            "Employment Advisor",
            "Employment Consultant",
            "Employment Coach",
            "Vocational Specialist",
            "Job Coach",
        ),
    ),
    (
        Group.PROGRAMME_MANAGER,
        ("Service Manager", "Programme Manager", "Program Manager", "IPS Manager", "Team Leader"),
    ),
    (
        Group.HEALTH_PROFESSIONAL,
        (
            "Health Professional",
            "Care Coordinator",
            "Case Manager",
            "Clinician",
            "Therapist",
            "Occupational Therapist",
            "Psychologist",
            "Psychiatrist",
            "Mental Health Worker",
            "Key Worker",
            "Physician",
            "Nurse",
            "Social Worker",
            "GP",
        ),
    ),
    (Group.EMPLOYER, ("Employer", "Line Manager", "Supervisor")),
    (Group.COWORKER, ("Co-worker", "Coworker", "Colleague")),
    (
        Group.WORK_COACH,
        ("JCP ESA Work Coach", "JCP Work Coach", "ESA Work Coach", "Work Coach"),
    ),
    (Group.OTHER, ("Manager", "Staff Member", "Support Worker", "Stakeholder", "Commissioner")),
)

ATTRIBUTIONS: tuple[Attribution, ...] = tuple(
    Attribution(name, group) for group, names in _NAMES for name in names
)
"""What is known without being told."""


class Attributions:
    """The names a report may print, as one pattern that finds them."""

    __slots__ = ("_by_key", "pattern")

    def __init__(self, more: Sequence[str] = ()) -> None:
        known = (*ATTRIBUTIONS, *(Attribution(" ".join(m.split()), Group.OTHER) for m in more))
        self._by_key = {_key(a.name): a for a in reversed(known) if a.name}
        longest_first = sorted((a.name for a in known if a.name), key=len, reverse=True)
        self.pattern = "|".join(r"\s+".join(map(re.escape, n.split())) for n in longest_first)
        """Regular expression source, longest name first, any white space between words."""

    def named(self, printed: str) -> Attribution:
        """Return what a printed name stands for, whatever its case and line breaks."""
        return self._by_key[_key(printed)]


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()
