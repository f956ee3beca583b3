/**
 * `economics.reserve_tokens`, second form: with deadlines and spending limits. Sets tokens aside for any number of runs
 * at once. Parallel arrays: transfer ids, run ids, owners, amounts in tokens; then tenant, who asks, studio time, and
 * when the reservations end by themselves. Locks the wallets first, in id order (inserting first deadlocks; two batches
 * over the same wallets cannot). One row per item, in the order given: POSTED · REPEATED (same id, same payload) ·
 * CONFLICT (same id or run, other payload) · INSUFFICIENT with what is missing · OVER_BUDGET with what is beyond the
 * owner's limit. The fast path admits the whole batch with two inserts and one update when everything fits and nobody
 * has a limit; otherwise items are decided one by one in their order.
 */
export const RESERVE_WITH_LIMITS = `
drop function economics.reserve_tokens(uuid[], uuid[], uuid[], bigint[], uuid, uuid, timestamptz);
create function economics.reserve_tokens(
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
       select 1 from unnest(_owners, _amounts) u (owner, amount)
       left join economics.wallet w on w.tenant_id = _tenant and w.owner_id = u.owner
       group by u.owner, w.id, w.available_tokens
       having w.id is null or sum(u.amount) > w.available_tokens)
     and not exists (
       select 1 from economics.ledger_transfer t where t.id = any (_ids))
     -- Limits are counted item by item.
     and not exists (
       select 1 from economics.spending_limit l where l.tenant_id = _tenant and l.owner_id = any (_owners))
     -- A question of its own: joined by "or", neither index would be used.
     and not exists (
       select 1 from economics.ledger_transfer t where t.kind = 'RESERVE' and t.run_id = any (_run_ids))
     and (select count(distinct i) = cardinality(_ids) from unnest(_ids) i)
     and (select count(distinct i) = cardinality(_run_ids) from unnest(_run_ids) i)
  then
    begin
      insert into economics.ledger_transfer (id, kind, debit_account_id, credit_account_id, amount_tokens,
          wallet_id, owner_id, tenant_id, run_id, reason, created_at, created_by)
        select u.id, 'RESERVE', w.id, w.hold_id, u.amount, w.id, u.owner, _tenant, u.run_id, 'reserved for a run', _at, _by
        from unnest(_ids, _run_ids, _owners, _amounts) with ordinality u (id, run_id, owner, amount, place)
        join economics.wallet w on w.tenant_id = _tenant and w.owner_id = u.owner
        order by u.place;
      insert into economics.open_reservation (reservation_id, owner_id, tenant_id, run_id, amount_tokens, expires_at, created_at)
        select u.id, u.owner, _tenant, u.run_id, u.amount, _expires_at, _at
        from unnest(_ids, _run_ids, _owners, _amounts) u (id, run_id, owner, amount);
      update economics.wallet w
        set available_tokens = w.available_tokens - s.amount, held_tokens = w.held_tokens + s.amount,
            version = w.version + 1, updated_at = _at
        from (select u.owner, sum(u.amount)::bigint as amount from unnest(_owners, _amounts) u (owner, amount) group by u.owner) s
        where w.tenant_id = _tenant and w.owner_id = s.owner;
      return query select u.id, 'POSTED', 0::bigint from unnest(_ids) with ordinality u (id, place) order by u.place;
      return;
    exception when unique_violation then
      -- Another wallet took one of the ids meanwhile: decide one by one.
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
