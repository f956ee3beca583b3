/**
 * `economics.top_up_tokens`: grants tokens to an existing wallet. POSTED · REPEATED · CONFLICT · NOT_FOUND
 * (no wallet) · OVER_LIMIT (the wallet would exceed 1,000,000,000 tokens). Locks the wallet first.
 */
const TOP_UP = `
create function economics.top_up_tokens(
  _id uuid, _owner uuid, _amount bigint, _reason text, _tenant uuid, _by uuid, _at timestamptz
) returns text language plpgsql as $$
declare
  target economics.wallet;
  earlier economics.ledger_transfer;
begin
  select * into target from economics.wallet w where w.tenant_id = _tenant and w.owner_id = _owner for no key update;
  if not found then return 'NOT_FOUND'; end if;
  select * into earlier from economics.ledger_transfer t where t.id = _id;
  if found then
    return case when (earlier.kind, earlier.owner_id, earlier.amount_tokens, earlier.reason) = ('TOP_UP', _owner, _amount, _reason)
                then 'REPEATED' else 'CONFLICT' end;
  end if;
  if target.available_tokens + target.held_tokens + _amount > 1000000000 then return 'OVER_LIMIT'; end if;
  begin
    insert into economics.ledger_transfer (id, kind, debit_account_id, credit_account_id, amount_tokens,
        wallet_id, owner_id, tenant_id, reason, created_at, created_by)
      select _id, 'TOP_UP', s.id, target.id, _amount, target.id, _owner, _tenant, _reason, _at, _by
      from economics.system_account s where s.tenant_id = _tenant and s.kind = 'ISSUANCE';
    if not found then raise exception 'tenant % has no issuance account', _tenant; end if;
  exception when unique_violation then
    return 'CONFLICT';
  end;
  update economics.wallet w set available_tokens = w.available_tokens + _amount, version = w.version + 1, updated_at = _at
    where w.id = target.id;
  return 'POSTED';
end $$;
`;

/**
 * `economics.settle_reservation`: ends a reservation, once: consumes `_amount` and releases the rest, or releases
 * all of it when `_amount` is 0. `_rest_id` names the transfer of the rest. POSTED · REPEATED · CONFLICT ·
 * NOT_FOUND · ALREADY_SETTLED (by another id) · OVER_LIMIT (more than was reserved). Locks the wallet first.
 */
const SETTLE = `
create function economics.settle_reservation(
  _id uuid, _rest_id uuid, _reservation uuid, _amount bigint, _reason text, _tenant uuid, _by uuid, _at timestamptz
) returns table (code text, consumed_tokens bigint, released_tokens bigint) language plpgsql as $$
declare
  reserved economics.ledger_transfer;
  earlier economics.ledger_transfer;
  target economics.wallet;
  rest bigint;
begin
  select * into reserved from economics.ledger_transfer t
    where t.id = _reservation and t.kind = 'RESERVE' and t.tenant_id = _tenant;
  if not found then return query select 'NOT_FOUND', 0::bigint, 0::bigint; return; end if;
  select * into target from economics.wallet w where w.id = reserved.wallet_id for no key update;
  rest := reserved.amount_tokens - _amount;
  select * into earlier from economics.ledger_transfer t where t.id = _id;
  if found then
    if earlier.reservation_id = _reservation and earlier.settles
       and earlier.kind = (case when _amount = 0 then 'RELEASE' else 'CONSUME' end)
       and (_amount = 0 or earlier.amount_tokens = _amount) then
      return query select 'REPEATED', _amount, rest;
    else
      return query select 'CONFLICT', 0::bigint, 0::bigint;
    end if;
    return;
  end if;
  if exists (select 1 from economics.ledger_transfer t where t.reservation_id = _reservation and t.settles) then
    return query select 'ALREADY_SETTLED', 0::bigint, 0::bigint; return;
  end if;
  if _amount < 0 or rest < 0 then return query select 'OVER_LIMIT', 0::bigint, 0::bigint; return; end if;
  if _amount > 0 then
    insert into economics.ledger_transfer (id, kind, debit_account_id, credit_account_id, amount_tokens,
        wallet_id, owner_id, tenant_id, reservation_id, settles, run_id, reason, created_at, created_by)
      select _id, 'CONSUME', target.hold_id, s.id, _amount, target.id, target.owner_id, _tenant, _reservation, true,
        reserved.run_id, _reason, _at, _by
      from economics.system_account s where s.tenant_id = _tenant and s.kind = 'REVENUE';
    if not found then raise exception 'tenant % has no revenue account', _tenant; end if;
  end if;
  if _amount = 0 or rest > 0 then
    insert into economics.ledger_transfer (id, kind, debit_account_id, credit_account_id, amount_tokens,
        wallet_id, owner_id, tenant_id, reservation_id, settles, run_id, reason, created_at, created_by)
      values (case when _amount = 0 then _id else _rest_id end, 'RELEASE', target.hold_id, target.id, rest, target.id,
        target.owner_id, _tenant, _reservation, _amount = 0, reserved.run_id, _reason, _at, _by);
  end if;
  update economics.wallet w
    set available_tokens = w.available_tokens + rest, held_tokens = w.held_tokens - reserved.amount_tokens,
        version = w.version + 1, updated_at = _at
    where w.id = target.id;
  delete from economics.open_reservation o where o.reservation_id = _reservation;
  perform economics.give_back_to_limits(_tenant, target.owner_id, reserved.created_at, rest);
  return query select 'POSTED', _amount, rest;
end $$;
`;

