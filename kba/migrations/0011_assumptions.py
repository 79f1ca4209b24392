"""Rows say what somebody still has to look into."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kba", "0010_code_pairs")]

    operations = [
        migrations.AddField(
            model_name="costline",
            name="to_confirm",
            field=models.CharField(
                blank=True, db_default="", default="", max_length=300
            ),
        ),
    ]
