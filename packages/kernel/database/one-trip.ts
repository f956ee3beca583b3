import pg, { type Connection, type FieldDef, type PoolClient, type QueryResultRow } from 'pg';
import type { Statement } from './statement.ts';

/** A statement and its values. */
export interface BoundStatement {
  statement: Statement;
  values: readonly unknown[];
}

/** The parts of node-postgres' connection that speak the extended query protocol; its types leave them out. */
interface ProtocolConnection {
  stream: { cork(): void; uncork(): void };
  close(what: { type: 'S'; name: string }): void;
  parse(what: { name: string; text: string }): void;
  bind(what: { statement: string; values: unknown[]; valueMapper: (value: unknown) => unknown }): void;
  describe(what: { type: 'P'; name: string }): void;
  execute(what: { portal: string; rows: number }): void;
  sync(): void;
}

interface RowCollector {
  rows: QueryResultRow[];
  addFields(fields: FieldDef[]): void;
  parseRow(values: (string | null)[]): QueryResultRow;
}

const { Result, types, utils } = pg as unknown as {
  Result: new (rowMode: undefined, types: unknown) => RowCollector;
  types: unknown;
  utils: { prepareValue(value: unknown): unknown };
};

/** A statement that was prepared. What its rows look like is asked once: it does not change. */
interface Prepared {
  /** One that was sent in a batch that failed is in doubt: it may or may not be there. */
  isReady: boolean;
  /** Null: it answers no rows. */
  fields: FieldDef[] | null;
}

/**
 * Statements that a connection has prepared for us. One that is in doubt is closed before it is prepared again, which
 * PostgreSQL allows either way.
 */
const prepared = new WeakMap<Connection, Map<string, Prepared>>();

/**
 * Runs prepared statements in one round trip: all of them are sent before one Sync, so without a `begin` among them
 * they are one implicit transaction (PostgreSQL documentation, "Extended Query"), and none after a failed one runs.
 * @returns the rows of each, in order
 * @throws what PostgreSQL says to the first that fails
 */
export function runInOneTrip(
  client: PoolClient,
  batch: readonly BoundStatement[],
): Promise<QueryResultRow[][]> {
  return new Promise((resolve, reject) => {
    client.query(new OneTrip(batch, (error, rows) => (error ? reject(error) : resolve(rows ?? []))));
  });
}

type Callback = (error: Error | null, rows?: QueryResultRow[][]) => void;

/** Submitted to a client like a query of its own; the client hands it PostgreSQL's answers. */
class OneTrip {
  /** The client wraps this to end its timer for `query_timeout`. */
  callback: Callback;
  readonly #batch: readonly BoundStatement[];
  readonly #results: RowCollector[] = [];
  /** Of each statement of the batch. */
  #prepared: Prepared[] = [];
  #current: RowCollector | null = null;

  constructor(batch: readonly BoundStatement[], callback: Callback) {
    this.#batch = batch;
    this.callback = callback;
  }

  submit(given: Connection): Error | null {
    const connection = given as unknown as ProtocolConnection;
    const names = prepared.get(given) ?? new Map<string, Prepared>();
    prepared.set(given, names);
    let bound: unknown[][];
    try {
      bound = this.#batch.map(({ values }) => values.map(wireValue));
    } catch (error) {
      // Nothing was sent yet.
      return error as Error;
    }
    connection.stream.cork();
    for (const [index, { statement }] of this.#batch.entries()) {
      const name = nameOf(statement);
      const known = names.get(name);
      const isKnown = known?.isReady === true;
      const now = isKnown ? known : { isReady: false, fields: null };
      if (!isKnown) {
        if (known) connection.close({ type: 'S', name });
        connection.parse({ name, text: statement.text });
        names.set(name, now);
      }
      this.#prepared.push(now);
      connection.bind({ statement: name, values: bound[index]!, valueMapper: (value) => value });
      if (!isKnown) connection.describe({ type: 'P', name: '' });
      connection.execute({ portal: '', rows: 0 });
    }
    connection.sync();
    connection.stream.uncork();
    return null;
  }

  handleRowDescription({ fields }: { fields: FieldDef[] }): void {
    this.#prepared[this.#results.length]!.fields = fields;
  }

  handleDataRow({ fields }: { fields: (string | null)[] }): void {
    this.#current ??= this.#collector();
    this.#current.rows.push(this.#current.parseRow(fields));
  }

  handleCommandComplete(): void {
    this.#results.push(this.#current ?? new Result(undefined, types));
    this.#current = null;
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handlePortalSuspended(): void {
    // No statement is executed with a limit of rows.
  }

  handleError(error: Error): void {
    this.callback(error);
  }

  handleReadyForQuery(): void {
    for (const statement of this.#prepared) statement.isReady = true;
    this.callback(
      null,
      this.#results.map(({ rows }) => rows),
    );
  }

  /** Of the statement that is answered now. */
  #collector(): RowCollector {
    const collector = new Result(undefined, types);
    collector.addFields(this.#prepared[this.#results.length]!.fields!);
    return collector;
  }
}

/** As node-postgres writes it; lists, of which hot statements have many, without a look at every character. */
function wireValue(value: unknown): unknown {
  return (Array.isArray(value) ? listText(value) : null) ?? utils.prepareValue(value);
}

/** Needs no quotes in a list (PostgreSQL documentation, "Array Input and Output Syntax"). */
const PLAIN = /^[\w.:/-]+$/;

/** A flat list of texts, numbers and nulls as PostgreSQL reads it; null when there is anything else in it. */
function listText(list: readonly unknown[]): string | null {
  let text = '';
  for (const item of list) {
    if (text !== '') text += ',';
    if (item === null || item === undefined) text += 'NULL';
    else if (typeof item === 'number') text += item;
    else if (typeof item !== 'string') return null;
    else if (PLAIN.test(item) && item.toLowerCase() !== 'null') text += item;
    else text += `"${item.replace(/[\\"]/g, '\\$&')}"`;
  }
  return `{${text}}`;
}

/** Not the name that node-postgres prepares it under: each keeps its own books about a connection. */
const nameOf = (statement: Statement): string => `1-${statement.name}`;
