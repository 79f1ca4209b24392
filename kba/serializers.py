"""How the API writes a KBA: its rows, what it comes to, and its frozen stages."""

from rest_framework import serializers

from kba.domain.discounting import Convention
from kba.domain.stages import Stage
from kba.domain.vocabulary import Kind, Role
from sohos.api.serializers import CentsField, CodeField, IdField
from sohos.core.bills import Law, Payer, Per


class KbaRowSerializer(serializers.Serializer[object]):
    """A KBA without its rows."""

    id = IdField()
    case_id = IdField()
    reference_on = serializers.DateField(help_text="First day of plan year 1.")
    horizon_years = serializers.IntegerField()
    price_year = serializers.IntegerField()
    weeks_per_year = serializers.IntegerField()
    convention = CodeField(Convention)
    started_at = serializers.DateTimeField()


class LineSerializer(serializers.Serializer[object]):
    """A row: the use without and with the plan, at one price."""

    id = IdField()
    version = serializers.IntegerField()
    description = serializers.CharField()
    unit = serializers.CharField()
    per = CodeField(Per)
    quantity_without = serializers.DecimalField(18, 4)
    quantity_with = serializers.DecimalField(18, 4)
    probability_without = serializers.DecimalField(7, 6)
    probability_with = serializers.DecimalField(7, 6)
    first_on = serializers.DateField()
    last_on = serializers.DateField(allow_null=True)
    unit_price_cents = CentsField()
    price_year = serializers.IntegerField()
    price_code = serializers.CharField(
        source="price_row.code",
        allow_null=True,
        default=None,
        help_text="In the price catalogue.",
    )
    price_source = serializers.CharField()
    price_grade = serializers.IntegerField()
    override_reason = serializers.CharField()
    payers = serializers.DictField(
        child=serializers.CharField(),
        help_text=f"Shares as fractions, by payer: {', '.join(Payer)}.",
    )
    law = CodeField(Law)
    kind = CodeField(Kind)
    role = CodeField(Role)
    evidence_note = serializers.CharField()
    doorbraak_id = IdField(allow_null=True)


class YearSerializer(serializers.Serializer[object]):
    """The municipality's money in one plan year, undiscounted."""

    year = serializers.IntegerField()
    saving_cents = CentsField(source="saving", help_text="Before the plan's own costs.")
    plan_costs_cents = CentsField(source="plan_costs")
    net_cents = CentsField(source="net")
    freed_capacity_cents = CentsField(source="freed_capacity")


class StageSerializer(serializers.Serializer[object]):
    """A frozen stage: it never changes, and its document can be computed again."""

    id = IdField()
    kba_id = IdField()
    kind = CodeField(Stage)
    number = serializers.IntegerField()
    year = serializers.IntegerField(help_text="The plan year that was measured.")
    on = serializers.DateField()
    at = serializers.DateTimeField()
    by_id = IdField()
    sha256 = serializers.CharField(help_text="Of the bytes of the document.")
    engine_version = serializers.CharField()
    catalogue_version = serializers.CharField()
    municipal_saving_cents = CentsField(help_text="Of that plan year.")


class KbaSerializer(KbaRowSerializer):
    """A KBA as it stands now, and the stages that count."""

    case_code = serializers.CharField()
    lines = LineSerializer(many=True)
    years = YearSerializer(many=True)
    stages = StageSerializer(many=True)


class PriceSerializer(serializers.Serializer[object]):
    """A price of the catalogue in force."""

    id = IdField()
    code = serializers.CharField()
    label_nl = serializers.CharField()
    label_en = serializers.CharField()
    unit = serializers.CharField()
    amount_cents = CentsField()
    price_year = serializers.IntegerField()
    series = serializers.CharField(help_text="The index that carries it to a year.")
    payers = serializers.DictField(
        child=serializers.CharField(), help_text="Shares as fractions, by payer."
    )
    law = CodeField(Law)
    grade = serializers.IntegerField(help_text="1 is the hardest, 6 the softest.")
    price_source = serializers.CharField(source="source")
    source_title = serializers.CharField()
    valid_from = serializers.DateField()
    valid_to = serializers.DateField(allow_null=True)
    version = serializers.IntegerField(source="catalogue.version")
