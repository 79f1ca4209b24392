"""What was published stays, period after period; a read story keeps its words."""

from django.db import migrations

from sohos.tenancy.operations import AppendOnly

WALLS = """
CREATE FUNCTION threads_next_period() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  newest date;
BEGIN
  SELECT max(last_on) INTO newest FROM threads_publication;
  IF NEW.first_on <> newest + 1 THEN
    RAISE EXCEPTION 'a day is published once: % follows %', NEW.first_on, newest
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER next_period BEFORE INSERT ON threads_publication
  FOR EACH ROW EXECUTE FUNCTION threads_next_period();

CREATE FUNCTION threads_words_stay() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('published', 'withdrawn')
     AND (NEW.title, NEW.situation, NEW.breakthrough, NEW.outcome, NEW.written_by_id,
          NEW.published_by_id, NEW.published_at, NEW.month_on, NEW.checks)
         IS DISTINCT FROM
         (OLD.title, OLD.situation, OLD.breakthrough, OLD.outcome, OLD.written_by_id,
          OLD.published_by_id, OLD.published_at, OLD.month_on, OLD.checks)
     OR OLD.state = 'withdrawn' AND NEW.state <> 'withdrawn'
  THEN
    RAISE EXCEPTION 'a published story keeps its words'
      USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER words_stay BEFORE UPDATE ON threads_story
  FOR EACH ROW EXECUTE FUNCTION threads_words_stay();
"""
UNDO = """
DROP TRIGGER words_stay ON threads_story;
DROP FUNCTION threads_words_stay();
DROP TRIGGER next_period ON threads_publication;
DROP FUNCTION threads_next_period();
"""


class Migration(migrations.Migration):
    dependencies = [("threads", "0001_initial")]

    operations = [
        AppendOnly("publication"),
        migrations.RunSQL(WALLS, UNDO),
    ]
