"""How the API writes bonds and positions: amounts and counts, never a household."""

from rest_framework import serializers

from bonds.selectors import Standing
from sohos.api.serializers import CentsField, CodeField, IdField


class BondRowSerializer(serializers.Serializer[object]):
    """A bond by its name."""

    id = IdField()
    name = serializers.CharField()
    programme_id = IdField()


class BudgetSerializer(serializers.Serializer[object]):
    """The interest budget of the municipality."""

    available_cents = CentsField(source="available")
    free_cents = CentsField(source="free")
    reserved_cents = CentsField(source="reserved")
    used_cents = CentsField(source="used")
    cap_cents = CentsField(source="cap")


class PositionSerializer(serializers.Serializer[object]):
    """Where the money of an investor is, or of all investors together."""

    committed_cents = CentsField(source="committed")
    undrawn_cents = CentsField(source="undrawn")
    drawn_cents = CentsField(source="drawn")
    at_risk_cents = CentsField(source="at_risk")
    due_cents = CentsField(source="due")
    repaid_cents = CentsField(source="repaid")
    refunded_cents = CentsField(source="refunded")
    written_off_cents = CentsField(source="written_off")
    interest_contingent_cents = CentsField(source="interest_contingent")
    interest_due_cents = CentsField(source="interest_due")
    interest_received_cents = CentsField(source="interest_received")
    to_give_back_cents = CentsField(source="to_give_back")


class GroupSerializer(serializers.Serializer[object]):
    """Cases that stand at the same point; null where few cases would show."""

    standing = CodeField(Standing)
    cases = serializers.IntegerField(allow_null=True)
    principal_cents = CentsField(source="principal", allow_null=True)


class PoolSerializer(serializers.Serializer[object]):
    """All cases of a bond together."""

    groups = GroupSerializer(many=True)
    cases = serializers.IntegerField(allow_null=True)
    principal_cents = CentsField(source="principal", allow_null=True)


class BondSerializer(serializers.Serializer[object]):
    """A bond as the municipality and SOHOS read it."""

    id = IdField(source="bond.id")
    name = serializers.CharField(source="bond.name")
    programme_id = IdField(source="bond.programme_id")
    budget = BudgetSerializer()
    position = PositionSerializer()
    pool = PoolSerializer()


class ReceiptSerializer(serializers.Serializer[object]):
    """What an investor received on a day."""

    on = serializers.DateField()
    principal_cents = CentsField(source="principal")
    interest_cents = CentsField(source="interest")
    withheld_cents = CentsField(source="withheld")
    paid_out_cents = CentsField(source="paid_out")


class ReturnsSerializer(serializers.Serializer[object]):
    """What lending brought, as estimates; null where nothing can be said."""

    dpi = serializers.FloatField(allow_null=True)
    moic = serializers.FloatField(allow_null=True)
    xirr_realised = serializers.FloatField(source="realised_estimate", allow_null=True)
    xirr_expected = serializers.FloatField(source="expected_estimate", allow_null=True)


class StandSerializer(serializers.Serializer[object]):
    """The position at the end of a quarter."""

    on = serializers.DateField()
    position = PositionSerializer()


class CohortSerializer(serializers.Serializer[object]):
    """Households by the quarter in which they started; null is hidden."""

    starts_on = serializers.DateField()
    planned = serializers.IntegerField()
    started = serializers.IntegerField(allow_null=True)
    running = serializers.IntegerField(allow_null=True)
    realised = serializers.IntegerField(allow_null=True)
    validated = serializers.IntegerField(allow_null=True)
    repaid = serializers.IntegerField(allow_null=True)
    failed = serializers.IntegerField(allow_null=True)


class EditionSerializer(serializers.Serializer[object]):
    """All households together at the end of a quarter; it is never replaced."""

    through_on = serializers.DateField()
    started = serializers.IntegerField(allow_null=True)
    cohorts = CohortSerializer(many=True)


class InvestorPositionSerializer(serializers.Serializer[object]):
    """The caller's own position in a bond, and the state of the pool."""

    municipality = serializers.CharField(source="municipality.name")
    bond_id = IdField(source="bond.id")
    bond = serializers.CharField(source="bond.name")
    investor = serializers.CharField(source="investor.code")
    position = PositionSerializer()
    returns = ReturnsSerializer()
    receipts = ReceiptSerializer(many=True)
    history = StandSerializer(many=True)
    pool = EditionSerializer(source="told", allow_null=True)
    next_due_on = serializers.DateField(allow_null=True)


class PositionsSerializer(serializers.Serializer[object]):
    """Every bond in which the caller committed anything, newest first."""

    results = InvestorPositionSerializer(many=True)
    next = serializers.CharField(allow_null=True, help_text="Always null.")
