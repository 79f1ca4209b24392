"""What the contracts that were signed before asked of the accountant."""

from django.db import migrations

# In force before the first validation under a protocol; each municipality in turn,
# because the walls stand for migrations too.
RECORD = """
DO $$
DECLARE
  town integer;
BEGIN
  FOR town IN SELECT id FROM tenancy_municipality LOOP
    PERFORM set_config('app.tenant', town::text, true);
    INSERT INTO kba_engagement (
      municipality_id, programme_id, kind, contract_version, contract_sha256,
      effective_on, recorded_at, recorded_by_id
    )
    SELECT bond.municipality_id, bond.programme_id,
      signed.canonical::jsonb ->> 'engagement_type', signed.version, signed.sha256,
      signed.effective_on, signed.signed_at, signed.signed_by_id
    FROM bonds_contractversion AS signed
    JOIN bonds_bond AS bond
      ON bond.municipality_id = signed.municipality_id AND bond.id = signed.bond_id
    WHERE signed.municipality_id = town;
  END LOOP;
  PERFORM set_config('app.tenant', '', true);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("bonds", "0004_closed_periods"), ("kba", "0007_validation")]

    operations = [migrations.RunSQL(RECORD, migrations.RunSQL.noop)]
