"""The book of Veil je schuld: read by the application, written by one function."""

from django.db import migrations

from sohos.tenancy.operations import AppendOnly

# The same accounts stand in sohos/funds/domain/book.py; a test holds them together.
# `side` is the sign that a balance may have, `of` what a leg on the account names.
RULES = """
CREATE FUNCTION app.fund_chart() RETURNS TABLE (account text, side int, names text)
  LANGUAGE sql IMMUTABLE AS $$
VALUES ('300', 1, 'either'), ('310', 1, 'share'), ('320', -1, 'debt'),
  ('330', -1, 'share')
$$;

-- Who may record an event, and which accounts it may debit and credit.
CREATE FUNCTION app.fund_event_rules()
  RETURNS TABLE (kind text, roles text[], has_bank_line boolean, debits text[],
    credits text[]) LANGUAGE sql IMMUTABLE AS $$
VALUES
  ('agreed', '{casemanager,team_lead}'::text[], false, '{310}'::text[], '{320}'::text[]),
  ('received', '{sohos_finance}', true, '{300}', '{310}'),
  ('paid', '{sohos_finance}', true, '{320}', '{300}'),
  ('waived', '{casemanager,team_lead}', false, '{320}', '{310,330}'),
  ('fell_through', '{casemanager,team_lead}', false, '{320}', '{310,330}'),
  ('returned', '{sohos_finance}', true, '{330}', '{300}')
$$;
"""

