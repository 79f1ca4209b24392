"""Life domains with a purpose, changes after adoption, registers of one's own."""

import django.db.models.deletion
import sohos.tenancy.models
from django.conf import settings
from django.db import migrations, models

from sohos.tenancy.operations import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_walls'),
        ('plans', '0002_walls'),
        ('tenancy', '0002_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='agreement',
            name='removed_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='agreement',
            name='task',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.task'),
        ),
        migrations.AddField(
            model_name='knelpuntkind',
            name='is_own',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='knelpuntkind',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.knelpuntkind'),
        ),
        migrations.AddField(
            model_name='legalbasis',
            name='added_at',
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='legalbasis',
            name='added_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='legalbasis',
            name='follows',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='plans.legalbasis'),
        ),
        migrations.AddField(
            model_name='legalbasis',
            name='is_own',
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name='planversion',
            name='year_from',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AlterField(
            model_name='revision',
            name='part',
            field=models.CharField(choices=[('leefwereld', 'leefwereld'), ('domain', 'domain'), ('knelpunten', 'knelpunten'), ('doorbraak', 'doorbraak'), ('kba', 'kba')], max_length=10),
        ),
        migrations.CreateModel(
            name='OpenedDomain',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=1)),
                ('changed_at', models.DateTimeField()),
                ('removed_at', models.DateTimeField(blank=True, null=True)),
                ('purpose', models.TextField()),
                ('says', models.TextField(blank=True)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('life_domain', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.lifedomain')),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='domains', to='plans.plan')),
                ('removed_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
                'constraints': [models.UniqueConstraint(fields=('municipality', 'id'), name='plans_openeddomain_tenant_id'), models.UniqueConstraint(condition=models.Q(('removed_at__isnull', True)), fields=('municipality', 'plan', 'life_domain'), name='plans_openeddomain_once'), models.CheckConstraint(condition=models.Q(('purpose__regex', '\\S')), name='plans_openeddomain_purpose')],
            },
        ),
        migrations.CreateModel(
            name='PlanChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('from_number', models.PositiveIntegerField()),
                ('reason', models.TextField()),
                ('last_revision_id', models.BigIntegerField()),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='plans.plan')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['municipality', 'plan', '-id'], name='plans_planchange_plan')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'id'), name='plans_planchange_tenant_id'), models.CheckConstraint(condition=models.Q(('reason__regex', '\\S')), name='plans_planchange_reason')],
            },
        ),
        AppendOnly("planchange"),
    ]
