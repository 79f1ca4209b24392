"""The ledger: read by the application, written by one function of the database."""

from django.db import migrations

from sohos.tenancy.operations import AppendOnly

# What the function checks by. The same chart stands in bonds/domain/accounts.py; a test
# holds them together. `side` is the sign that a balance may have; 0 has to be zero.
RULES = """
CREATE FUNCTION app.bond_chart()
  RETURNS TABLE (account text, side int, by_party boolean, by_case boolean)
  LANGUAGE sql IMMUTABLE AS $$
VALUES
  ('010',  1, true,  false), ('011', -1, true,  false),
  ('020',  1, false, false), ('021', -1, false, false),
  ('022', -1, false, true),  ('023', -1, false, true),
  ('030',  1, false, true),  ('031', -1, true,  true),
  ('100',  1, false, true),  ('105',  0, false, true),
  ('110',  1, false, true),  ('111',  1, false, true),
  ('120',  1, false, true),  ('121',  1, false, true),
  ('130',  1, false, true),  ('200', -1, true,  true),
  ('201', -1, true,  true),  ('210', -1, true,  true),
  ('220',  1, true,  true),  ('225', -1, false, true)
$$;

-- Who may record an event, which duty that is, which account carries its amount, and
-- which accounts it may debit and credit.
CREATE FUNCTION app.bond_event_rules()
  RETURNS TABLE (kind text, roles text[], duty text, has_case boolean,
    has_bank_line boolean, main text, debits text[], credits text[])
  LANGUAGE sql IMMUTABLE AS $$
VALUES
  ('committed', '{sohos_finance}'::text[], NULL, false, false, '010',
    '{010}'::text[], '{011}'::text[]),
  ('budgeted', '{controller}', NULL, false, false, '020', '{020}', '{021}'),
  ('draw_requested', '{sohos_finance}', 'recorded_money', true, false, NULL,
    '{021}', '{022}'),
  ('draw_received', '{sohos_finance}', 'recorded_money', true, true, '100',
    '{100,011}', '{200,010}'),
  ('draw_voided', '{sohos_finance}', 'recorded_money', true, false, NULL,
    '{022}', '{021}'),
  ('started', '{sohos_finance}', 'recorded_money', true, false, NULL, '{}', '{}'),
  ('spent', '{sohos_finance}', 'recorded_money', true, false, '100',
    '{110,111}', '{100}'),
  ('accrued', '{sohos_finance,controller}', NULL, true, false, '030',
    '{030}', '{031}'),
  ('kba_changed', '{controller}', 'accepted', true, false, NULL, '{}', '{}'),
  ('queued', '{controller}', 'accepted', true, false, NULL, '{}', '{}'),
  ('fell_due', '{controller}', 'accepted', true, false, NULL,
    '{120,200,121,031,022,021}', '{110,111,201,210,030,023,021}'),
  ('paid', '{treasury}', 'confirmed_payment', true, true, '105',
    '{105,201,210,225}', '{120,130,121,105,220}'),
  ('refunded', '{sohos_finance}', 'recorded_money', true, true, '100',
    '{200}', '{100}'),
  ('ended', '{controller}', 'accepted', true, false, NULL,
    '{031,022,200,130,120}', '{030,021,110,111,201}'),
  ('clawed_back', '{controller}', 'accepted', true, false, NULL,
    '{220,110,111,023}', '{225,200,021}'),
  ('clawback_repaid', '{treasury}', 'confirmed_payment', true, true, '105',
    '{105,225}', '{220,105}')
$$;

CREATE FUNCTION app.refuse_event(code text, detail text) RETURNS void
  LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION USING ERRCODE = 'SB001', MESSAGE = code, DETAIL = detail;
END
$$;

CREATE FUNCTION app.lock_bond(of_bond bigint) RETURNS void LANGUAGE sql AS $$
  SELECT pg_catalog.pg_advisory_xact_lock(
    pg_catalog.hashtextextended('bonds.bond:' || of_bond, 0))
$$;

-- A corrected event no longer counts, and neither does the correction.
CREATE FUNCTION app.live_events(of_case bigint) RETURNS SETOF public.bonds_event
  LANGUAGE sql STABLE AS $$
  SELECT e.* FROM public.bonds_event e
  WHERE e.municipality_id = app.tenant() AND e.case_id = of_case
    AND e.kind <> 'corrected'
    AND NOT EXISTS (SELECT FROM public.bonds_event r
      WHERE r.municipality_id = e.municipality_id AND r.reverses_id = e.id)
$$;

CREATE FUNCTION app.is_pending_draw(draw bigint) RETURNS boolean
  LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM public.bonds_event e
    WHERE e.id = draw AND e.kind = 'draw_requested'
      AND EXISTS (SELECT FROM app.live_events(e.case_id) alive WHERE alive.id = e.id)
      AND NOT EXISTS (SELECT FROM app.live_events(e.case_id) later
        WHERE later.follows_id = e.id
          AND later.kind IN ('draw_received', 'draw_voided')))
$$;
"""

