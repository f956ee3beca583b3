import { EnrolMachineDocument } from '@effect-studio/schema/generated/client';
import { v7 } from 'uuid';
import type { AgentConfig } from '../config.ts';
import { PermanentFailure } from '../leases/retry.ts';
import { GraphqlTransport } from './graphql-transport.ts';
import { loadIdentity, type MachineIdentity, publicJwk, saveIdentity } from './machine-key.ts';

/** Makes the machine known to the studio once, and remembers under which client id. */
export class Enrolment {
  readonly #config: AgentConfig;
  readonly #transport: GraphqlTransport;
  readonly #keys = new Map<string, string>();

  constructor(config: AgentConfig) {
    this.#config = config;
    this.#transport = new GraphqlTransport(config.gatewayUrl, null);
  }

  /** @throws PermanentFailure when the machine is unknown and there is no enrolment token, or it is refused */
  async identity(): Promise<MachineIdentity & { clientId: string }> {
    const identity = await loadIdentity(this.#config.keyFile);
    if (identity.clientId) return { ...identity, clientId: identity.clientId };
    const clientId = await this.#enrol(identity);
    await saveIdentity(this.#config.keyFile, { ...identity, clientId });
    return { ...identity, clientId };
  }

  /** The studio forgot this machine, as after a reset: the key stays, the client id is asked for again. */
  async forgetClient(): Promise<void> {
    if (!this.#config.enrolmentToken) {
      throw new PermanentFailure(
        'This machine was revoked or forgotten, and AGENT_ENROLMENT_TOKEN is not set.',
      );
    }
    const identity = await loadIdentity(this.#config.keyFile);
    if (identity.clientId) this.#keys.delete(String(identity.privateKeyJwk.x));
    await saveIdentity(this.#config.keyFile, { ...identity, clientId: null });
  }

  async #enrol(identity: MachineIdentity): Promise<string> {
    const { enrolmentToken, name } = this.#config;
    if (!enrolmentToken) {
      throw new PermanentFailure(
        'This machine is not enrolled: set AGENT_ENROLMENT_TOKEN to a token from an admin.',
      );
    }
    const { enrolMachine } = await this.#transport.call(EnrolMachineDocument, {
      input: {
        enrolmentToken,
        name,
        publicKeyJwk: publicJwk(identity.privateKeyJwk),
        idempotencyKey: this.#idempotencyKey(String(identity.privateKeyJwk.x)),
      },
    });
    if (enrolMachine.__typename === 'MachineEnrolment') return enrolMachine.clientId;
    throw new PermanentFailure(`Enrolment was refused: ${enrolMachine.humanReadableCause}`);
  }

  /** The same for every repetition of one enrolment, so that a lost answer does not use the token up. */
  #idempotencyKey(publicKey: string): string {
    const key = this.#keys.get(publicKey) ?? v7();
    this.#keys.set(publicKey, key);
    return key;
  }
}
