import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { buildSchema, type GraphQLSchema, parse, validate } from 'graphql';

const REPOSITORY = new URL('../../', import.meta.url).pathname;
const CLIENT = `${REPOSITORY}schema/client/`;
const RELEASED = `${CLIENT}released/`;

/** Operations of the package that partners install, each with the contract that it is written against. */
export const OPERATIONS = { 'partner.graphql': 'partner', 'enrolment.graphql': 'public' } as const;
type OperationsFile = keyof typeof OPERATIONS;

const FILES = Object.keys(OPERATIONS) as OperationsFile[];
const read = (file: string): string => readFileSync(file, 'utf8');
const versionOfToday = (): string =>
  (JSON.parse(read(`${CLIENT}package.json`)) as { version: string }).version;

/** What a document does not find in a contract any more, in sentences. @param text of operations */
export function misfitsOf(text: string, contract: GraphQLSchema): string[] {
  return validate(contract, parse(text)).map(({ message, nodes }) => {
    const line = nodes?.[0]?.loc?.startToken.line;
    return line ? `line ${line}: ${message}` : message;
  });
}

/**
 * What breaks programs of partners, in sentences: operations of a released version of their package that the contract of today does
 * not answer any more, and operations that were changed under a version that is out.
 */
export function partnerFaults(): string[] {
  const contracts = new Map(
    FILES.map((file) => [
      file,
      buildSchema(read(`${REPOSITORY}schema/audiences/${OPERATIONS[file]}.graphql`)),
    ]),
  );
  const versions = existsSync(RELEASED) ? readdirSync(RELEASED) : [];
  const broken = versions.flatMap((version) =>
    FILES.flatMap((file) =>
      misfitsOf(read(`${RELEASED}${version}/${file}`), contracts.get(file)!).map(
        (fault) => `partners with version ${version}, ${file}, ${fault}`,
      ),
    ),
  );
  const today = versionOfToday();
  const changed = FILES.filter(
    (file) => versions.includes(today) && read(`${RELEASED}${today}/${file}`) !== read(CLIENT + file),
  );
  return [
    ...broken,
    ...changed.map(
      (file) =>
        `${file} changed although version ${today} is out: raise the version in schema/client/package.json`,
    ),
  ];
}

/** Keeps the operations of today as those of the package's version; what is kept already stays. */
export function releasePartnerOperations(): void {
  const folder = `${RELEASED}${versionOfToday()}/`;
  if (existsSync(folder)) return;
  mkdirSync(folder, { recursive: true });
  for (const file of FILES) cpSync(CLIENT + file, folder + file);
}
