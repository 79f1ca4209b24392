"""A membership is seen by its own user everywhere, and by its municipality."""

from django.db import migrations

WALLS = """
DROP POLICY tenant_wall ON tenancy_membership;
CREATE POLICY tenant_or_own ON tenancy_membership AS RESTRICTIVE
  USING (municipality_id = app.tenant_if_any() OR user_id = app.user_if_any())
  WITH CHECK (municipality_id = app.tenant());
"""


class Migration(migrations.Migration):
    dependencies = [("tenancy", "0001_initial")]

    operations = [migrations.RunSQL(WALLS)]