CHECKS = """
CREATE FUNCTION app.live_fund_events(of_listing bigint)
  RETURNS SETOF public.funds_bookevent LANGUAGE sql STABLE AS $$
  SELECT e.* FROM public.funds_bookevent e
  WHERE e.municipality_id = app.tenant() AND e.listing_id = of_listing
    AND e.kind <> 'corrected'
    AND NOT EXISTS (SELECT FROM public.funds_bookevent r
      WHERE r.municipality_id = e.municipality_id AND r.reverses_id = e.id)
$$;

-- Whoever proposed, showed or matched the debts, or gives for them, moves no money.
CREATE FUNCTION app.check_fund_duties(kind text, of_listing bigint, by_user bigint)
  RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF EXISTS (SELECT FROM public.funds_share s
      JOIN public.funds_offer o ON o.id = s.offer_id
      JOIN public.funds_fund f ON f.id = o.fund_id
      WHERE s.municipality_id = app.tenant() AND s.listing_id = of_listing
        AND f.user_id = by_user) THEN
    PERFORM app.refuse_event('same_person', 'fund/' || kind);
  END IF;
  IF kind = 'agreed' AND EXISTS (SELECT FROM public.funds_listing l
      WHERE l.id = of_listing AND l.released_by_id = by_user) THEN
    PERFORM app.refuse_event('same_person', 'released/agreed');
  END IF;
  IF kind IN ('received', 'paid', 'returned', 'corrected') AND EXISTS (
      SELECT FROM public.funds_step s WHERE s.municipality_id = app.tenant()
        AND s.listing_id = of_listing AND s.by_id = by_user
        AND s.status IN ('proposed', 'offered')
      UNION ALL SELECT FROM public.funds_listing l WHERE l.id = of_listing
        AND by_user IN (l.proposed_by_id, l.released_by_id)
      UNION ALL SELECT FROM public.funds_bookevent e
        WHERE e.municipality_id = app.tenant() AND e.listing_id = of_listing
          AND e.by_id = by_user AND e.kind IN ('agreed', 'waived', 'fell_through')) THEN
    PERFORM app.refuse_event('same_person', 'recorded_money/' || kind);
  END IF;
END
$$;

CREATE FUNCTION app.check_fund_state(kind text, of_listing bigint) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  is_agreed boolean;
  has_fallen boolean;
BEGIN
  SELECT coalesce(bool_or(e.kind = 'agreed'), false),
      coalesce(bool_or(e.kind = 'fell_through'), false)
    INTO is_agreed, has_fallen FROM app.live_fund_events(of_listing) e;
  IF kind = 'agreed' AND (is_agreed OR NOT EXISTS (SELECT FROM public.funds_listing l
      WHERE l.id = of_listing AND l.released_by_id IS NOT NULL)) THEN
    PERFORM app.refuse_event('transition_refused', 'agreed/agreed');
  ELSIF kind <> 'agreed' AND NOT is_agreed THEN
    PERFORM app.refuse_event('transition_refused', 'offered/' || kind);
  ELSIF has_fallen AND kind <> 'returned' THEN
    PERFORM app.refuse_event('transition_refused', 'fell_through/' || kind);
  END IF;
END
$$;

CREATE FUNCTION app.check_fund_legs(kind text, of_listing bigint, amount bigint,
    legs jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  rule record;
  wrong text;
  moved bigint;
  debited bigint;
BEGIN
  SELECT * INTO rule FROM app.fund_event_rules() r WHERE r.kind = check_fund_legs.kind;
  IF jsonb_array_length(legs) < 2 THEN
    PERFORM app.refuse_event('nothing_to_post', kind);
  END IF;
  SELECT leg->>'account' INTO wrong FROM jsonb_array_elements(legs) leg
    LEFT JOIN app.fund_chart() c ON c.account = leg->>'account'
    LEFT JOIN public.funds_share s ON s.id = (leg->>'share')::bigint
      AND s.listing_id = of_listing
    LEFT JOIN public.funds_listeddebt d ON d.id = (leg->>'debt')::bigint
      AND d.listing_id = of_listing
    WHERE c.account IS NULL
      OR (s.id IS NULL) = (d.id IS NULL)
      OR c.names = 'share' AND s.id IS NULL
      OR c.names = 'debt' AND d.id IS NULL
      OR leg->>'share' IS NOT NULL AND s.id IS NULL
      OR leg->>'debt' IS NOT NULL AND d.id IS NULL
      OR NOT ((leg->>'amount')::bigint > 0 AND c.account = ANY (rule.debits)
           OR (leg->>'amount')::bigint < 0 AND c.account = ANY (rule.credits))
    LIMIT 1;
  IF FOUND THEN
    PERFORM app.refuse_event('leg_malformed', coalesce(wrong, ''));
  END IF;
  SELECT sum((leg->>'amount')::bigint),
      sum((leg->>'amount')::bigint) FILTER (WHERE (leg->>'amount')::bigint > 0)
    INTO moved, debited FROM jsonb_array_elements(legs) leg;
  IF moved <> 0 OR amount IS DISTINCT FROM debited THEN
    PERFORM app.refuse_event('unbalanced', kind);
  END IF;
  IF kind = 'agreed' AND EXISTS (
      (SELECT s.id AS share, NULL::bigint AS debt, s.amount_cents AS amount
          FROM public.funds_share s
          WHERE s.municipality_id = app.tenant() AND s.listing_id = of_listing
        UNION ALL SELECT NULL, d.id, -d.amount_cents FROM public.funds_listeddebt d
          WHERE d.municipality_id = app.tenant() AND d.listing_id = of_listing)
      EXCEPT ALL
      SELECT (leg->>'share')::bigint, (leg->>'debt')::bigint, (leg->>'amount')::bigint
        FROM jsonb_array_elements(legs) leg) THEN
    PERFORM app.refuse_event('leg_malformed', 'agreed');
  END IF;
END
$$;

CREATE FUNCTION app.check_fund_line(kind text, line text, has_line boolean)
  RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT has_line THEN
    IF line <> '' THEN
      PERFORM app.refuse_event('event_unknown', kind || '/bank_line');
    END IF;
  ELSIF line = '' THEN
    PERFORM app.refuse_event('bank_line_missing', kind);
  ELSIF EXISTS (SELECT FROM public.funds_bookevent e
      WHERE e.municipality_id = app.tenant() AND e.bank_line = line
        AND NOT EXISTS (SELECT FROM public.funds_bookevent r
          WHERE r.municipality_id = app.tenant() AND r.reverses_id = e.id)) THEN
    PERFORM app.refuse_event('bank_line_used', line);
  END IF;
END
$$;

-- Only what moved over the bank is corrected, as long as nothing was built on it.
CREATE FUNCTION app.check_fund_correction(reverses bigint, of_listing bigint,
    legs jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  original public.funds_bookevent;
BEGIN
  SELECT * INTO original FROM public.funds_bookevent e
    WHERE e.municipality_id = app.tenant() AND e.id = reverses
      AND e.listing_id = of_listing AND e.kind IN ('received', 'paid', 'returned');
  IF original.id IS NULL THEN
    PERFORM app.refuse_event('event_unknown', coalesce(reverses::text, ''));
  END IF;
  IF EXISTS (SELECT FROM public.funds_bookevent e
      WHERE e.municipality_id = app.tenant() AND e.reverses_id = reverses) THEN
    PERFORM app.refuse_event('already_corrected', reverses::text);
  END IF;
  IF EXISTS (SELECT FROM app.live_fund_events(of_listing) later
      WHERE later.sequence > original.sequence
        AND (later.kind = 'fell_through' AND original.kind <> 'returned'
          OR later.kind = 'waived')) THEN
    PERFORM app.refuse_event('event_followed', reverses::text);
  END IF;
  IF EXISTS (
    (SELECT account, -amount_cents AS amount, share_id, debt_id
        FROM public.funds_bookleg l
        WHERE l.municipality_id = app.tenant() AND l.event_id = reverses
      EXCEPT ALL
      SELECT leg->>'account', (leg->>'amount')::bigint, (leg->>'share')::bigint,
        (leg->>'debt')::bigint FROM jsonb_array_elements(legs) leg)
    UNION ALL
    (SELECT leg->>'account', (leg->>'amount')::bigint, (leg->>'share')::bigint,
        (leg->>'debt')::bigint FROM jsonb_array_elements(legs) leg
      EXCEPT ALL
      SELECT account, -amount_cents, share_id, debt_id FROM public.funds_bookleg l
        WHERE l.municipality_id = app.tenant() AND l.event_id = reverses)) THEN
    PERFORM app.refuse_event('unbalanced', 'corrected');
  END IF;
END
$$;

CREATE FUNCTION app.check_fund_balances(of_listing bigint) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  wrong text;
BEGIN
  SELECT kept.account INTO wrong FROM (
      SELECT l.account, sum(l.amount_cents) AS balance FROM public.funds_bookleg l
      WHERE l.municipality_id = app.tenant() AND l.listing_id = of_listing
      GROUP BY l.account, CASE WHEN l.account <> '300' THEN l.share_id END,
        CASE WHEN l.account <> '300' THEN l.debt_id END) kept
    JOIN app.fund_chart() c USING (account)
    WHERE kept.balance * c.side < 0 ORDER BY kept.account LIMIT 1;
  IF FOUND THEN
    PERFORM app.refuse_event('balance_refused', wrong);
  END IF;
END
$$;
"""

