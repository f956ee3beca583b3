import path from 'node:path';
import { repositoryRoot } from '../local/services/service-context.ts';
import { openMailbox } from './mailbox-server.ts';

const { url, close } = await openMailbox(path.join(repositoryRoot, '.studio'));
process.stdout.write(`What the studio on this machine wrote to people: ${url}\nCtrl-C ends it.\n`);
process.once('SIGINT', () => void close().then(() => process.exit(0)));
process.once('SIGTERM', () => void close().then(() => process.exit(0)));
