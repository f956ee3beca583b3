/** `economics.settle_reservation` and `economics.refund_tokens` as before, with deadlines and spending limits. */
export const SETTLE_WITH_LIMITS = `
create or replace function economics.settle_reservation(
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

create or replace function economics.refund_tokens(
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
