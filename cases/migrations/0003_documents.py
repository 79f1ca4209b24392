"""Documents in a case; what was added or withdrawn is never rewritten."""

import django.db.models.deletion
import sohos.tenancy.models
from django.conf import settings
from django.db import migrations, models

from sohos.tenancy.operations import AppendOnly


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0002_walls'),
        ('documents', '0002_walls'),
        ('tenancy', '0002_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('letter', 'letter'), ('decision', 'decision'), ('bill', 'bill'), ('contract', 'contract'), ('consent', 'consent'), ('report', 'report'), ('measurement', 'measurement'), ('other', 'other')], max_length=12)),
                ('purpose', models.CharField(max_length=200)),
                ('dated_on', models.DateField(blank=True, null=True)),
                ('added_at', models.DateTimeField()),
                ('added_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='cases.case')),
                ('file', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='documents.storedfile')),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='cases_document_tenant_id'),
                    models.UniqueConstraint(fields=('municipality', 'file'), name='cases_document_file'),
                    models.CheckConstraint(condition=models.Q(('purpose__gt', '')), name='cases_document_purpose'),
                ],
                'indexes': [
                    models.Index(fields=['municipality', 'case', 'id'], name='cases_document_case'),
                ],
            },
        ),
        migrations.CreateModel(
            name='DocumentWithdrawal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.CharField(max_length=500)),
                ('at', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='withdrawal', to='cases.document')),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='cases_documentwithdrawal_tenant_id'),
                    models.CheckConstraint(condition=models.Q(('reason__gt', '')), name='cases_documentwithdrawal_reason'),
                ],
            },
        ),
        AppendOnly("document"),
        AppendOnly("documentwithdrawal"),
    ]
