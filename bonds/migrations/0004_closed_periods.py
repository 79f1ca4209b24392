"""The ledger keeps its balances, closes months, splits transfers and may end early."""

from django.db import migrations

from sohos.tenancy.operations import AppendOnly

# As in 0002, with an early end of the contract and cases that are settled by it.
RULES = """
CREATE OR REPLACE FUNCTION app.bond_event_rules()
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
    '{105,225}', '{220,105}'),
  ('terminated', '{controller}', NULL, false, false, NULL, '{}', '{}'),
  ('settled_early', '{controller}', 'accepted', true, false, NULL,
    '{120,200,121,031,022,021}', '{110,111,201,210,030,023,021}')
$$;

CREATE FUNCTION app.is_clawed_back(settlement bigint, of_case bigint) RETURNS boolean
  LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM app.live_events(of_case) e
    WHERE e.kind = 'clawed_back' AND e.follows_id = settlement)
$$;
"""

CHECKS = """
CREATE OR REPLACE FUNCTION app.check_event_state(kind text, of_case bigint, follows bigint,
    facts jsonb) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  has_started boolean;
  is_due boolean;
  is_ended boolean;
  is_pending boolean;
  signed jsonb;
BEGIN
  SELECT coalesce(bool_or(e.kind = 'started'), false),
      count(*) FILTER (WHERE e.kind IN ('fell_due', 'settled_early'))
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
  IF kind IN ('fell_due', 'settled_early', 'ended') AND is_pending THEN
    PERFORM app.refuse_event('draw_pending', of_case::text);
  END IF;
  IF kind = 'clawed_back' AND NOT (is_due AND EXISTS (
      SELECT FROM app.live_events(of_case) e
      WHERE e.id = follows AND e.kind = 'fell_due'
        AND NOT app.is_clawed_back(e.id, of_case))) THEN
    PERFORM app.refuse_event('transition_refused', 'started/clawed_back');
  END IF;
  IF kind = 'fell_due' AND EXISTS (SELECT FROM app.live_events(of_case) e
      WHERE e.kind = 'fell_due' AND e.facts->>'sha256' = check_event_state.facts->>'sha256'
        AND app.is_clawed_back(e.id, of_case)) THEN
    PERFORM app.refuse_event('kba_clawed_back', facts->>'sha256');
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

CREATE OR REPLACE FUNCTION app.check_correction(reverses bigint, of_bond bigint, of_case bigint,
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
  IF EXISTS (SELECT FROM public.bonds_event later
      WHERE later.municipality_id = app.tenant() AND later.follows_id = reverses
        AND NOT EXISTS (SELECT FROM public.bonds_event r
          WHERE r.municipality_id = app.tenant() AND r.reverses_id = later.id))
      OR original.kind IN ('paid', 'clawed_back') AND EXISTS (
      SELECT FROM app.live_events(of_case) later
      WHERE later.kind IN ('clawed_back', 'fell_due', 'settled_early', 'ended')
        AND later.sequence > original.sequence)
      OR original.kind = 'started' AND EXISTS (
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

-- One transfer may pay several cases: then each part names the whole of the line, is of
-- another case, and together they are no more than that.
CREATE FUNCTION app.check_bank_line(kind text, of_bond bigint, of_case bigint,
    valued_on date, line text, amount bigint, facts jsonb) RETURNS void
  LANGUAGE plpgsql AS $$
DECLARE
  whole bigint := (facts->>'line_total')::bigint;
  is_used boolean;
  booked bigint;
BEGIN
  IF line = '' THEN
    PERFORM app.refuse_event('bank_line_missing', kind);
  END IF;
  IF whole IS NOT NULL AND kind <> 'paid' THEN
    PERFORM app.refuse_event('event_unknown', kind || '/line_total');
  END IF;
  SELECT coalesce(bool_or(whole IS NULL OR e.kind <> 'paid' OR e.case_id = of_case
        OR e.value_on <> valued_on
        OR (e.facts->>'line_total')::bigint IS DISTINCT FROM whole), false),
      coalesce(sum(e.amount_cents), 0)
    INTO is_used, booked FROM public.bonds_event e
    WHERE e.municipality_id = app.tenant() AND e.bond_id = of_bond
      AND e.bank_line = line AND NOT EXISTS (SELECT FROM public.bonds_event r
        WHERE r.municipality_id = app.tenant() AND r.reverses_id = e.id);
  IF is_used THEN
    PERFORM app.refuse_event('bank_line_used', line);
  ELSIF booked + amount > whole THEN
    PERFORM app.refuse_event('bank_line_exceeded', line);
  END IF;
END
$$;

-- After an early end nothing new is lent; cases are settled early only as it was agreed.
CREATE FUNCTION app.check_termination(kind text, of_bond bigint, follows bigint)
  RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  ended record;
BEGIN
  IF kind NOT IN ('started', 'draw_requested', 'settled_early', 'terminated') THEN
    RETURN;
  END IF;
  SELECT e.id, e.facts->>'treatment' AS treatment INTO ended
    FROM public.bonds_event e
    WHERE e.municipality_id = app.tenant() AND e.bond_id = of_bond
      AND e.kind = 'terminated' AND NOT EXISTS (SELECT FROM public.bonds_event r
        WHERE r.municipality_id = app.tenant() AND r.reverses_id = e.id);
  IF kind = 'settled_early' THEN
    IF ended.id IS DISTINCT FROM follows OR ended.treatment = 'run_off' THEN
      PERFORM app.refuse_event('not_terminated', of_bond::text);
    END IF;
  ELSIF ended.id IS NOT NULL THEN
    PERFORM app.refuse_event('bond_terminated', of_bond::text);
  END IF;
END
$$;

-- Adds what was just posted to the balances; none of them may be on the wrong side.
CREATE FUNCTION app.keep_balances(of_bond bigint, moved bigint, is_hard boolean)
  RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  wrong text;
BEGIN
  WITH kept AS (
    INSERT INTO public.bonds_balance AS b
        (bond_id, account, party_id, case_id, amount_cents)
      SELECT of_bond, l.account, l.party_id, l.case_id, sum(l.amount_cents)
        FROM public.bonds_leg l
        WHERE l.municipality_id = app.tenant() AND l.transaction_id = moved
        GROUP BY l.account, l.party_id, l.case_id
    ON CONFLICT (municipality_id, bond_id, account, party_id, case_id)
      DO UPDATE SET amount_cents = b.amount_cents + excluded.amount_cents
    RETURNING b.account, b.amount_cents)
  SELECT kept.account INTO wrong FROM kept JOIN app.bond_chart() c USING (account)
    WHERE (c.side = 0 AND kept.amount_cents <> 0 OR kept.amount_cents * c.side < 0)
      AND NOT (c.account = '021' AND NOT is_hard)
    ORDER BY kept.account LIMIT 1;
  IF FOUND THEN
    PERFORM app.refuse_event('balance_refused', wrong);
  END IF;
END
$$;

CREATE FUNCTION app.case_has_balance(of_bond bigint, of_case bigint, accounts text[])
  RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM public.bonds_balance b
    WHERE b.municipality_id = app.tenant() AND b.bond_id = of_bond
      AND b.case_id = of_case AND b.account = ANY (accounts) AND b.amount_cents <> 0)
$$;

DROP FUNCTION app.check_event_balances(text, bigint, bigint, bigint, jsonb);
-- Runs after the balances are kept: the caps of the contract, and what has to be zero.
CREATE FUNCTION app.check_event_balances(kind text, of_bond bigint, of_case bigint,
    terms jsonb) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF kind = 'budgeted' AND (terms->>'interest_total_is_hard')::boolean
      AND (SELECT sum(amount_cents) FROM public.bonds_balance
        WHERE municipality_id = app.tenant() AND bond_id = of_bond
          AND account = '020') > (terms->>'interest_total_cap')::bigint THEN
    PERFORM app.refuse_event('budget_exceeded', '020');
  END IF;
  IF kind = 'draw_received' AND (SELECT sum(amount_cents) FROM public.bonds_balance
      WHERE municipality_id = app.tenant() AND bond_id = of_bond
        AND case_id = of_case AND account IN ('100', '110', '111'))
      > (terms->>'case_cap')::bigint THEN
    PERFORM app.refuse_event('case_cap_exceeded', of_case::text);
  END IF;
  IF kind IN ('fell_due', 'settled_early', 'ended')
      AND app.case_has_balance(of_bond, of_case, '{022,030,031,100}') THEN
    PERFORM app.refuse_event('unspent_money', of_case::text);
  END IF;
  IF kind = 'clawed_back'
      AND app.case_has_balance(of_bond, of_case, '{120,121,130}') THEN
    PERFORM app.refuse_event('transition_refused', 'due/clawed_back');
  END IF;
END
$$;
"""

