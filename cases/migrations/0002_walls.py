"""The phases that a case entered are never rewritten."""

from django.db import migrations

from sohos.tenancy.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [AppendOnly("phasechange")]
