/**
 * `economics.reserve_tokens`: sets tokens aside for any number of runs at once. Parallel arrays: transfer ids, run ids,
 * owners, amounts in tokens; then tenant, who asks, studio time, and when the reservations end by themselves. Locks the
 * wallets first, in id order (inserting first deadlocks; two batches over the same wallets cannot); limits of their owners
 * are read and changed under those locks. One row, with its place from 1, per item that was not posted: REPEATED (same id,
 * same payload) · CONFLICT (same id or run, other payload) · INSUFFICIENT with what is missing · OVER_BUDGET with what is
 * beyond the owner's limit. Zero rows: all are posted.
 *
 * The fast path books the whole batch with one statement when everything fits balances and limits. That an id or a run is
 * known already is told by the unique indexes, which are asked anyway: then, and when something does not fit, items are
 * decided one by one in their order.
 */
export const RESERVE_FUNCTION = `
create function economics.reserve_tokens(
  _ids uuid[], _run_ids uuid[], _owners uuid[], _amounts bigint[], _tenant uuid, _by uuid, _at timestamptz,
  _expires_at timestamptz
) returns table (place bigint, code text, missing_tokens bigint) language plpgsql as $$
#variable_conflict use_column
declare
  item record;
  earlier economics.ledger_transfer;
  held_by economics.wallet;
  is_limited boolean;
  over bigint;
begin
  perform 1 from economics.wallet w where w.tenant_id = _tenant and w.owner_id = any (_owners)
    order by w.id for no key update;

  is_limited := exists (select 1 from economics.spending_limit l where l.tenant_id = _tenant and l.owner_id = any (_owners));
  if is_limited then
    update economics.spending_limit l
      set period_start = economics.limit_period_start(l.period, _at), spent_tokens = 0
      where l.tenant_id = _tenant and l.owner_id = any (_owners)
        and l.period_start < economics.limit_period_start(l.period, _at);
  end if;

  if not exists (
    select 1
    from (select u.owner, sum(u.amount) as amount from unnest(_owners, _amounts) u (owner, amount) group by u.owner) s
    left join economics.wallet w on w.tenant_id = _tenant and w.owner_id = s.owner
    where w.id is null or s.amount > w.available_tokens
      or is_limited and exists (
        select 1 from economics.spending_limit l
        where l.tenant_id = _tenant and l.owner_id = s.owner and l.spent_tokens + s.amount > l.limit_tokens))
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
      if is_limited then
        update economics.spending_limit l set spent_tokens = l.spent_tokens + s.amount
          from (select u.owner, sum(u.amount)::bigint as amount from unnest(_owners, _amounts) u (owner, amount) group by u.owner) s
          where l.tenant_id = _tenant and l.owner_id = s.owner;
      end if;
      return;
    exception when unique_violation then
      -- Nothing of the batch is booked: decide one by one.
      null;
    end;
  end if;

  for item in
    select u.* from unnest(_ids, _run_ids, _owners, _amounts) with ordinality u (id, run_id, owner, amount, place) order by u.place
  loop
    place := item.place;
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
    exception when unique_violation then
      code := 'CONFLICT';
      return next;
    end;
  end loop;
end $$;
`;