POST = """
CREATE FUNCTION app.lock_fund_book() RETURNS void LANGUAGE sql AS $$
  SELECT pg_catalog.pg_advisory_xact_lock(
    pg_catalog.hashtextextended('funds.book:' || app.tenant(), 0))
$$;

CREATE FUNCTION app.post_fund_event(request jsonb) RETURNS bigint LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  of_kind text := request->>'kind';
  of_listing bigint := (request->>'listing')::bigint;
  by_user bigint := app.user_if_any();
  booked timestamptz := (request->>'booked_at')::timestamptz;
  booked_on date := (booked AT TIME ZONE 'Europe/Amsterdam')::date;
  valued_on date := (request->>'value_on')::date;
  line text := coalesce(request->>'bank_line', '');
  amount bigint := (request->>'amount')::bigint;
  reversed bigint := (request->>'reverses')::bigint;
  event_legs jsonb := coalesce(request->'legs', '[]');
  ruled_by text := of_kind;
  earlier public.funds_bookevent;
  rule record;
  last_sequence bigint;
  last_hash text;
  content text;
  posted bigint;
BEGIN
  IF by_user IS NULL OR by_user IS DISTINCT FROM (request->>'by')::bigint THEN
    PERFORM app.refuse_event('actor_unknown', coalesce(by_user::text, ''));
  END IF;
  IF NOT EXISTS (SELECT FROM funds_listing l
      WHERE l.municipality_id = app.tenant() AND l.id = of_listing) THEN
    PERFORM app.refuse_event('event_unknown', coalesce(of_listing::text, ''));
  END IF;
  PERFORM app.lock_fund_book();

  SELECT * INTO earlier FROM funds_bookevent e WHERE e.municipality_id = app.tenant()
    AND e.client_key = (request->>'client_key')::uuid;
  IF FOUND THEN
    IF earlier.request_hash <> request->>'request_hash' THEN
      PERFORM app.refuse_event('key_reused', request->>'client_key');
    END IF;
    RETURN earlier.id;
  END IF;

  IF of_kind = 'corrected' THEN
    PERFORM app.check_fund_correction(reversed, of_listing, event_legs);
    SELECT e.kind INTO ruled_by FROM funds_bookevent e WHERE e.id = reversed;
  ELSIF reversed IS NOT NULL THEN
    PERFORM app.refuse_event('event_unknown', reversed::text);
  END IF;
  SELECT * INTO rule FROM app.fund_event_rules() r WHERE r.kind = ruled_by;
  IF rule.kind IS NULL THEN
    PERFORM app.refuse_event('event_unknown', coalesce(of_kind, ''));
  END IF;
  IF NOT EXISTS (SELECT FROM tenancy_membership m
      WHERE m.municipality_id = app.tenant() AND m.user_id = by_user
        AND m.role = ANY (rule.roles) AND m.from_on <= booked_on
        AND (m.until_on IS NULL OR m.until_on >= booked_on)) THEN
    PERFORM app.refuse_event('role_refused', of_kind);
  END IF;
  PERFORM app.check_fund_duties(of_kind, of_listing, by_user);
  IF valued_on IS NULL OR valued_on > booked_on THEN
    PERFORM app.refuse_event('day_in_future', 'on');
  END IF;
  IF of_kind = 'corrected' THEN
    PERFORM app.check_fund_line(of_kind, line, false);
  ELSE
    PERFORM app.check_fund_line(of_kind, line, rule.has_bank_line);
    PERFORM app.check_fund_state(of_kind, of_listing);
    PERFORM app.check_fund_legs(of_kind, of_listing, amount, event_legs);
  END IF;

  SELECT e.sequence, e.hash INTO last_sequence, last_hash FROM funds_bookevent e
    WHERE e.municipality_id = app.tenant() ORDER BY e.sequence DESC LIMIT 1;
  last_sequence := coalesce(last_sequence, 0);
  last_hash := coalesce(last_hash, repeat('0', 64));
  content := jsonb_build_object(
    'municipality', app.tenant(), 'sequence', last_sequence + 1, 'kind', of_kind,
    'listing', of_listing, 'value_on', valued_on,
    'booked_at', to_char(booked AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'by', by_user, 'amount', amount, 'bank_line', line, 'reverses', reversed,
    'client_key', (request->>'client_key')::uuid,
    'request_hash', request->>'request_hash', 'legs', event_legs)::text;
  INSERT INTO funds_bookevent (sequence, kind, listing_id, value_on, booked_at, by_id,
      amount_cents, bank_line, reverses_id, client_key, request_hash, canonical,
      previous_hash, hash)
    VALUES (last_sequence + 1, of_kind, of_listing, valued_on, booked, by_user, amount,
      line, reversed, (request->>'client_key')::uuid, request->>'request_hash',
      content, last_hash,
      encode(sha256(convert_to(last_hash || content, 'UTF8')), 'hex'))
    RETURNING id INTO posted;
  INSERT INTO funds_bookleg (event_id, position, listing_id, account, amount_cents,
      share_id, debt_id)
    SELECT posted, place, of_listing, leg->>'account',
      (leg->>'amount')::bigint, (leg->>'share')::bigint, (leg->>'debt')::bigint
    FROM jsonb_array_elements(event_legs) WITH ORDINALITY AS given (leg, place);
  PERFORM app.check_fund_balances(of_listing);
  RETURN posted;
END
$$;

GRANT EXECUTE ON FUNCTION app.post_fund_event(jsonb), app.lock_fund_book()
  TO sohos_app;
"""