CHECKS = """
-- What was signed is the validated year of the case as it stands now, with the people
-- who froze and validated it.
CREATE FUNCTION app.is_validated_kba(of_case bigint, facts jsonb) RETURNS boolean
  LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM public.kba_stage s
      JOIN public.kba_kba k ON k.id = s.kba_id
      JOIN public.kba_stage realised ON realised.id = s.previous_id
    WHERE s.municipality_id = app.tenant() AND k.case_id = of_case
      AND s.id = (facts->>'stage_id')::bigint AND s.kind = 'gevalideerd'
      AND s.sha256 = facts->>'sha256'
      AND s.municipal_saving_cents = (facts->>'saving')::bigint
      AND s.by_id = (facts->>'validator_id')::bigint
      AND realised.by_id = (facts->>'author_id')::bigint
      AND NOT EXISTS (SELECT FROM public.kba_stage later
        WHERE later.kba_id = s.kba_id AND later.number > s.number
          AND later.kind IN ('realisatie', 'gevalideerd')))
$$;

CREATE FUNCTION app.check_event_state(kind text, of_case bigint, follows bigint,
    facts jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  has_started boolean;
  is_due boolean;
  is_ended boolean;
  is_pending boolean;
  signed jsonb;
BEGIN
  SELECT coalesce(bool_or(e.kind = 'started'), false),
      count(*) FILTER (WHERE e.kind = 'fell_due')
        > count(*) FILTER (WHERE e.kind = 'clawed_back'),
      coalesce(bool_or(e.kind = 'ended' AND e.facts->>'outcome' <> 'rest'), false),
      coalesce(bool_or(app.is_pending_draw(e.id)), false)
    INTO has_started, is_due, is_ended, is_pending
    FROM app.live_events(of_case) e;
  IF kind = 'started' AND has_started THEN
    PERFORM app.refuse_event('transition_refused', 'started/start');
  ELSIF kind NOT IN ('started', 'ended') AND NOT has_started THEN
    PERFORM app.refuse_event('transition_refused', 'planned/' || kind);
  END IF;
  IF is_ended AND kind NOT IN ('paid', 'clawback_repaid', 'draw_voided') THEN
    PERFORM app.refuse_event('transition_refused', 'ended/' || kind);
  END IF;
  IF is_due AND kind NOT IN ('paid', 'ended', 'clawed_back', 'clawback_repaid') THEN
    PERFORM app.refuse_event('transition_refused', 'due/' || kind);
  END IF;
  IF kind = 'ended' AND is_due <> (facts->>'outcome' = 'rest') THEN
    PERFORM app.refuse_event('transition_refused', 'due/ended');
  END IF;
  IF kind IN ('draw_received', 'draw_voided') AND NOT app.is_pending_draw(follows) THEN
    PERFORM app.refuse_event('draw_not_pending', coalesce(follows::text, ''));
  END IF;
  IF kind IN ('fell_due', 'ended') AND is_pending THEN
    PERFORM app.refuse_event('draw_pending', of_case::text);
  END IF;
  IF kind = 'clawed_back' AND NOT is_due THEN
    PERFORM app.refuse_event('transition_refused', 'started/clawed_back');
  END IF;
  IF kind = 'kba_changed' AND NOT app.is_validated_kba(of_case, facts) THEN
    PERFORM app.refuse_event('kba_not_current', coalesce(facts->>'sha256', ''));
  END IF;
  IF kind IN ('fell_due', 'queued') THEN
    SELECT e.facts INTO signed FROM app.live_events(of_case) e
      WHERE e.kind = 'kba_changed' ORDER BY e.sequence DESC LIMIT 1;
    IF signed IS NULL OR NOT app.is_validated_kba(of_case, signed)
        OR signed->>'sha256' IS DISTINCT FROM facts->>'sha256' THEN
      PERFORM app.refuse_event('kba_not_current', coalesce(facts->>'sha256', ''));
    END IF;
  END IF;
END
$$;

CREATE FUNCTION app.check_event_duties(of_case bigint) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  both_duties text;
BEGIN
  WITH live AS (SELECT * FROM app.live_events(of_case)),
  signed AS (SELECT facts FROM live WHERE kind = 'kba_changed'
    ORDER BY sequence DESC LIMIT 1),
  held AS (
    SELECT (facts->>'author_id')::bigint AS who, 'realised' AS duty FROM signed
    UNION SELECT (facts->>'validator_id')::bigint, 'validated' FROM signed
    UNION SELECT live.by_id, rules.duty FROM live
      JOIN app.bond_event_rules() rules USING (kind) WHERE rules.duty IS NOT NULL)
  SELECT string_agg(DISTINCT duty, '/' ORDER BY duty) INTO both_duties
    FROM held GROUP BY who HAVING count(DISTINCT duty) > 1 LIMIT 1;
  IF both_duties IS NOT NULL THEN
    PERFORM app.refuse_event('same_person', both_duties);
  END IF;
END
$$;

CREATE FUNCTION app.check_event_legs(kind text, of_case bigint, amount bigint,
    legs jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  rule record;
  wrong text;
  memo bigint;
  moved bigint;
  main_amount bigint;
BEGIN
  SELECT * INTO rule FROM app.bond_event_rules() r
    WHERE r.kind = check_event_legs.kind;
  IF jsonb_array_length(legs) = 0 THEN
    IF cardinality(rule.debits) > 0
        AND kind NOT IN ('ended', 'draw_requested', 'draw_voided') THEN
      PERFORM app.refuse_event('nothing_to_post', kind);
    END IF;
    RETURN;
  END IF;
  SELECT leg->>'account' INTO wrong
    FROM jsonb_array_elements(legs) leg LEFT JOIN app.bond_chart() c
      ON c.account = leg->>'account'
    WHERE c.account IS NULL
      OR c.by_party <> (leg->>'party' IS NOT NULL)
      OR c.by_case <> (leg->>'case' IS NOT NULL)
      OR ((leg->>'case')::bigint <> of_case AND c.account NOT IN ('220', '225'))
      OR NOT ((leg->>'amount')::bigint > 0 AND c.account = ANY (rule.debits)
           OR (leg->>'amount')::bigint < 0 AND c.account = ANY (rule.credits))
    LIMIT 1;
  IF FOUND THEN
    PERFORM app.refuse_event('leg_malformed', coalesce(wrong, ''));
  END IF;
  SELECT sum((leg->>'amount')::bigint) FILTER (WHERE leg->>'account' < '100'),
      sum((leg->>'amount')::bigint) FILTER (WHERE leg->>'account' >= '100'),
      greatest(
        sum((leg->>'amount')::bigint) FILTER (
          WHERE leg->>'account' = rule.main AND (leg->>'amount')::bigint > 0),
        -sum((leg->>'amount')::bigint) FILTER (
          WHERE leg->>'account' = rule.main AND (leg->>'amount')::bigint < 0))
    INTO memo, moved, main_amount FROM jsonb_array_elements(legs) leg;
  IF coalesce(memo, 0) <> 0 OR coalesce(moved, 0) <> 0 THEN
    PERFORM app.refuse_event('unbalanced', kind);
  END IF;
  IF rule.main IS NOT NULL AND amount IS DISTINCT FROM main_amount THEN
    PERFORM app.refuse_event('unbalanced', kind || '/amount');
  END IF;
END
$$;

-- Runs after the legs are in: whatever was posted, no balance may be on the wrong side.
CREATE FUNCTION app.check_event_balances(kind text, of_bond bigint, of_case bigint,
    moved bigint, terms jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  is_hard boolean := (terms->>'interest_total_is_hard')::boolean;
  wrong text;
BEGIN
  SELECT c.account INTO wrong
    FROM (SELECT DISTINCT account, party_id, case_id FROM public.bonds_leg
        WHERE transaction_id = moved) touched
      JOIN app.bond_chart() c USING (account)
      CROSS JOIN LATERAL (SELECT sum(l.amount_cents) AS balance
        FROM public.bonds_leg l
        WHERE l.municipality_id = app.tenant() AND l.bond_id = of_bond
          AND l.account = touched.account
          AND l.party_id IS NOT DISTINCT FROM touched.party_id
          AND l.case_id IS NOT DISTINCT FROM touched.case_id) now_is
    WHERE (c.side = 0 AND now_is.balance <> 0 OR now_is.balance * c.side < 0)
      AND NOT (c.account = '021' AND NOT is_hard)
    ORDER BY c.account LIMIT 1;
  IF FOUND THEN
    PERFORM app.refuse_event('balance_refused', wrong);
  END IF;
  IF kind = 'budgeted' AND is_hard AND (SELECT sum(amount_cents)
      FROM public.bonds_leg WHERE municipality_id = app.tenant()
      AND bond_id = of_bond AND account = '020')
      > (terms->>'interest_total_cap')::bigint THEN
    PERFORM app.refuse_event('budget_exceeded', '020');
  END IF;
  IF kind = 'draw_received' AND (SELECT sum(amount_cents)
      FROM public.bonds_leg WHERE municipality_id = app.tenant()
      AND bond_id = of_bond AND case_id = of_case
      AND account IN ('100', '110', '111')) > (terms->>'case_cap')::bigint THEN
    PERFORM app.refuse_event('case_cap_exceeded', of_case::text);
  END IF;
  IF kind IN ('fell_due', 'ended') AND EXISTS (SELECT FROM public.bonds_leg l
      WHERE l.municipality_id = app.tenant() AND l.bond_id = of_bond
        AND l.case_id = of_case AND l.account IN ('022', '030', '031', '100')
      GROUP BY l.account, l.party_id HAVING sum(l.amount_cents) <> 0) THEN
    PERFORM app.refuse_event('unspent_money', of_case::text);
  END IF;
END
$$;

CREATE FUNCTION app.check_correction(reverses bigint, of_bond bigint, of_case bigint,
    legs jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  original public.bonds_event;
  is_mirror boolean;
BEGIN
  SELECT * INTO original FROM public.bonds_event e
    WHERE e.id = reverses AND e.bond_id = of_bond
      AND e.case_id IS NOT DISTINCT FROM of_case AND e.kind <> 'corrected';
  IF original.id IS NULL THEN
    PERFORM app.refuse_event('event_unknown', coalesce(reverses::text, ''));
  END IF;
  IF EXISTS (SELECT FROM public.bonds_event e WHERE e.reverses_id = reverses) THEN
    PERFORM app.refuse_event('already_corrected', reverses::text);
  END IF;
  IF EXISTS (SELECT FROM app.live_events(of_case) later
      WHERE later.follows_id = reverses) OR original.kind = 'started' AND EXISTS (
      SELECT FROM app.live_events(of_case) other WHERE other.id <> reverses) THEN
    PERFORM app.refuse_event('event_followed', reverses::text);
  END IF;
  SELECT NOT EXISTS (
    (SELECT account, -amount_cents, party_id, case_id FROM public.bonds_leg l
        JOIN public.bonds_ledgertransaction t ON t.id = l.transaction_id
        WHERE t.event_id = reverses
      EXCEPT ALL
      SELECT leg->>'account', (leg->>'amount')::bigint, (leg->>'party')::bigint,
        (leg->>'case')::bigint FROM jsonb_array_elements(legs) leg)
    UNION ALL
    (SELECT leg->>'account', (leg->>'amount')::bigint, (leg->>'party')::bigint,
        (leg->>'case')::bigint FROM jsonb_array_elements(legs) leg
      EXCEPT ALL
      SELECT account, -amount_cents, party_id, case_id FROM public.bonds_leg l
        JOIN public.bonds_ledgertransaction t ON t.id = l.transaction_id
        WHERE t.event_id = reverses)) INTO is_mirror;
  IF NOT is_mirror THEN
    PERFORM app.refuse_event('unbalanced', 'corrected');
  END IF;
END
$$;
"""