POST = """
CREATE OR REPLACE FUNCTION app.post_event(request jsonb)
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
  closed_through date;
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
  SELECT max(p.through_on) INTO closed_through FROM bonds_periodclosing p
    WHERE p.municipality_id = app.tenant() AND p.bond_id = of_bond;
  IF valued_on <= closed_through THEN
    PERFORM app.refuse_event('period_closed', closed_through::text);
  END IF;
  IF of_kind <> 'corrected' AND rule.has_bank_line THEN
    PERFORM app.check_bank_line(of_kind, of_bond, of_case, valued_on, line, amount,
      event_facts);
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
    PERFORM app.check_termination(of_kind, of_bond, follows);
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
  PERFORM app.keep_balances(of_bond, moved,
    (terms->>'interest_total_is_hard')::boolean);
  PERFORM app.check_event_balances(of_kind, of_bond, of_case, terms);
  IF of_case IS NOT NULL THEN
    PERFORM app.check_event_duties(of_case);
  END IF;
  is_new := true;
  RETURN NEXT;
END
$$;
"""

WALLS = """
-- Kept by the function that posts, and by nothing else; the verifier adds it all up.
REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON bonds_balance FROM sohos_app;
ALTER TABLE bonds_balance SET (fillfactor = 70);
INSERT INTO bonds_balance
    (municipality_id, bond_id, account, party_id, case_id, amount_cents)
  SELECT municipality_id, bond_id, account, party_id, case_id, sum(amount_cents)
  FROM bonds_leg GROUP BY municipality_id, bond_id, account, party_id, case_id;

-- A month is closed by a controller in person, once, at the end of the chain as it is.
CREATE FUNCTION app.check_closing() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  closed_on date := (NEW.closed_at AT TIME ZONE 'Europe/Amsterdam')::date;
  last record;
BEGIN
  PERFORM app.lock_bond(NEW.bond_id);
  IF NEW.closed_by_id IS DISTINCT FROM app.user_if_any() OR NOT EXISTS (
      SELECT FROM public.tenancy_membership m
      WHERE m.municipality_id = NEW.municipality_id AND m.user_id = NEW.closed_by_id
        AND m.role = 'controller' AND m.from_on <= closed_on
        AND (m.until_on IS NULL OR m.until_on >= closed_on)) THEN
    PERFORM app.refuse_event('role_refused', 'closing');
  END IF;
  IF NEW.through_on >= closed_on OR extract(day FROM NEW.through_on + 1) <> 1 THEN
    PERFORM app.refuse_event('month_not_over', NEW.through_on::text);
  END IF;
  IF EXISTS (SELECT FROM public.bonds_periodclosing p
      WHERE p.municipality_id = NEW.municipality_id AND p.bond_id = NEW.bond_id
        AND p.through_on >= NEW.through_on) THEN
    PERFORM app.refuse_event('period_closed', NEW.through_on::text);
  END IF;
  SELECT coalesce(max(e.sequence), 0) AS sequence INTO last FROM public.bonds_event e
    WHERE e.municipality_id = NEW.municipality_id AND e.bond_id = NEW.bond_id;
  IF NEW.sequence <> last.sequence
      OR NOT app.is_head(NEW.bond_id, NEW.sequence, NEW.hash) THEN
    PERFORM app.refuse_event('head_unknown', NEW.sequence::text);
  END IF;
  RETURN NEW;
END
$$;

CREATE FUNCTION app.is_head(of_bond bigint, of_sequence bigint, of_hash text)
  RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT CASE of_sequence WHEN 0 THEN of_hash = repeat('0', 64)
    ELSE EXISTS (SELECT FROM public.bonds_event e
      WHERE e.municipality_id = app.tenant() AND e.bond_id = of_bond
        AND e.sequence = of_sequence AND e.hash = of_hash) END
$$;

CREATE FUNCTION app.check_head() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NOT app.is_head(NEW.bond_id, NEW.sequence, NEW.hash) THEN
    PERFORM app.refuse_event('head_unknown', NEW.sequence::text);
  END IF;
  RETURN NEW;
END
$$;
GRANT EXECUTE ON FUNCTION app.check_closing(), app.check_head(),
  app.is_head(bigint, bigint, text) TO sohos_app;
CREATE TRIGGER closed_in_person BEFORE INSERT ON bonds_periodclosing
  FOR EACH ROW EXECUTE FUNCTION app.check_closing();
CREATE TRIGGER head_of_the_chain BEFORE INSERT ON bonds_ledgerhead
  FOR EACH ROW EXECUTE FUNCTION app.check_head();
"""


class Migration(migrations.Migration):
    dependencies = [("bonds", "0003_balances"), ("kba", "0001_initial")]

    operations = [
        migrations.RunSQL(RULES),
        migrations.RunSQL(CHECKS),
        migrations.RunSQL(POST),
        migrations.RunSQL(WALLS),
        AppendOnly("periodclosing"),
        AppendOnly("ledgerhead"),
    ]
