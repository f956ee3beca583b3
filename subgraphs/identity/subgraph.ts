import { defineSubgraph, readSdl } from '@effect-studio/kernel/subgraph';
import { peopleAndMachines } from './persistence/migrations/0001-people-and-machines.ts';
import { issuerAccounts } from './persistence/migrations/0002-issuer-accounts.ts';
import { tenantDirectory } from './persistence/migrations/0003-tenant-directory.ts';
import { rotatingSessions } from './persistence/migrations/0004-rotating-sessions.ts';
import { partnerClients } from './persistence/migrations/0005-partner-clients.ts';
import { machineClientResolvers } from './resolvers/machine-client.ts';
import { mutationResolvers } from './resolvers/mutation.ts';
import { queryResolvers } from './resolvers/query.ts';
import { sessionResolvers } from './resolvers/session.ts';
import { userResolvers } from './resolvers/user.ts';
import { sendMailJob } from './workers/send-mail.ts';

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
  },
  entities: [],
  migrations: [peopleAndMachines, issuerAccounts, tenantDirectory, rotatingSessions, partnerClients],
  consumers: [],
  jobs: [sendMailJob],
});