POST = """
CREATE FUNCTION app.post_event(request jsonb)
  RETURNS TABLE (event_id bigint, is_new boolean) LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  of_kind text := request->>'kind';
  of_bond bigint := (request->>'bond')::bigint;
  of_case bigint := (request->>'case')::bigint;
  by_user bigint := app.user_if_any();
  booked timestamptz := (request->>'booked_at')::timestamptz;
  booked_on date := (booked AT TIME ZONE 'Europe/Amsterdam')::date;
  valued_on date := (request->>'value_on')::date;
  line text := coalesce(request->>'bank_line', '');
  amount bigint := (request->>'amount')::bigint;
  follows bigint := (request->>'follows')::bigint;
  reversed bigint := (request->>'reverses')::bigint;
  event_facts jsonb := coalesce(request->'facts', '{}');
  event_legs jsonb := coalesce(request->'legs', '[]');
  ruled_by text := of_kind;
  earlier public.bonds_event;
  rule record;
  terms jsonb;
  last_sequence bigint;
  last_hash text;
  content text;
  moved bigint;
BEGIN
  IF by_user IS NULL OR by_user IS DISTINCT FROM (request->>'by')::bigint THEN
    PERFORM app.refuse_event('actor_unknown', coalesce(by_user::text, ''));
  END IF;
  IF NOT EXISTS (SELECT FROM bonds_bond b WHERE b.id = of_bond) THEN
    PERFORM app.refuse_event('bond_unknown', coalesce(of_bond::text, ''));
  END IF;
  PERFORM app.lock_bond(of_bond);

  SELECT * INTO earlier FROM bonds_event e WHERE e.municipality_id = app.tenant()
    AND e.source = request->>'source' AND e.client_key = (request->>'client_key')::uuid;
  IF FOUND THEN
    IF earlier.request_hash <> request->>'request_hash' THEN
      PERFORM app.refuse_event('key_reused', request->>'client_key');
    END IF;
    RETURN QUERY SELECT earlier.id, false;
    RETURN;
  END IF;

  IF of_kind = 'corrected' THEN
    PERFORM app.check_correction(reversed, of_bond, of_case, event_legs);
    SELECT e.kind INTO ruled_by FROM bonds_event e WHERE e.id = reversed;
  ELSIF reversed IS NOT NULL THEN
    PERFORM app.refuse_event('event_unknown', reversed::text);
  END IF;
  SELECT * INTO rule FROM app.bond_event_rules() r WHERE r.kind = ruled_by;
  IF rule.kind IS NULL OR rule.has_case <> (of_case IS NOT NULL) THEN
    PERFORM app.refuse_event('event_unknown', coalesce(of_kind, ''));
  END IF;
  IF NOT EXISTS (SELECT FROM tenancy_membership m
      WHERE m.municipality_id = app.tenant() AND m.user_id = by_user
        AND m.role = ANY (rule.roles) AND m.from_on <= booked_on
        AND (m.until_on IS NULL OR m.until_on >= booked_on)) THEN
    PERFORM app.refuse_event('role_refused', of_kind);
  END IF;
  IF valued_on IS NULL OR valued_on > booked_on THEN
    PERFORM app.refuse_event('day_in_future', 'value_on');
  END IF;
  IF of_kind <> 'corrected' AND rule.has_bank_line THEN
    IF line = '' THEN
      PERFORM app.refuse_event('bank_line_missing', of_kind);
    ELSIF EXISTS (SELECT FROM bonds_event e
        WHERE e.municipality_id = app.tenant() AND e.bond_id = of_bond
          AND e.bank_line = line AND NOT EXISTS (
            SELECT FROM bonds_event r WHERE r.reverses_id = e.id)) THEN
      PERFORM app.refuse_event('bank_line_used', line);
    END IF;
  ELSIF line <> '' THEN
    PERFORM app.refuse_event('event_unknown', of_kind || '/bank_line');
  END IF;
  SELECT v.canonical::jsonb INTO terms FROM bonds_contractversion v
    WHERE v.municipality_id = app.tenant() AND v.bond_id = of_bond
      AND v.effective_on <= valued_on ORDER BY v.version DESC LIMIT 1;
  IF terms IS NULL THEN
    PERFORM app.refuse_event('no_contract', valued_on::text);
  END IF;
  IF of_kind <> 'corrected' THEN
    IF of_case IS NOT NULL THEN
      PERFORM app.check_event_state(of_kind, of_case, follows, event_facts);
    END IF;
    PERFORM app.check_event_legs(of_kind, of_case, amount, event_legs);
  END IF;

  SELECT e.sequence, e.hash INTO last_sequence, last_hash FROM bonds_event e
    WHERE e.municipality_id = app.tenant() AND e.bond_id = of_bond
    ORDER BY e.sequence DESC LIMIT 1;
  last_sequence := coalesce(last_sequence, 0);
  last_hash := coalesce(last_hash, repeat('0', 64));
  content := jsonb_build_object(
    'municipality', app.tenant(), 'bond', of_bond, 'sequence', last_sequence + 1,
    'kind', of_kind, 'value_on', valued_on,
    'booked_at', to_char(booked AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    'by', by_user, 'case', of_case, 'amount', amount, 'bank_line', line,
    'follows', follows, 'reverses', reversed, 'facts', event_facts,
    'source', request->>'source', 'client_key', (request->>'client_key')::uuid,
    'request_hash', request->>'request_hash', 'legs', event_legs)::text;
  INSERT INTO bonds_event (bond_id, sequence, kind, value_on, booked_at, by_id,
      case_id, amount_cents, bank_line, follows_id, reverses_id, facts, source,
      client_key, request_hash, canonical, previous_hash, hash)
    VALUES (of_bond, last_sequence + 1, of_kind, valued_on, booked, by_user, of_case,
      amount, line, follows, reversed, event_facts, request->>'source',
      (request->>'client_key')::uuid, request->>'request_hash', content, last_hash,
      encode(sha256(convert_to(last_hash || content, 'UTF8')), 'hex'))
    RETURNING id INTO event_id;
  IF jsonb_array_length(event_legs) > 0 THEN
    INSERT INTO bonds_ledgertransaction (event_id, bond_id, value_on)
      VALUES (post_event.event_id, of_bond, valued_on) RETURNING id INTO moved;
    INSERT INTO bonds_leg (transaction_id, position, bond_id, account, amount_cents,
        party_id, case_id)
      SELECT moved, place, of_bond, leg->>'account', (leg->>'amount')::bigint,
        (leg->>'party')::bigint, (leg->>'case')::bigint
      FROM jsonb_array_elements(event_legs) WITH ORDINALITY AS given (leg, place);
  END IF;
  PERFORM app.check_event_balances(of_kind, of_bond, of_case, moved, terms);
  IF of_case IS NOT NULL THEN
    PERFORM app.check_event_duties(of_case);
  END IF;
  is_new := true;
  RETURN NEXT;
END
$$;

GRANT EXECUTE ON FUNCTION app.post_event(jsonb), app.lock_bond(bigint) TO sohos_app;
"""

