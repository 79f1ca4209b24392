"""How the API writes a case."""

from rest_framework import serializers

from cases.domain.next_step import NextStep
from cases.domain.phases import Phase


class CaseSerializer(serializers.Serializer[object]):
    """A case of which the caller may see everything."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    household = serializers.CharField(
        source="household.name", help_text="How the household is called."
    )
    programme_id = serializers.IntegerField()
    casemanager_id = serializers.IntegerField(allow_null=True)
    team_id = serializers.IntegerField(allow_null=True)
    phase = serializers.ChoiceField([phase.value for phase in Phase])
    phase_since = serializers.DateField()
    next_step = serializers.ChoiceField([step.value for step in NextStep])
    due_on = serializers.DateField(
        allow_null=True, help_text="Before which day the next step is due."
    )
    registered_on = serializers.DateField()
