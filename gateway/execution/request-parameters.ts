import { HttpRefusal } from '../http/problem-details.ts';
import type { GraphRequest } from './operation-gate.ts';

/** @throws HttpRefusal 400 when this is not one GraphQL request (GraphQL over HTTP §5.1) */
export function readParameters(body: unknown): GraphRequest {
  if (Array.isArray(body)) {
    throw new HttpRefusal(400, 'BATCHING_NOT_SUPPORTED', 'Send one operation per request.');
  }
  if (typeof body !== 'object' || body === null) throw malformed('The body is not a JSON object.');
  const { query, operationName, variables, extensions } = body as Record<string, unknown>;
  if (!isTextOrNone(query)) throw malformed('"query" is not a string.');
  if (!isTextOrNone(operationName)) throw malformed('"operationName" is not a string.');
  if (!isMapOrNone(variables)) throw malformed('"variables" is not an object.');
  if (!isMapOrNone(extensions)) throw malformed('"extensions" is not an object.');
  return { query, operationName, variables, extensions };
}

/** @param search of the address, with its `?` @throws HttpRefusal 400 */
export function readSearch(search: string): GraphRequest {
  const given = new URLSearchParams(search);
  return readParameters({
    query: given.get('query'),
    operationName: given.get('operationName'),
    variables: parsed(given.get('variables'), 'variables'),
    extensions: parsed(given.get('extensions'), 'extensions'),
  });
}

function parsed(text: string | null, name: string): unknown {
  if (text === null || text === '') return null;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw malformed(`"${name}" is not JSON.`);
  }
}

const malformed = (detail: string): HttpRefusal => new HttpRefusal(400, 'BAD_REQUEST', detail);

const isTextOrNone = (value: unknown): value is string | null | undefined =>
  value === undefined || value === null || typeof value === 'string';

const isMapOrNone = (value: unknown): value is Record<string, unknown> | null | undefined =>
  value === undefined || value === null || (typeof value === 'object' && !Array.isArray(value));
