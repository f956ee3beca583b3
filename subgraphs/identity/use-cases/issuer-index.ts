import { fieldCrypto } from '../config.ts';

/** The hash under which an account at an issuer is found, without its subject being stored. */
export const issuerSubjectIndex = (issuer: string, subject: string): Buffer =>
  fieldCrypto().mac('issuer-subject', JSON.stringify([issuer, subject]));

/** The hash under which sessions are found that a session at an issuer opened. @param sid as the issuer tells it */
export const issuerSessionIndex = (issuer: string, sid: string): Buffer =>
  fieldCrypto().mac('issuer-session', JSON.stringify([issuer, sid]));
