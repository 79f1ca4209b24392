"""The edition of a plan for the household, as it was asked for and made."""

import django.db.models.deletion
import sohos.tenancy.models
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('documents', '0002_walls'),
        ('jobs', '0001_initial'),
        ('plans', '0003_changes'),
        ('tenancy', '0002_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Edition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('content_sha256', models.CharField(max_length=64)),
                ('is_large', models.BooleanField(default=False)),
                ('language', models.CharField(max_length=5)),
                ('asked_at', models.DateTimeField()),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('file', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('job', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='jobs.job')),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='editions', to='plans.plan')),
            ],
            options={
                'abstract': False,
                'indexes': [models.Index(fields=['municipality', 'plan', '-id'], name='plans_edition_plan')],
                'constraints': [models.UniqueConstraint(fields=('municipality', 'id'), name='plans_edition_tenant_id')],
            },
        ),
    ]
