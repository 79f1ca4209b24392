"""The catalogue, the stages and what was said of them are never rewritten."""

from django.db import migrations

from sohos.tenancy.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("kba", "0001_initial")]

    operations = [
        AppendOnly("catalogue"),
        AppendOnly("pricerow"),
        AppendOnly("indexlevel"),
        AppendOnly("stage"),
        AppendOnly("lineverdict"),
        AppendOnly("lineanswer"),
        migrations.RunSQL(
            "ALTER TABLE kba_stage ADD CONSTRAINT kba_stage_bytes CHECK"
            " (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex'))",
            migrations.RunSQL.noop,
        ),
    ]
