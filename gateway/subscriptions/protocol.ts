import type { GraphRequest } from '../execution/operation-gate.ts';

/** Subprotocol of graphql-ws; its PROTOCOL.md is what this folder speaks. */
export const SUBPROTOCOL = 'graphql-transport-ws';

/** Close codes of the protocol, and 1001 of RFC 6455. */
export const CLOSE = {
  goingAway: 1001,
  internalError: 4500,
  badRequest: 4400,
  unauthorized: 4401,
  forbidden: 4403,
  badSubprotocol: 4406,
  initTimeout: 4408,
  subscriberExists: 4409,
  tooManyInits: 4429,
} as const;

/** What a client may send. */
export type ClientMessage =
  | { type: 'connection_init'; payload: Readonly<Record<string, unknown>> }
  | { type: 'ping' | 'pong'; payload: unknown }
  | { type: 'subscribe'; id: string; payload: GraphRequest }
  | { type: 'complete'; id: string };

/** @returns null for what is not a message of the protocol */
export function readMessage(text: string): ClientMessage | null {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return null;
  }
  if (!isMap(message)) return null;
  const { type, id, payload } = message;
  switch (type) {
    case 'connection_init':
      return payload === undefined || payload === null || isMap(payload)
        ? { type, payload: payload ?? {} }
        : null;
    case 'ping':
    case 'pong':
      return { type, payload };
    case 'complete':
      return isId(id) ? { type, id } : null;
    case 'subscribe':
      return isId(id) && isMap(payload) && isRequest(payload) ? { type, id, payload } : null;
    default:
      return null;
  }
}

const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isId = (value: unknown): value is string => typeof value === 'string' && value !== '';

function isRequest(payload: Record<string, unknown>): boolean {
  const { query, operationName, variables, extensions } = payload;
  return (
    [query, operationName].every((one) => one === undefined || one === null || typeof one === 'string') &&
    [variables, extensions].every((one) => one === undefined || one === null || isMap(one))
  );
}
