/**
 * `economics.reserve_tokens`, third form: answers as the second one did, with fewer statements per batch. The fast path
 * books the whole batch with one statement when everything fits and nobody has a limit. That an id or a run is known
 * already is told by the unique indexes, which are asked anyway: then items are decided one by one in their order.
 */
const RESERVE = `
create or replace function economics.reserve_tokens(
  _ids uuid[], _run_ids uuid[], _owners uuid[], _amounts bigint[], _tenant uuid, _by uuid, _at timestamptz,
  _expires_at timestamptz
) returns table (transfer_id uuid, code text, missing_tokens bigint) language plpgsql as $$
#variable_conflict use_column
declare
  item record;
  earlier economics.ledger_transfer;
  held_by economics.wallet;
  over bigint;
begin
  perform 1 from economics.wallet w where w.tenant_id = _tenant and w.owner_id = any (_owners)
    order by w.id for no key update;

  if not exists (
    select 1
    from (select u.owner, sum(u.amount) as amount from unnest(_owners, _amounts) u (owner, amount) group by u.owner) s
    left join economics.wallet w on w.tenant_id = _tenant and w.owner_id = s.owner
    where w.id is null or s.amount > w.available_tokens
      -- Limits are counted item by item.
      or exists (select 1 from economics.spending_limit l where l.tenant_id = _tenant and l.owner_id = s.owner))
  then
    begin
      with asked as materialized (
        select u.id, u.run_id, u.amount, u.place, w.id as wallet_id, w.hold_id, w.owner_id
        from unnest(_ids, _run_ids, _owners, _amounts) with ordinality u (id, run_id, owner, amount, place)
        join economics.wallet w on w.tenant_id = _tenant and w.owner_id = u.owner
      ), booked as (
        insert into economics.ledger_transfer (id, kind, debit_account_id, credit_account_id, amount_tokens,
            wallet_id, owner_id, tenant_id, run_id, reason, created_at, created_by)
          select a.id, 'RESERVE', a.wallet_id, a.hold_id, a.amount, a.wallet_id, a.owner_id, _tenant, a.run_id,
            'reserved for a run', _at, _by
          from asked a order by a.place
      ), opened as (
        insert into economics.open_reservation (reservation_id, owner_id, tenant_id, run_id, amount_tokens, expires_at, created_at)
          select a.id, a.owner_id, _tenant, a.run_id, a.amount, _expires_at, _at from asked a
      )
      update economics.wallet w
        set available_tokens = w.available_tokens - s.amount, held_tokens = w.held_tokens + s.amount,
            version = w.version + 1, updated_at = _at
        from (select a.wallet_id, sum(a.amount)::bigint as amount from asked a group by a.wallet_id) s
        where w.id = s.wallet_id;
      return query select u.id, 'POSTED', 0::bigint from unnest(_ids) with ordinality u (id, place) order by u.place;
      return;
    exception when unique_violation then
      -- Nothing of the batch is booked: decide one by one.
      null;
    end;
  end if;

  for item in
    select u.* from unnest(_ids, _run_ids, _owners, _amounts) with ordinality u (id, run_id, owner, amount, place) order by u.place
  loop
    transfer_id := item.id;
    missing_tokens := 0;
    select * into earlier from economics.ledger_transfer t where t.id = item.id;
    if found then
      code := case when (earlier.kind, earlier.owner_id, earlier.amount_tokens) = ('RESERVE', item.owner, item.amount)
                    and earlier.run_id is not distinct from item.run_id
                   then 'REPEATED' else 'CONFLICT' end;
      return next;
      continue;
    end if;
    select * into held_by from economics.wallet w where w.tenant_id = _tenant and w.owner_id = item.owner;
    if held_by.id is null or held_by.available_tokens < item.amount then
      code := 'INSUFFICIENT';
      missing_tokens := item.amount - coalesce(held_by.available_tokens, 0);
      return next;
      continue;
    end if;
    update economics.spending_limit l
      set period_start = economics.limit_period_start(l.period, _at), spent_tokens = 0
      where l.tenant_id = _tenant and l.owner_id = item.owner
        and l.period_start < economics.limit_period_start(l.period, _at);
    select max(l.spent_tokens + item.amount - l.limit_tokens) into over
      from economics.spending_limit l where l.tenant_id = _tenant and l.owner_id = item.owner;
    if over > 0 then
      code := 'OVER_BUDGET';
      missing_tokens := over;
      return next;
      continue;
    end if;
    begin
      insert into economics.ledger_transfer (id, kind, debit_account_id, credit_account_id, amount_tokens,
          wallet_id, owner_id, tenant_id, run_id, reason, created_at, created_by)
        values (item.id, 'RESERVE', held_by.id, held_by.hold_id, item.amount, held_by.id, item.owner, _tenant,
          item.run_id, 'reserved for a run', _at, _by);
      insert into economics.open_reservation (reservation_id, owner_id, tenant_id, run_id, amount_tokens, expires_at, created_at)
        values (item.id, item.owner, _tenant, item.run_id, item.amount, _expires_at, _at);
      update economics.spending_limit l set spent_tokens = l.spent_tokens + item.amount
        where l.tenant_id = _tenant and l.owner_id = item.owner;
      update economics.wallet w
        set available_tokens = w.available_tokens - item.amount, held_tokens = w.held_tokens + item.amount,
            version = w.version + 1, updated_at = _at
        where w.id = held_by.id;
      code := 'POSTED';
    exception when unique_violation then
      code := 'CONFLICT';
    end;
    return next;
  end loop;
end $$;
`;

/**
 * The wallets that transfers name, checked once per statement instead of once per row: a batch on a hot wallet is many
 * rows that name the same one. Sound because a wallet can never go: it refuses to be deleted or named anew. Each wallet is looked up by its key (lateral, no sequential scan): a plan that was
 * made when a table was young would read all of it for ever after.
 */
const WALLET_REFERENCES = `
create function economics.require_wallets() returns trigger language plpgsql set enable_seqscan = off as $$
declare
  missing uuid;
begin
  select a.wallet_id into missing from (select distinct wallet_id from added) a
    left join lateral (select w.id from economics.wallet w where w.id = a.wallet_id limit 1) w on true
    where w.id is null limit 1;
  if found then
    raise exception 'there is no wallet %', missing using errcode = 'foreign_key_violation';
  end if;
  return null;
end $$;
create trigger ledger_transfer_wallets after insert on economics.ledger_transfer
  referencing new table as added for each statement execute function economics.require_wallets();
alter table economics.ledger_transfer drop constraint ledger_transfer_wallet_id_fkey;

create function economics.keep_wallet() returns trigger language plpgsql as $$
begin
  raise exception 'the ledger names wallet %: it can be neither deleted nor named anew', old.id using errcode = 'restrict_violation';
end $$;
create trigger wallet_kept before delete on economics.wallet for each row execute function economics.keep_wallet();
create trigger wallet_no_truncate before truncate on economics.wallet
  for each statement execute function economics.refuse_change();
create trigger wallet_id_kept before update of id on economics.wallet for each row execute function economics.keep_wallet();
`;

/**
 * Ascending, and read backwards: entries of a busy wallet are added at the right of their pages, which PostgreSQL then
 * leaves full; at the left every page is split in halves.
 */
const OF_WALLET = `
drop index economics.ledger_transfer_of_wallet;
create index ledger_transfer_of_wallet on economics.ledger_transfer (wallet_id, sequence);
`;

export const RESERVE_IN_BATCHES = `${RESERVE}${WALLET_REFERENCES}${OF_WALLET}`;
