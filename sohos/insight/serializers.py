"""How the API writes the figures of the dashboard; what is hidden is null."""

from rest_framework import serializers

from cases.domain.phases import Phase
from sohos.api.serializers import CentsField, CodeField


class SavingSerializer(serializers.Serializer[object]):
    """Expected and counted saving of the first plan year."""

    code = serializers.CharField(help_text="The law or the payer.")
    expected_cents = CentsField(source="expected", allow_null=True)
    counted_cents = CentsField(source="counted", allow_null=True)


class SavingsSerializer(serializers.Serializer[object]):
    """The savings of the municipality, by law, and those of every payer."""

    whole = SavingSerializer()
    approved_cents = CentsField(source="approved", allow_null=True)
    laws = SavingSerializer(many=True)
    payers = SavingSerializer(many=True)


class StepSerializer(serializers.Serializer[object]):
    """How many households reached a phase, and the median days to the next."""

    phase = CodeField(Phase)
    reached = serializers.IntegerField(allow_null=True)
    is_few = serializers.BooleanField(help_text="Hidden because it is 1 to 4.")
    days = serializers.IntegerField(allow_null=True)


class InterestBudgetSerializer(serializers.Serializer[object]):
    """The interest budget."""

    available_cents = CentsField(source="available")
    reserved_cents = CentsField(source="reserved")
    used_cents = CentsField(source="used")


class DashboardSerializer(serializers.Serializer[object]):
    """The figures of a choice of households; nobody can be recognised in them."""

    is_shown = serializers.BooleanField(
        help_text="False when the choice is too small: then only the budget is there."
    )
    target = serializers.IntegerField(allow_null=True)
    savings = SavingsSerializer(allow_null=True)
    steps = StepSerializer(many=True)
    stopped = serializers.IntegerField(allow_null=True)
    days_to_start = serializers.IntegerField(allow_null=True)
    budget = InterestBudgetSerializer()
    spent_per_household_cents = CentsField(
        source="spent_per_household", allow_null=True
    )
