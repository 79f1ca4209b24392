"""How the API writes and reads a case, its journal, its tasks and its registers."""

from typing import Any

from rest_framework import serializers

from cases.domain.journal import ContactKind, Readers
from cases.domain.next_step import NextStep
from cases.domain.phases import Phase
from cases.domain.registration import (
    Decision,
    NewMember,
    Registration,
    Relation,
    Source,
)
from cases.domain.screening import Provision, Risk, Situation
from sohos.api.serializers import CentsField, CodeField, IdField, WordsField

MOST_MEMBERS = 30
MOST_HELPERS = 200


class CaseSerializer(serializers.Serializer[object]):
    """A case of which the caller may see everything."""

    id = IdField()
    code = serializers.CharField()
    household = serializers.CharField(
        source="household.name", help_text="How the household is called."
    )
    programme_id = IdField()
    casemanager_id = IdField(allow_null=True)
    team_id = IdField(allow_null=True)
    phase = CodeField(Phase)
    phase_since = serializers.DateField()
    next_step = CodeField(NextStep)
    due_on = serializers.DateField(
        allow_null=True, help_text="Before which day the next step is due."
    )
    registered_on = serializers.DateField()


class NewMemberSerializer(serializers.Serializer[object]):
    """A person of the household; the surname may be unknown."""

    first_name = serializers.CharField(max_length=120)
    surname = WordsField(max_length=120)
    relation = CodeField(Relation)
    born_on = serializers.DateField(allow_null=True, default=None)


class NewCaseSerializer(serializers.Serializer[object]):
    """A household that comes in."""

    programme_id = IdField()
    casemanager_id = IdField(
        allow_null=True,
        default=None,
        help_text="To whom the case goes; a casemanager who registers gets it.",
    )
    registered_on = serializers.DateField(help_text="Today or before.")
    source = CodeField(Source)  # type: ignore[assignment]
    source_note = WordsField(max_length=200)
    has_consent = serializers.BooleanField(
        default=False,
        help_text="The household knows of the referral and agrees; then it has to.",
    )
    household_name = WordsField(
        max_length=120, help_text="Empty: after the first member."
    )
    members = serializers.ListField(
        child=NewMemberSerializer(), min_length=1, max_length=MOST_MEMBERS
    )
    address = WordsField(max_length=160)
    postcode = WordsField(max_length=12)
    place = WordsField(max_length=80)
    phone = WordsField(max_length=30)
    request = WordsField(
        max_length=4000, help_text="What the household wants, in its own words."
    )
    provisions = serializers.ListField(
        child=CodeField(Provision),
        default=list,
        max_length=len(Provision),
    )
    risks = serializers.ListField(
        child=CodeField(Risk),
        default=list,
        max_length=len(Risk),
    )
    helpers = serializers.IntegerField(
        min_value=0, max_value=MOST_HELPERS, help_text="How many helpers come by."
    )
    yearly_cost_cents = CentsField(smallest=0, allow_null=True, default=None)
    decision = CodeField(Decision, default=Decision.LATER)
    reason = WordsField(max_length=2000, help_text="Why this is the decision.")


def registration_of(said: dict[str, Any]) -> Registration:
    """Return a household as the rules know it."""
    texts = ("source_note", "household_name", "address", "postcode", "place", "phone")
    return Registration(
        has_consent=said["has_consent"],
        members=tuple(
            NewMember(
                member["first_name"],
                member["relation"],
                member["surname"],
                member["born_on"],
            )
            for member in said["members"]
        ),
        situation=Situation(
            provisions=frozenset(said["provisions"]),
            helpers=said["helpers"],
            risks=frozenset(said["risks"]),
            yearly_cost=said["yearly_cost_cents"],
        ),
        registered_on=said["registered_on"],
        source=said["source"],
        decision=said["decision"],
        reason=said["reason"],
        request=said["request"],
        **{name: said[name] for name in texts},
    )


class DecisionSerializer(serializers.Serializer[object]):
    """Whether a household takes part."""

    decision = CodeField([one for one in Decision if one is not Decision.LATER])
    reason = WordsField(max_length=2000)
    on = serializers.DateField(help_text="Today or before.")


class CasemanagerSerializer(serializers.Serializer[object]):
    """To whom a case goes."""

    casemanager_id = IdField()


class MemberSerializer(serializers.Serializer[object]):
    """Somebody who belongs to the household today."""

    id = IdField()
    person_id = IdField()
    first_name = serializers.CharField(source="person.first_name")
    surname = serializers.CharField(source="person.surname")
    born_on = serializers.DateField(source="person.born_on", allow_null=True)
    relation = CodeField(Relation)
    from_on = serializers.DateField()


class PhaseChangeSerializer(serializers.Serializer[object]):
    """A phase that a case entered."""

    id = IdField()
    before = serializers.CharField()
    after = CodeField(Phase)
    on = serializers.DateField()
    at = serializers.DateTimeField()
    by_id = IdField()


class EntrySerializer(serializers.Serializer[object]):
    """What happened with a household."""

    id = IdField()
    on = serializers.DateField()
    at = serializers.DateTimeField()
    by = serializers.CharField(source="by.name")
    by_id = IdField()
    kind = CodeField(ContactKind)
    present = serializers.CharField()
    text = serializers.CharField()
    readers = CodeField(Readers)


class NewEntrySerializer(serializers.Serializer[object]):
    """What is written in a journal; it is never changed afterwards."""

    on = serializers.DateField(help_text="Today or before.")
    kind = CodeField(ContactKind)
    text = WordsField(allow_blank=False, default=serializers.empty)
    present = WordsField(max_length=200, help_text="Who was there, in words.")
    readers = CodeField(
        Readers,
        default=Readers.CASE,
        help_text="`close`: only the casemanager and the writer.",
    )


class TaskSerializer(serializers.Serializer[object]):
    """Something to do in a case."""

    id = IdField()
    case_id = IdField()
    what = serializers.CharField()
    owner_id = IdField()
    owner = serializers.CharField(source="owner.name")
    due_on = serializers.DateField()
    done_on = serializers.DateField(allow_null=True)
    added_at = serializers.DateTimeField()


class NewTaskSerializer(serializers.Serializer[object]):
    """Something to do, by whom and before when."""

    what = serializers.CharField(max_length=200)
    owner_id = IdField(help_text="Somebody who may write in the case.")
    due_on = serializers.DateField(help_text="Today or later.")


class TickSerializer(serializers.Serializer[object]):
    """Whether a task is done."""

    is_done = serializers.BooleanField()


class ProgrammeSerializer(serializers.Serializer[object]):
    """A programme of the municipality."""

    id = IdField()
    name = serializers.CharField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField(allow_null=True)


class LifeDomainSerializer(serializers.Serializer[object]):
    """A life domain of the register."""

    id = IdField()
    code = serializers.CharField()
    label_nl = serializers.CharField()
    label_en = serializers.CharField()


class OrganisationSerializer(serializers.Serializer[object]):
    """An organisation that households meet."""

    id = IdField()
    code = serializers.CharField()
    label_nl = serializers.CharField()
    label_en = serializers.CharField()
    sector = serializers.CharField()
