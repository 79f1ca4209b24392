"""A stored file never changes."""

from django.db import migrations

from sohos.tenancy.operations import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("tenancy", "0002_walls")]

    operations = [AppendOnly("storedfile")]
