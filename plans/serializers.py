"""How the API writes and reads the four parts of a plan and its legal checks."""

from typing import Any

from rest_framework import serializers

from plans.domain.adoption import PlanStatus
from plans.domain.content import Agreement
from plans.domain.legal import Conclusion
from sohos.api.serializers import CentsField, CodeField, IdField, WordsField
from sohos.core.euro import ZERO

HEAVY, LIGHT = "heavy", "light"
MOST_ROWS = 100
_VERSION = "The version that you read; when somebody saved it since, the answer is 409."


class PlanRowSerializer(serializers.Serializer[object]):
    """A plan without its words."""

    id = IdField()
    case_id = IdField()
    status = CodeField(PlanStatus)
    started_at = serializers.DateTimeField()
    review_asked_at = serializers.DateTimeField(allow_null=True)


class VersionedSerializer(serializers.Serializer[object]):
    """What is saved by itself, with the version that the next writer names."""

    version = serializers.IntegerField(
        help_text="Send it back when you change this; 0 when nobody wrote it yet."
    )
    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by_id = IdField(allow_null=True)


class LeefwereldSerializer(VersionedSerializer):
    """Part 1, the household in its own words; lists have one item a line."""

    story = serializers.CharField()
    said_by = serializers.CharField()
    wishes = serializers.CharField()
    needed = serializers.CharField()
    main_breakthrough = serializers.CharField()
    can_self = serializers.CharField()
    needs_help = serializers.CharField()


class KnelpuntSerializer(VersionedSerializer):
    """One thing that stands in the way."""

    id = IdField()
    plan_id = IdField()
    text = serializers.CharField()
    explanation = serializers.CharField()
    kind_id = IdField()
    kind = serializers.CharField(source="kind.code")
    severity = serializers.ChoiceField([HEAVY, LIGHT])
    life_domain_id = IdField(allow_null=True)
    organisation_id = IdField(allow_null=True)
    rule = serializers.CharField()
    since_on = serializers.DateField(allow_null=True)


class AgreementSerializer(serializers.Serializer[object]):
    """Who does what, and when."""

    what = serializers.CharField(max_length=300)
    who = serializers.CharField(max_length=120)
    by_on = serializers.DateField(allow_null=True, default=None)


class DoorbraakSerializer(VersionedSerializer):
    """What breaks through which knelpunten."""

    version = serializers.IntegerField(source="row.version")
    changed_at = serializers.DateTimeField(source="row.changed_at")
    changed_by_id = IdField(source="row.changed_by_id")
    id = IdField(source="row.id")
    plan_id = IdField(source="row.plan_id")
    text = serializers.CharField(source="says.text")
    overcomes = serializers.ListField(child=IdField(), source="says.overcomes")
    cost_cents = CentsField(source="says.cost")
    deviates_from = serializers.CharField(source="says.deviates_from")
    justification = serializers.CharField(source="says.justification")
    decider = serializers.CharField(source="says.decider")
    grip = serializers.CharField(source="says.grip")
    alternatives = serializers.CharField(source="says.alternatives")
    result_by_on = serializers.DateField(source="says.result_by_on", allow_null=True)
    agreements = AgreementSerializer(many=True, source="says.agreements")


class PrognosisSerializer(serializers.Serializer[object]):
    """Part 4, the frozen prognosis of the KBA, by its hash."""

    stage_id = IdField()
    sha256 = serializers.CharField()
    saving_cents = CentsField(source="saving")


class PlanSerializer(PlanRowSerializer):
    """A plan as it stands now, all four parts."""

    case_code = serializers.CharField()
    leefwereld = LeefwereldSerializer()
    knelpunten = KnelpuntSerializer(many=True)
    doorbraken = DoorbraakSerializer(many=True)
    prognosis = PrognosisSerializer(allow_null=True)


