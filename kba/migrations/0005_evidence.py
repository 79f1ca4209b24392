"""Rows with the documents that prove them, a range of use, and their knelpunt."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import sohos.tenancy.models

RANGE = (
    "quantity_without_low",
    "quantity_without_high",
    "quantity_with_low",
    "quantity_with_high",
)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0009_follow_up"),
        ("kba", "0004_first_year"),
        ("plans", "0004_editions"),
        ("tenancy", "0002_walls"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="costline",
            name="knelpunt",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="plans.knelpunt",
            ),
        ),
        *(
            migrations.AddField(
                model_name="costline",
                name=name,
                field=models.DecimalField(
                    blank=True, decimal_places=4, max_digits=18, null=True
                ),
            )
            for name in RANGE
        ),
        migrations.AddConstraint(
            model_name="costline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("doorbraak__isnull", True),
                    ("knelpunt__isnull", True),
                    _connector="OR",
                ),
                name="kba_costline_follows_from_one",
            ),
        ),
        migrations.CreateModel(
            name="LineEvidence",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("linked_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "document",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.document",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="kba.costline",
                    ),
                ),
                (
                    "linked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_default=sohos.tenancy.models.CurrentTenant(),
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="tenancy.municipality",
                    ),
                ),
                (
                    "removed_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "id"), name="kba_lineevidence_tenant_id"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)),
                        fields=("municipality", "line", "document"),
                        name="kba_lineevidence_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")),
                        name="kba_lineevidence_sha256",
                    ),
                ],
            },
        ),
    ]