WALLS = """
REVOKE INSERT ON funds_bookevent, funds_bookleg FROM sohos_app;

-- What funds read, and who agreed to it, stays as it was shown; the wall of the tenant
-- keeps the municipality.
CREATE FUNCTION app.keep_listing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  may_change text[] := '{status,released_at,released_by_id,municipality_id}';
BEGIN
  IF to_jsonb(NEW) - may_change IS DISTINCT FROM to_jsonb(OLD) - may_change
      OR OLD.released_by_id IS NOT NULL
        AND NEW.released_by_id IS DISTINCT FROM OLD.released_by_id THEN
    PERFORM app.refuse_event('transition_refused', 'listing');
  END IF;
  RETURN NEW;
END
$$;
CREATE TRIGGER kept_as_shown BEFORE UPDATE ON funds_listing
  FOR EACH ROW EXECUTE FUNCTION app.keep_listing();
GRANT EXECUTE ON FUNCTION app.keep_listing() TO sohos_app;

-- Whoever adds legs in whatever way: at the end the legs of an event balance.
CREATE FUNCTION app.check_fund_event() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  outer_tenant text := current_setting('app.tenant', true);
  is_wrong boolean;
BEGIN
  PERFORM set_config('app.tenant', NEW.municipality_id::text, true);
  SELECT count(l.id) < 2 OR coalesce(sum(l.amount_cents), 0) <> 0
      OR bool_or(l.listing_id <> e.listing_id) INTO is_wrong
    FROM funds_bookevent e LEFT JOIN funds_bookleg l ON l.event_id = e.id
    WHERE e.id = CASE TG_TABLE_NAME WHEN 'funds_bookevent' THEN NEW.id
      ELSE (to_jsonb(NEW)->>'event_id')::bigint END;
  PERFORM set_config('app.tenant', coalesce(outer_tenant, ''), true);
  IF is_wrong THEN
    PERFORM app.refuse_event('unbalanced', TG_TABLE_NAME);
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON funds_bookevent
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.check_fund_event();
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON funds_bookleg
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.check_fund_event();
"""


class Migration(migrations.Migration):
    dependencies = [("funds", "0001_initial"), ("bonds", "0002_walls")]

    operations = [
        migrations.RunSQL(RULES),
        migrations.RunSQL(CHECKS),
        migrations.RunSQL(POST),
        migrations.RunSQL(WALLS),
        AppendOnly("listeddebt"),
        AppendOnly("payee"),
        AppendOnly("step"),
        AppendOnly("extension"),
        AppendOnly("networkpledge"),
        AppendOnly("offer"),
        AppendOnly("offerend"),
        AppendOnly("share"),
        AppendOnly("bookevent"),
        AppendOnly("bookleg"),
        AppendOnly("followup"),
    ]
