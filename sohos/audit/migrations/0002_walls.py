"""The log: one chain per tenant, sealed by the database, only ever added to."""

from django.db import migrations

from sohos.tenancy.operations import AppendOnly

WALLS = """
ALTER TABLE audit_line ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_line FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON audit_line AS RESTRICTIVE
  USING (municipality_id IS NOT DISTINCT FROM app.tenant_if_any())
  WITH CHECK (municipality_id IS NOT DISTINCT FROM app.tenant_if_any());
CREATE POLICY app_rows ON audit_line TO sohos_app, sohos_owner
  USING (true) WITH CHECK (true);
ALTER TABLE audit_seal ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_seal FORCE ROW LEVEL SECURITY;
CREATE POLICY tenant_wall ON audit_seal AS RESTRICTIVE
  USING (chain = coalesce(app.tenant_if_any(), 0))
  WITH CHECK (chain = coalesce(app.tenant_if_any(), 0));
CREATE POLICY app_rows ON audit_seal TO sohos_app, sohos_owner
  USING (true) WITH CHECK (true);
REVOKE INSERT ON audit_seal FROM sohos_app;

CREATE FUNCTION app.seal_audit_line() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public AS $$
DECLARE
  in_chain int := coalesce(NEW.municipality_id, 0);
  last_sequence bigint;
  last_hash text;
  content text;
  outer_tenant text := current_setting('app.tenant', true);
BEGIN
  -- The line passed its wall when it was written; its seal goes to the same chain.
  PERFORM set_config('app.tenant', coalesce(NEW.municipality_id::text, ''), true);
  PERFORM pg_advisory_xact_lock(hashtext('audit_seal'), in_chain);
  SELECT sequence, hash INTO last_sequence, last_hash FROM audit_seal
    WHERE chain = in_chain ORDER BY sequence DESC LIMIT 1;
  last_sequence := coalesce(last_sequence, 0);
  last_hash := coalesce(last_hash, repeat('0', 64));
  content := jsonb_build_object(
    'id', NEW.id, 'sequence', last_sequence + 1, 'municipality', NEW.municipality_id,
    'at', to_char(NEW.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'user', NEW.user_id, 'roles', NEW.roles, 'action', NEW.action,
    'subject', NEW.subject, 'result', NEW.result, 'origin', NEW.origin,
    'purpose', NEW.purpose, 'detail', NEW.detail)::text;
  INSERT INTO audit_seal (line_id, chain, sequence, canonical, previous_hash, hash)
    VALUES (NEW.id, in_chain, last_sequence + 1, content, last_hash,
      encode(sha256(convert_to(last_hash || content, 'UTF8')), 'hex'));
  PERFORM set_config('app.tenant', coalesce(outer_tenant, ''), true);
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER seal_line AFTER INSERT ON audit_line
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.seal_audit_line();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial"), ("tenancy", "0002_walls")]

    operations = [
        migrations.RunSQL(WALLS),
        AppendOnly("line"),
        AppendOnly("seal"),
    ]
