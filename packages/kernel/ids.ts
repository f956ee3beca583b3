import { v7, validate } from 'uuid';

/** A new UUIDv7 (RFC 9562 §5.7): time-ordered, so indexes stay compact. */
export function newId(): string {
  return v7();
}

/** True for any textual UUID. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && validate(value);
}

/** The tenant that everything belongs to until a second one is created. */
export const DEFAULT_TENANT_ID = '00000000-0000-7000-8000-000000000001';

/** The platform itself, as owner of house clips and actor of background work. */
export const SYSTEM_SUBJECT_ID = '00000000-0000-7000-8000-000000000002';
