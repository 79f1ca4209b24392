"""What was saved, judged, signed and adopted is never rewritten."""

from django.db import migrations

from sohos.tenancy.operations import AppendOnly

HASHED = """
ALTER TABLE plans_planversion ADD CONSTRAINT plans_planversion_hashed
  CHECK (sha256 = encode(sha256(convert_to(content, 'UTF8')), 'hex'));
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_initial")]

    operations = [
        AppendOnly("revision"),
        AppendOnly("legalcheck"),
        AppendOnly("legalcheckbasis"),
        AppendOnly("signoff"),
        AppendOnly("planversion"),
        migrations.RunSQL(HASHED),
    ]