class WriteLeefwereldSerializer(serializers.Serializer[object]):
    """The whole of part 1; what is left out becomes empty."""

    version = serializers.IntegerField(min_value=0, max_value=2**31 - 1)
    story = WordsField()
    said_by = WordsField(max_length=120)
    wishes = WordsField()
    needed = WordsField()
    main_breakthrough = WordsField()
    can_self = WordsField()
    needs_help = WordsField()


class NewKnelpuntSerializer(serializers.Serializer[object]):
    """A knelpunt as somebody writes it, its choices by id."""

    text = WordsField(allow_blank=False, default=serializers.empty)
    kind_id = IdField()
    severity = serializers.ChoiceField([HEAVY, LIGHT], default=HEAVY)
    explanation = WordsField()
    life_domain_id = IdField(allow_null=True, default=None)
    organisation_id = IdField(allow_null=True, default=None)
    rule = WordsField(max_length=300)
    since_on = serializers.DateField(
        allow_null=True, default=None, help_text="Today or before."
    )


class ChangeKnelpuntSerializer(NewKnelpuntSerializer):
    """The whole knelpunt; what is left out becomes empty."""

    version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text=_VERSION
    )


class NewDoorbraakSerializer(serializers.Serializer[object]):
    """A doorbraak as somebody writes it, the knelpunten of its plan by id."""

    text = WordsField(allow_blank=False, default=serializers.empty)
    overcomes = serializers.ListField(
        child=IdField(), default=list, max_length=MOST_ROWS
    )
    cost_cents = CentsField(
        smallest=0, default=ZERO, help_text="From the budget for maatwerk."
    )
    deviates_from = WordsField()
    justification = WordsField()
    decider = WordsField(max_length=200)
    grip = WordsField()
    alternatives = WordsField()
    result_by_on = serializers.DateField(allow_null=True, default=None)
    agreements = serializers.ListField(
        child=AgreementSerializer(), default=list, max_length=MOST_ROWS
    )


class ChangeDoorbraakSerializer(NewDoorbraakSerializer):
    """The whole doorbraak; what is left out becomes empty."""

    version = serializers.IntegerField(
        min_value=1, max_value=2**31 - 1, help_text=_VERSION
    )


def doorbraak_from(said: dict[str, Any]) -> dict[str, Any]:
    """Return a doorbraak in the words of the service."""
    kept = {name: value for name, value in said.items() if name != "version"}
    kept["cost"] = kept.pop("cost_cents")
    kept["agreements"] = [Agreement(**each) for each in kept["agreements"]]
    return kept


class LegalCheckSerializer(serializers.Serializer[object]):
    """What a jurist concluded about a doorbraak, and why; never changed."""

    id = IdField()
    doorbraak_id = IdField()
    conclusion = CodeField(Conclusion)
    purpose = serializers.CharField()
    support = serializers.CharField()
    value = serializers.CharField()
    conditions = serializers.CharField()
    bases = serializers.SerializerMethodField()
    decided_on = serializers.DateField()
    objection_until = serializers.DateField()
    at = serializers.DateTimeField()
    by_id = IdField()

    def get_bases(self, check: Any) -> list[str]:
        """Return the codes of the legal bases."""
        return [each.basis.code for each in check.bases.all()]


class KnelpuntKindSerializer(serializers.Serializer[object]):
    """A kind of knelpunt of the register."""

    id = IdField()
    code = serializers.CharField()
    label_nl = serializers.CharField()
    label_en = serializers.CharField()
    kind = serializers.CharField(help_text="The group to which it belongs.")


class LegalBasisSerializer(serializers.Serializer[object]):
    """A legal basis of the register, with the days on which it is valid."""

    id = IdField()
    code = serializers.CharField()
    law = serializers.CharField()
    article = serializers.CharField()
    title_nl = serializers.CharField()
    what_it_allows_nl = serializers.CharField()
    valid_from = serializers.DateField(allow_null=True)
    valid_to = serializers.DateField(allow_null=True)