/**
 * `economics.refund_tokens`: gives consumed tokens back, at most what was consumed over all refunds.
 * POSTED · REPEATED · CONFLICT · NOT_FOUND (nothing was consumed) · OVER_LIMIT. Locks the wallet first.
 */
const REFUND = `
create function economics.refund_tokens(
  _id uuid, _reservation uuid, _amount bigint, _reason text, _tenant uuid, _by uuid, _at timestamptz
) returns text language plpgsql as $$
declare
  consumed economics.ledger_transfer;
  earlier economics.ledger_transfer;
  refunded bigint;
begin
  select * into consumed from economics.ledger_transfer t
    where t.reservation_id = _reservation and t.kind = 'CONSUME' and t.tenant_id = _tenant;
  if not found then return 'NOT_FOUND'; end if;
  perform 1 from economics.wallet w where w.id = consumed.wallet_id for no key update;
  select * into earlier from economics.ledger_transfer t where t.id = _id;
  if found then
    return case when (earlier.kind, earlier.reservation_id, earlier.amount_tokens) = ('REFUND', _reservation, _amount)
                then 'REPEATED' else 'CONFLICT' end;
  end if;
  select coalesce(sum(t.amount_tokens), 0) into refunded from economics.ledger_transfer t
    where t.reservation_id = _reservation and t.kind = 'REFUND';
  if _amount <= 0 or refunded + _amount > consumed.amount_tokens then return 'OVER_LIMIT'; end if;
  insert into economics.ledger_transfer (id, kind, debit_account_id, credit_account_id, amount_tokens,
      wallet_id, owner_id, tenant_id, reservation_id, run_id, reason, created_at, created_by)
    values (_id, 'REFUND', consumed.credit_account_id, consumed.wallet_id, _amount, consumed.wallet_id, consumed.owner_id,
      _tenant, _reservation, consumed.run_id, _reason, _at, _by);
  update economics.wallet w set available_tokens = w.available_tokens + _amount, version = w.version + 1, updated_at = _at
    where w.id = consumed.wallet_id;
  perform economics.give_back_to_limits(_tenant, consumed.owner_id,
    (select r.created_at from economics.ledger_transfer r where r.id = _reservation), _amount);
  return 'POSTED';
end $$;
`;

export const SETTLE_FUNCTIONS = `${TOP_UP}${SETTLE}${REFUND}`;