WALLS = """
REVOKE INSERT ON bonds_event, bonds_ledgertransaction, bonds_leg FROM sohos_app;
ALTER TABLE bonds_contractversion ADD CONSTRAINT bonds_contractversion_hash
  CHECK (sha256 = encode(sha256(convert_to(canonical, 'UTF8')), 'hex'));

-- The caps stand in the contract, so a version is signed by an administrator in person.
CREATE FUNCTION app.check_signer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.signed_by_id IS DISTINCT FROM app.user_if_any() OR NOT EXISTS (
      SELECT FROM public.tenancy_membership m
      WHERE m.municipality_id = NEW.municipality_id AND m.user_id = NEW.signed_by_id
        AND m.role = 'functional_admin'
        AND m.from_on <= (NEW.signed_at AT TIME ZONE 'Europe/Amsterdam')::date
        AND (m.until_on IS NULL
          OR m.until_on >= (NEW.signed_at AT TIME ZONE 'Europe/Amsterdam')::date)) THEN
    PERFORM app.refuse_event('role_refused', 'contract');
  END IF;
  RETURN NEW;
END
$$;
GRANT EXECUTE ON FUNCTION app.check_signer(), app.refuse_event(text, text) TO sohos_app;
CREATE TRIGGER signed_in_person BEFORE INSERT ON bonds_contractversion
  FOR EACH ROW EXECUTE FUNCTION app.check_signer();

-- Whoever adds legs in whatever way: at the end they balance, memo and real apart.
CREATE FUNCTION app.check_transaction() RETURNS trigger LANGUAGE plpgsql
  SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
  outer_tenant text := current_setting('app.tenant', true);
  checked bigint[];
  is_wrong boolean;
BEGIN
  IF TG_TABLE_NAME = 'bonds_ledgertransaction' THEN
    checked := ARRAY[NEW.id];
  ELSE
    checked := ARRAY[NEW.transaction_id, OLD.transaction_id];
  END IF;
  PERFORM set_config('app.tenant',
    coalesce(NEW.municipality_id, OLD.municipality_id)::text, true);
  SELECT EXISTS (SELECT FROM bonds_ledgertransaction t
      LEFT JOIN bonds_leg l ON l.transaction_id = t.id
    WHERE t.id = ANY (checked) GROUP BY t.id
    HAVING count(l.id) < 2
      OR coalesce(sum(l.amount_cents) FILTER (WHERE l.account < '100'), 0) <> 0
      OR coalesce(sum(l.amount_cents) FILTER (WHERE l.account >= '100'), 0) <> 0
      OR bool_or(l.bond_id <> t.bond_id)) INTO is_wrong;
  PERFORM set_config('app.tenant', coalesce(outer_tenant, ''), true);
  IF is_wrong THEN
    PERFORM app.refuse_event('unbalanced', checked[1]::text);
  END IF;
  RETURN NULL;
END
$$;
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT OR UPDATE OR DELETE ON bonds_leg
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.check_transaction();
CREATE CONSTRAINT TRIGGER balanced AFTER INSERT ON bonds_ledgertransaction
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION app.check_transaction();
"""


class Migration(migrations.Migration):
    dependencies = [("bonds", "0001_initial"), ("kba", "0001_initial")]

    operations = [
        migrations.RunSQL(RULES),
        migrations.RunSQL(CHECKS),
        migrations.RunSQL(POST),
        migrations.RunSQL(WALLS),
        AppendOnly("contractversion"),
        AppendOnly("event"),
        AppendOnly("ledgertransaction"),
        AppendOnly("leg"),
    ]
