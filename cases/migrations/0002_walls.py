"""What happened in a case, its phases and its journal, is never rewritten."""

from django.db import migrations

from sohos.tenancy.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [AppendOnly("phasechange"), AppendOnly("journalentry")]
