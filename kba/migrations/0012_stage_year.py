"""A stage says which plan year was measured."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kba', '0011_assumptions'),
        ('tenancy', '0002_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='stage',
            name='year',
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name='stage',
            constraint=models.CheckConstraint(condition=models.Q(('year', 1), models.Q(('year__gt', 1), models.Q(('kind', 'prognose'), _negated=True)), _connector='OR'), name='kba_stage_year'),
        ),
    ]
