"""Finding a household by its words, and emergency access to a case.

The words are written by triggers. Both functions that make them say the same as
`cases/domain/search.py`, and need no extension and no locale.
"""

import django.db.models.deletion
import sohos.tenancy.models
from django.conf import settings
from django.db import migrations, models

from sohos.tenancy.operations import AppendOnly


WORDS = r"""
CREATE FUNCTION app.plain(said text) RETURNS text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT translate(
  replace(replace(replace(replace(replace(replace(replace(replace(
    regexp_replace(normalize(said, NFKD), '[\u0300-\u036f]', '', 'g'),
    'ß', 'ss'), 'ẞ', 'ss'), 'Æ', 'ae'), 'æ', 'ae'),
    'Œ', 'oe'), 'œ', 'oe'), 'Þ', 'th'), 'þ', 'th'),
  'ABCDEFGHIJKLMNOPQRSTUVWXYZÐØðøĐđĦħıĸŁłŊŋŦŧƏə'
  'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩς'
  'АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯЂЄЅІЈЉЊЋЏҐ',
  'abcdefghijklmnopqrstuvwxyzdododdhhikllnnttee'
  'αβγδεζηθικλμνξοπρστυφχψωσ'
  'абвгдежзиклмнопрстуфхцчшщъыьэюяђєѕіјљњћџґ')
$$;

CREATE FUNCTION app.words(said text) RETURNS SETOF text
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
SELECT DISTINCT left(word, 60) FROM regexp_split_to_table(
  app.plain(said),
  '[\u0001-\u002f\u003a-\u0040\u005b-\u0060\u007b-\u00bf\u02b0-\u02ff\u2000-\u206f]+'
) AS word WHERE word <> ''
$$;

CREATE FUNCTION app.write_household_words(ids bigint[]) RETURNS void
  LANGUAGE sql AS $$
DELETE FROM cases_searchword
  WHERE household_id = ANY (ids) AND kind IN ('name', 'address');
INSERT INTO cases_searchword (municipality_id, household_id, kind, word)
SELECT DISTINCT household.municipality_id, household.id, told.kind, word
  FROM cases_household AS household
  CROSS JOIN LATERAL (VALUES
    ('name', household.name),
    ('address', household.address), ('address', household.place),
    ('address', household.postcode),
    ('address', replace(household.postcode, ' ', ''))) AS told (kind, said)
  CROSS JOIN LATERAL app.words(told.said) AS word
  WHERE household.id = ANY (ids)
$$;

CREATE FUNCTION app.write_person_words(ids bigint[]) RETURNS void
  LANGUAGE sql AS $$
DELETE FROM cases_searchword WHERE household_id = ANY (ids) AND kind = 'person';
INSERT INTO cases_searchword (municipality_id, household_id, person_id, kind, word)
SELECT DISTINCT member.municipality_id, member.household_id, person.id, 'person', word
  FROM cases_householdmember AS member
  JOIN cases_person AS person ON person.id = member.person_id
  CROSS JOIN LATERAL app.words(person.first_name || ' ' || person.surname) AS word
  WHERE member.household_id = ANY (ids)
$$;

CREATE FUNCTION app.write_case_codes(ids bigint[]) RETURNS void
  LANGUAGE sql AS $$
DELETE FROM cases_searchword WHERE household_id = ANY (ids) AND kind = 'code';
INSERT INTO cases_searchword (municipality_id, household_id, kind, word)
SELECT DISTINCT known.municipality_id, known.household_id, 'code', told.word
  FROM cases_case AS known
  CROSS JOIN LATERAL (VALUES
    (known.code), (split_part(known.code, '-', 2)),
    (ltrim(split_part(known.code, '-', 2), '0')))
    AS told (word)
  WHERE known.household_id = ANY (ids) AND told.word <> ''
$$;
GRANT EXECUTE ON FUNCTION app.plain(text), app.words(text),
  app.write_household_words(bigint[]), app.write_person_words(bigint[]),
  app.write_case_codes(bigint[]) TO sohos_app;
"""
TRIGGERS = r"""
CREATE FUNCTION app.household_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM app.write_household_words(ARRAY(SELECT id FROM fresh));
  RETURN NULL;
END
$$;
CREATE TRIGGER words_added AFTER INSERT ON cases_household
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION app.household_said();
CREATE TRIGGER words_changed AFTER UPDATE ON cases_household
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION app.household_said();

CREATE FUNCTION app.person_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM app.write_person_words(ARRAY(
    SELECT DISTINCT member.household_id FROM cases_householdmember AS member
      WHERE member.person_id IN (SELECT id FROM fresh)));
  RETURN NULL;
END
$$;
CREATE TRIGGER words_changed AFTER UPDATE ON cases_person
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION app.person_said();

CREATE FUNCTION app.member_said() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM app.write_person_words(ARRAY(SELECT DISTINCT household_id FROM fresh));
  RETURN NULL;
END
$$;
CREATE TRIGGER words_added AFTER INSERT ON cases_householdmember
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION app.member_said();
CREATE TRIGGER words_changed AFTER UPDATE ON cases_householdmember
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION app.member_said();
CREATE TRIGGER words_before AFTER UPDATE ON cases_householdmember
  REFERENCING OLD TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION app.member_said();
CREATE TRIGGER words_gone AFTER DELETE ON cases_householdmember
  REFERENCING OLD TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION app.member_said();

CREATE FUNCTION app.case_added() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM app.write_case_codes(ARRAY(SELECT DISTINCT household_id FROM fresh));
  RETURN NULL;
END
$$;
CREATE TRIGGER words_added AFTER INSERT ON cases_case
  REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION app.case_added();

CREATE FUNCTION app.case_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM app.write_case_codes(ARRAY[OLD.household_id, NEW.household_id]);
  RETURN NULL;
END
$$;
CREATE TRIGGER words_moved AFTER UPDATE OF household_id, code ON cases_case
  FOR EACH ROW
  WHEN (OLD.household_id IS DISTINCT FROM NEW.household_id
    OR OLD.code IS DISTINCT FROM NEW.code)
  EXECUTE FUNCTION app.case_moved();

SELECT app.write_household_words(ARRAY(SELECT id FROM cases_household)),
  app.write_person_words(ARRAY(SELECT id FROM cases_household)),
  app.write_case_codes(ARRAY(SELECT id FROM cases_household));
"""


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0005_helpers_and_provisions'),
        ('tenancy', '0002_walls'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='EmergencyAccess',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='emergency_accesses', to='cases.case')),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='cases_emergencyaccess_tenant_id'),
                    models.CheckConstraint(condition=models.Q(('until__gt', models.F('at'))), name='cases_emergencyaccess_period'),
                ],
                'indexes': [
                    models.Index(fields=['municipality', 'by', 'until'], name='cases_emergencyaccess_by'),
                    models.Index(fields=['municipality', 'case', 'at'], name='cases_emergencyaccess_case'),
                ],
            },
        ),
        migrations.CreateModel(
            name='EmergencyVerdict',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('verdict', models.CharField(choices=[('justified', 'justified'), ('not_justified', 'not_justified')], max_length=16)),
                ('note', models.TextField(blank=True)),
                ('at', models.DateTimeField()),
                ('access', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='verdict', to='cases.emergencyaccess')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='cases_emergencyverdict_tenant_id'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('name', 'name'), ('address', 'address'), ('person', 'person'), ('code', 'code')], max_length=8)),
                ('word', models.CharField(db_collation='C', max_length=60)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='search_words', to='cases.household')),
                ('municipality', models.ForeignKey(db_default=sohos.tenancy.models.CurrentTenant(), db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='tenancy.municipality')),
                ('person', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='search_words', to='cases.person')),
            ],
            options={
                'abstract': False,
                'constraints': [
                    models.UniqueConstraint(fields=('municipality', 'id'), name='cases_searchword_tenant_id'),
                ],
                'indexes': [
                    models.Index(fields=['municipality', 'word', 'household'], name='cases_searchword_word'),
                ],
            },
        ),
        AppendOnly("emergencyaccess"),
        AppendOnly("emergencyverdict"),
        migrations.RunSQL(WORDS),
        migrations.RunSQL(TRIGGERS),
    ]
