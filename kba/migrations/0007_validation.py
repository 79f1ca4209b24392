"""Protocol, engagement, samples, review and signature of validations."""

import django.db.models.deletion
import sohos.tenancy.models
from django.conf import settings
from django.db import migrations, models

from sohos.tenancy.operations import AppendOnly

# Nobody settles alone: who took part in a case does not validate it, and who wrote a
# protocol does not put it in force. Services check this too; here it cannot be evaded.
WALLS = """
CREATE FUNCTION app.refuse_own_validation() RETURNS trigger
  LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM kba_costline AS line
    WHERE line.municipality_id = NEW.municipality_id AND line.kba_id = NEW.kba_id
      AND NEW.by_id IN (line.changed_by_id, line.removed_by_id)
  ) OR EXISTS (
    SELECT FROM kba_stage AS stage
    WHERE stage.municipality_id = NEW.municipality_id AND stage.kba_id = NEW.kba_id
      AND stage.kind <> NEW.kind AND stage.by_id = NEW.by_id
  ) OR EXISTS (
    SELECT FROM kba_kba AS kba
    JOIN cases_case AS c
      ON c.municipality_id = kba.municipality_id AND c.id = kba.case_id
    WHERE kba.municipality_id = NEW.municipality_id AND kba.id = NEW.kba_id
      AND NEW.by_id IN (kba.started_by_id, c.casemanager_id)
  ) OR EXISTS (
    SELECT FROM kba_kba AS kba
    JOIN plans_plan AS plan
      ON plan.municipality_id = kba.municipality_id AND plan.case_id = kba.case_id
    LEFT JOIN plans_author AS author
      ON author.municipality_id = plan.municipality_id AND author.plan_id = plan.id
    LEFT JOIN plans_planversion AS version
      ON version.municipality_id = plan.municipality_id AND version.plan_id = plan.id
    WHERE kba.municipality_id = NEW.municipality_id AND kba.id = NEW.kba_id
      AND NEW.by_id IN (author.user_id, version.adopted_by_id)
  ) THEN
    RAISE EXCEPTION 'who took part in a case does not validate it'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER own_validation BEFORE INSERT ON kba_stage
  FOR EACH ROW WHEN (NEW.kind = 'gevalideerd')
  EXECUTE FUNCTION app.refuse_own_validation();
CREATE FUNCTION app.refuse_own_protocol() RETURNS trigger
  LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (
    SELECT FROM kba_protocol AS protocol
    WHERE protocol.municipality_id = NEW.municipality_id
      AND protocol.id = NEW.protocol_id AND protocol.written_by_id = NEW.adopted_by_id
  ) THEN
    RAISE EXCEPTION 'who wrote a protocol does not adopt it'
      USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER own_protocol BEFORE INSERT ON kba_protocoladoption
  FOR EACH ROW EXECUTE FUNCTION app.refuse_own_protocol();
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0009_follow_up'),
        ('documents', '0002_walls'),
        ('kba', '0006_programme_kbas'),
        ('plans', '0004_editions'),
        ('tenancy', '0002_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Protocol',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('title', models.CharField(max_length=200)),
                ('text', models.TextField()),
                ('method', models.CharField(choices=[('integraal', 'integraal'), ('aselect', 'aselect'), ('geldsteekproef', 'geldsteekproef')], max_length=14)),
                ('confidence', models.DecimalField(decimal_places=4, max_digits=5)),
                ('tolerable_share', models.DecimalField(decimal_places=4, max_digits=5)),
                ('materiality_share', models.DecimalField(decimal_places=4, max_digits=5)),
                ('asks_review', models.BooleanField()),
                ('sha256', models.CharField(max_length=64)),
                ('written_at', models.DateTimeField()),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('written_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='kba_protocol_tenant_id'),
                    models.UniqueConstraint(fields=('municipality', 'number'), name='kba_protocol_number'),
                    models.CheckConstraint(condition=models.Q(('confidence__gte', '0.5'), ('confidence__lt', 1), ('materiality_share__gt', 0), ('materiality_share__lt', 1), ('sha256__regex', '^[0-9a-f]{64}$'), ('text__gt', ''), ('title__gt', ''), ('tolerable_share__gt', 0), ('tolerable_share__lt', 1)), name='kba_protocol_sound'),
                ],
            },
        ),
        migrations.CreateModel(
            name='ProtocolAdoption',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField()),
                ('adopted_on', models.DateField()),
                ('adopted_at', models.DateTimeField()),
                ('adopted_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('protocol', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='adoption', to='kba.protocol')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='kba_protocoladoption_tenant_id'),
                    models.UniqueConstraint(fields=('municipality', 'version'), name='kba_protocoladoption_version'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Engagement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('4400N', '4400N'), ('3000A_limited', '3000A_limited'), ('3000A_reasonable', '3000A_reasonable')], max_length=16)),
                ('contract_version', models.PositiveIntegerField()),
                ('contract_sha256', models.CharField(max_length=64)),
                ('effective_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.programme')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='kba_engagement_tenant_id'),
                    models.UniqueConstraint(fields=('municipality', 'programme', 'contract_version'), name='kba_engagement_contract'),
                    models.CheckConstraint(condition=models.Q(('contract_sha256__regex', '^[0-9a-f]{64}$')), name='kba_engagement_sha256'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('note', models.TextField(blank=True)),
                ('last_verdict', models.BigIntegerField()),
                ('reviewed_at', models.DateTimeField()),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('reviewed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='reviews', to='kba.stage')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='kba_review_tenant_id'),
                ],
                'indexes': [
                    models.Index(fields=['municipality', 'stage', '-id'], name='kba_review_stage'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Validation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adoption', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kba.protocoladoption')),
                ('engagement', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kba.engagement')),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('review', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kba.review')),
                ('stage', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='validation', to='kba.stage')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='kba_validation_tenant_id'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_on', models.DateField(blank=True, null=True)),
                ('to_on', models.DateField(blank=True, null=True)),
                ('stages', models.JSONField()),
                ('seed', models.BigIntegerField()),
                ('population', models.PositiveIntegerField()),
                ('population_cents', models.BigIntegerField()),
                ('interval_cents', models.BigIntegerField(blank=True, null=True)),
                ('allowed', models.BigIntegerField()),
                ('drawn_at', models.DateTimeField()),
                ('adoption', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kba.protocoladoption')),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='kba_sample_tenant_id'),
                ],
                'indexes': [
                    models.Index(fields=['municipality', 'drawn_by', '-id'], name='kba_sample_drawn_by'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SampleRow',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.CharField(max_length=64)),
                ('position', models.PositiveIntegerField()),
                ('amount_cents', models.BigIntegerField()),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('sample', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='kba.sample')),
                ('stage', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kba.stage')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='kba_samplerow_tenant_id'),
                    models.UniqueConstraint(fields=('municipality', 'sample', 'stage', 'row'), name='kba_samplerow_row'),
                ],
                'indexes': [
                    models.Index(fields=['municipality', 'stage'], name='kba_samplerow_stage'),
                ],
            },
        ),
        migrations.CreateModel(
            name='Statement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=5)),
                ('made_at', models.DateTimeField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('stage', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='statement', to='kba.stage')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='kba_statement_tenant_id'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SignedStatement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('signer', models.CharField(max_length=500)),
                ('issuer', models.CharField(max_length=500)),
                ('serial', models.CharField(max_length=64)),
                ('fingerprint', models.CharField(max_length=64)),
                ('valid_from', models.DateTimeField()),
                ('valid_until', models.DateTimeField()),
                ('signed_at', models.DateTimeField(blank=True, null=True)),
                ('is_trusted', models.BooleanField()),
                ('received_at', models.DateTimeField()),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('received_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('statement', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signed', to='kba.statement')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='kba_signedstatement_tenant_id'),
                ],
                'indexes': [
                    models.Index(fields=['municipality', 'statement', '-id'], name='kba_signedstatement_last'),
                ],
            },
        ),
        migrations.AddField(
            model_name='assignment',
            name='reviewer',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='assignment',
            constraint=models.CheckConstraint(condition=models.Q(('reviewer', models.F('accountant')), _negated=True), name='kba_assignment_two_people'),
        ),
        migrations.AddField(
            model_name='lineverdict',
            name='sample',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='kba.sample'),
        ),
        AppendOnly("protocol"),
        AppendOnly("protocoladoption"),
        AppendOnly("engagement"),
        AppendOnly("review"),
        AppendOnly("validation"),
        AppendOnly("sample"),
        AppendOnly("samplerow"),
        AppendOnly("statement"),
        AppendOnly("signedstatement"),
        migrations.RunSQL(WALLS, migrations.RunSQL.noop),
    ]
