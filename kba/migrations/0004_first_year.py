"""What a stage says of its first year, small enough to add up by the thousand."""

from django.db import migrations, models

# Immutable: generated columns of frozen rows rest on them. To count otherwise, make a
# new function and a new column.
FUNCTIONS = """
CREATE FUNCTION app.first_year_saving_by_law(result jsonb) RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(result -> 'contract' -> 0 -> 'saving_by_law', '{}'::jsonb)
$$;
CREATE FUNCTION app.first_year_cash_by_payer(result jsonb) RETURNS jsonb
  LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT coalesce(jsonb_object_agg(code, cents), '{}'::jsonb) FROM (
    SELECT part.code, sum(part.cents::bigint) AS cents
    FROM jsonb_array_elements(result -> 'lines') AS line (value),
         jsonb_each_text(line.value -> 'years' -> 0 -> 'cash_by_payer')
           AS part (code, cents)
    GROUP BY part.code
  ) AS by_payer
$$;
GRANT EXECUTE ON FUNCTION app.first_year_saving_by_law(jsonb),
  app.first_year_cash_by_payer(jsonb) TO sohos_app;
"""
DROP = """
DROP FUNCTION app.first_year_saving_by_law(jsonb);
DROP FUNCTION app.first_year_cash_by_payer(jsonb);
"""


class Migration(migrations.Migration):
    dependencies = [("kba", "0003_simulations")]

    operations = [
        migrations.RunSQL(FUNCTIONS, DROP),
        migrations.AddField(
            model_name="stage",
            name="saving_by_law",
            field=models.GeneratedField(
                expression=models.Func(
                    "result", function="app.first_year_saving_by_law"
                ),
                output_field=models.JSONField(),
                db_persist=True,
            ),
        ),
        migrations.AddField(
            model_name="stage",
            name="cash_by_payer",
            field=models.GeneratedField(
                expression=models.Func(
                    "result", function="app.first_year_cash_by_payer"
                ),
                output_field=models.JSONField(),
                db_persist=True,
            ),
        ),
    ]
