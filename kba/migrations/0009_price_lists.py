"""Lists of prices, prices of the municipality's own, and a version that is closed."""

import django.contrib.postgres.fields
import django.db.models.deletion
import sohos.tenancy.models
from django.conf import settings
from django.db import migrations, models

# A version is complete in the transaction that adopts it: nothing is added later.
CLOSED = """
ALTER TABLE kba_catalogue ADD COLUMN adopted_in xid8 NOT NULL
  DEFAULT pg_current_xact_id();
CREATE FUNCTION app.refuse_addition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM added JOIN public.kba_catalogue AS version
             ON version.municipality_id = added.municipality_id
             AND version.id = added.catalogue_id
             WHERE version.adopted_in <> pg_current_xact_id()) THEN
    RAISE EXCEPTION 'an adopted version of the catalogue is closed'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NULL;
END
$$;
CREATE TRIGGER closed_version AFTER INSERT ON kba_pricerow
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_addition();
CREATE TRIGGER closed_version AFTER INSERT ON kba_indexlevel
  REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION app.refuse_addition();
"""
# One price of a code on a day, whoever writes at the same time; what was entered stays.
OWN = """
CREATE FUNCTION app.keep_own_price() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND (OLD.municipality_id, OLD.code, OLD.unit, OLD.amount_cents,
      OLD.price_year, OLD.source, OLD.reason, OLD.from_on, OLD.entered_at,
      OLD.entered_by_id) IS DISTINCT FROM (NEW.municipality_id, NEW.code, NEW.unit,
      NEW.amount_cents, NEW.price_year, NEW.source, NEW.reason, NEW.from_on,
      NEW.entered_at, NEW.entered_by_id) THEN
    RAISE EXCEPTION 'a price of the municipality is stopped, never rewritten'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  PERFORM pg_advisory_xact_lock(
    hashtextextended(NEW.municipality_id || ' own price ' || NEW.code, 0));
  IF NOT NEW.is_withdrawn AND EXISTS (
      SELECT FROM public.kba_ownprice AS other
      WHERE other.municipality_id = NEW.municipality_id AND other.code = NEW.code
      AND other.id <> NEW.id AND NOT other.is_withdrawn
      AND daterange(other.from_on, other.until_on, '[]')
        && daterange(NEW.from_on, NEW.until_on, '[]')) THEN
    RAISE EXCEPTION 'two prices of % share a day', NEW.code
      USING ERRCODE = 'exclusion_violation';
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER keep_own_price BEFORE INSERT OR UPDATE ON kba_ownprice
  FOR EACH ROW EXECUTE FUNCTION app.keep_own_price();
REVOKE DELETE, TRUNCATE ON kba_ownprice FROM sohos_app;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('kba', '0008_variants'),
        ('tenancy', '0002_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='OwnPrice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.SlugField(max_length=60)),
                ('unit', models.CharField(max_length=20)),
                ('amount_cents', models.BigIntegerField()),
                ('price_year', models.PositiveSmallIntegerField()),
                ('source', models.CharField(max_length=200)),
                ('reason', models.CharField(max_length=300)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(blank=True, null=True)),
                ('entered_at', models.DateTimeField()),
                ('stopped_at', models.DateTimeField(blank=True, null=True)),
                ('stopped_because', models.CharField(blank=True, max_length=300)),
                ('is_withdrawn', models.BooleanField(default=False)),
                ('entered_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('stopped_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['municipality', 'code', 'from_on'], name='kba_ownprice_code')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'id'), name='kba_ownprice_tenant_id'), models.CheckConstraint(condition=models.Q(('amount_cents__gte', 0), ('amount_cents__lte', 100000000000000), models.Q(('source', ''), _negated=True), models.Q(('reason', ''), _negated=True)), name='kba_ownprice_sound'), models.CheckConstraint(condition=models.Q(('until_on__isnull', True), ('until_on__gte', models.F('from_on')), _connector='OR'), name='kba_ownprice_period')],
            },
        ),
        migrations.CreateModel(
            name='PriceList',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('sha256', models.CharField(max_length=64)),
                ('content', models.BinaryField()),
                ('columns', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), size=None)),
                ('mapping', models.JSONField()),
                ('keeps_others', models.BooleanField()),
                ('state', models.CharField(choices=[('new', 'new'), ('adopted', 'adopted'), ('dropped', 'dropped')], max_length=8)),
                ('sent_at', models.DateTimeField()),
                ('catalogue', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='price_lists', to='kba.catalogue')),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('sent_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('municipality', 'id'), name='kba_pricelist_tenant_id'), models.UniqueConstraint(condition=models.Q(('state', 'new')), fields=('municipality', 'sha256'), name='kba_pricelist_once'), models.UniqueConstraint(fields=('municipality', 'catalogue'), name='kba_pricelist_version'), models.CheckConstraint(condition=models.Q(models.Q(('catalogue__isnull', False), ('state', 'adopted')), models.Q(models.Q(('state', 'adopted'), _negated=True), ('catalogue__isnull', True)), _connector='OR'), name='kba_pricelist_adopted')],
            },
        ),
        migrations.RunSQL(CLOSED),
        migrations.RunSQL(OWN),
    ]
