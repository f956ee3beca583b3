import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { peopleAndMachines } from './persistence/migrations/0001-people-and-machines.ts';
import { issuerAccounts } from './persistence/migrations/0002-issuer-accounts.ts';
import { tenantDirectory } from './persistence/migrations/0003-tenant-directory.ts';
import { rotatingSessions } from './persistence/migrations/0004-rotating-sessions.ts';
import { partnerClients } from './persistence/migrations/0005-partner-clients.ts';
import { erasureAndExports } from './persistence/migrations/0006-erasure-and-exports.ts';
import { keyRotation } from './persistence/migrations/0007-key-rotation.ts';
import { issuerSessions } from './persistence/migrations/0008-issuer-sessions.ts';
import { makers } from './persistence/migrations/0009-makers.ts';
import { machineClientResolvers } from './resolvers/machine-client.ts';
import { mutationResolvers } from './resolvers/mutation.ts';
import { personalDataExportResolvers } from './resolvers/personal-data-export.ts';
import { queryResolvers } from './resolvers/query.ts';
import { sessionResolvers } from './resolvers/session.ts';
import { userResolvers } from './resolvers/user.ts';
import { dropPersonalExport, giveOwnData } from './workers/personal-exports.ts';
import { sendMailJob } from './workers/send-mail.ts';

const DAY_MS = 86_400_000;

/** People, their sessions, and the machines that sign in with a key of their own. */
export default defineSubgraph({
  name: 'identity',
  module: null,
  typeDefs: readSdl(import.meta.url),
  resolvers: {
    Query: queryResolvers,
    Mutation: mutationResolvers,
    User: userResolvers,
    Session: sessionResolvers,
    MachineClient: machineClientResolvers,
    PersonalDataExport: personalDataExportResolvers,
  },
  entities: [],
  migrations: [
    peopleAndMachines,
    issuerAccounts,
    tenantDirectory,
    rotatingSessions,
    partnerClients,
    erasureAndExports,
    keyRotation,
    issuerSessions,
    makers,
  ],
  retention: {
    tables: [
      { table: 'identity.sign_in_code', column: 'expires_at', keepMs: DAY_MS },
      { table: 'identity.sign_in_attempts', column: 'window_started_at', keepMs: 30 * DAY_MS },
      { table: 'identity.spent_session_token', column: 'spent_at', keepMs: 60 * DAY_MS },
      { table: 'identity.outgoing_mail', column: 'created_at', keepMs: 30 * DAY_MS },
    ],
  },
  consumers: [],
  jobs: [sendMailJob, giveOwnData, dropPersonalExport],
});
