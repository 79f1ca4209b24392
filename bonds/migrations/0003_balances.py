import django.db.models.deletion
import sohos.tenancy.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('bonds', '0002_walls'),
        ('cases', '0002_walls'),
        ('tenancy', '0002_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Balance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account', models.CharField(choices=[('010', 'COMMITMENT'), ('011', 'DRAWING_ROOM'), ('020', 'BUDGET'), ('021', 'BUDGET_FREE'), ('022', 'BUDGET_RESERVED'), ('023', 'BUDGET_USED'), ('030', 'CONTINGENT_INTEREST_CASE'), ('031', 'CONTINGENT_INTEREST_INVESTOR'), ('100', 'BANK'), ('105', 'CLEARING'), ('110', 'PROFESSIONALS'), ('111', 'MAATWERK'), ('120', 'CLAIM_PRINCIPAL'), ('121', 'CLAIM_INTEREST'), ('130', 'CLAIM_SOHOS'), ('200', 'LOAN_AT_RISK'), ('201', 'LOAN_DUE'), ('210', 'INTEREST_DUE'), ('220', 'CLAWBACK_INVESTOR'), ('225', 'CLAWBACK_MUNICIPALITY')], max_length=3)),
                ('amount_cents', models.BigIntegerField()),
                ('bond', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bonds.bond')),
                ('case', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.case')),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('party', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='bonds.investor')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='bonds_balance_tenant_id'),
                    models.UniqueConstraint(fields=('municipality', 'bond', 'account', 'party', 'case'), name='bonds_balance_account', nulls_distinct=False),
                ],
                'indexes': [
                    models.Index(fields=['municipality', 'case', 'account'], name='bonds_balance_case'),
                ],
            },
        ),
        migrations.CreateModel(
            name='LedgerHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField()),
                ('sequence', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('taken_at', models.DateTimeField()),
                ('authority', models.CharField(blank=True, max_length=200)),
                ('token', models.BinaryField(default=b'')),
                ('bond', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='heads', to='bonds.bond')),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='bonds_ledgerhead_tenant_id'),
                    models.UniqueConstraint(fields=('municipality', 'bond', 'day'), name='bonds_ledgerhead_day'),
                ],
            },
        ),
        migrations.CreateModel(
            name='PeriodClosing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('through_on', models.DateField()),
                ('sequence', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
                ('closed_at', models.DateTimeField()),
                ('bond', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='closings', to='bonds.bond')),
                ('closed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='bonds_periodclosing_tenant_id'),
                    models.UniqueConstraint(fields=('municipality', 'bond', 'through_on'), name='bonds_periodclosing_through_on'),
                ],
            },
        ),
        migrations.AlterField(
            model_name='event',
            name='kind',
            field=models.CharField(choices=[('committed', 'committed'), ('budgeted', 'budgeted'), ('draw_requested', 'draw_requested'), ('draw_received', 'draw_received'), ('draw_voided', 'draw_voided'), ('started', 'started'), ('spent', 'spent'), ('accrued', 'accrued'), ('kba_changed', 'kba_changed'), ('queued', 'queued'), ('fell_due', 'fell_due'), ('paid', 'paid'), ('refunded', 'refunded'), ('ended', 'ended'), ('corrected', 'corrected'), ('clawed_back', 'clawed_back'), ('clawback_repaid', 'clawback_repaid'), ('terminated', 'terminated'), ('settled_early', 'settled_early')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='event',
            index=models.Index(fields=['municipality', 'bond', 'kind', 'sequence'], name='bonds_event_kind'),
        ),
    ]
