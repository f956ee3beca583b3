import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { WORKFLOW_CATALOGUE } from '@effect-studio/gpu-agent/runners/ffmpeg/workflow-catalogue';
import type { Caller } from '@effect-studio/kernel/context';
import { newId } from '@effect-studio/kernel/ids';
import { clipFolder, drawClip, H264 } from '@effect-studio/media/testing/synthetic-clips';
import { machine } from '@effect-studio/testing/callers';
import type { ComposedStudio } from './composed-studio.ts';

/** Words by which what a person made is known again wherever it turns up. */
export const WISH = 'Warm like the summer of 1974';

type Answer = Record<string, unknown> & { __typename: string };

/** A run of one person from their clips to the gallery, with every context having its say. */
export class WholeRun {
  readonly owner: Caller;
  readonly agent: Caller;
  readonly #composed: ComposedStudio;
  runId = '';
  uploadId = '';
  agentId = '';
  #clip: Buffer = Buffer.alloc(0);

  /** @param agent the machine that renders */
  constructor(composed: ComposedStudio, owner: Caller, agent: Caller = machine()) {
    this.#composed = composed;
    this.owner = owner;
    this.agent = agent;
  }

  /** A clip, and a machine that can render every workflow of the seeded catalogue. */
  async furnish(): Promise<void> {
    const { studio } = this.#composed;
    const folder = await clipFolder();
    try {
      const source = ['testsrc2=s=160x120:r=25:d=1'];
      this.#clip = await readFile(await drawClip(join(folder.path, 'clip.mp4'), source, [...H264]));
    } finally {
      await folder.dispose();
    }
    const registered = await this.#do('execution', this.agent, 'registerAgent', 'RegisterAgentInput', {
      name: 'rig',
      version: '0.1.0',
      instanceType: 'cpu.small',
      capabilities: ['ffmpeg'],
      workflows: WORKFLOW_CATALOGUE.map(({ id, digest }) => ({
        workflowId: id,
        digest: digest.replace(/^sha256:/, ''),
      })),
    });
    this.agentId = String(registered.id);
    await studio.settle();
  }

  /** Sent and submitted, until machines have work. @returns its clips */
  async submit(): Promise<{ exampleVideoId: string; footageVideoId: string }> {
    const exampleVideoId = await this.send('example.mp4');
    const footageVideoId = await this.send('footage.mp4');
    const input = { exampleVideoId, footageVideoId, wish: WISH };
    const run = await this.#do('orchestrator', this.owner, 'submitRun', 'SubmitRunInput', input);
    this.runId = String(run.id);
    await this.#composed.studio.settle();
    return { exampleVideoId, footageVideoId };
  }

  /** Sent, submitted and rendered, until it waits for a reviewer. */
  async finish(): Promise<void> {
    await this.submit();
    await this.render();
  }

  /** Every leg that comes is rendered, until the run waits for a reviewer. */
  async render(): Promise<void> {
    for (let round = 0; round < 4 && (await this.state()) !== 'AWAITING_APPROVAL'; round += 1) {
      await this.#render();
      await this.#composed.studio.settle();
    }
  }

  async state(): Promise<string> {
    const { rows } = await this.#composed.studio.ownerPool.query<{ state: string }>(
      `select body -> 'payload' ->> 'to' as state from bus.event
       where type = 'RunAdvanced.v1' and aggregate_id = $1 order by outbox_id desc, place desc limit 1`,
      [this.runId],
    );
    return rows[0]?.state ?? 'NONE';
  }

  /** Uploads the clip under a name. @returns the video */
  async send(fileName: string): Promise<string> {
    const { studio } = this.#composed;
    const sizeBytes = String(this.#clip.length);
    const upload = await this.#do('intake', this.owner, 'startUpload', 'StartUploadInput', {
      fileName,
      sizeBytes,
    });
    this.uploadId = String(upload.id);
    const parts = { uploadId: this.uploadId, partNumbers: [1] };
    const signed = await studio.execute<{ signUploadParts: { parts: { url: string }[] } }>(
      'intake',
      this.owner,
      'mutation ($input: SignUploadPartsInput!) { signUploadParts(input: $input) { ... on SignedParts { parts { url } } } }',
      { input: parts },
    );
    const etag = await put(signed.data!.signUploadParts.parts[0]!.url, this.#clip);
    await this.#do('intake', this.owner, 'completeUpload', 'CompleteUploadInput', {
      uploadId: this.uploadId,
      parts: [{ partNumber: 1, etag }],
    });
    await studio.settle();
    const { rows } = await studio.ownerPool.query<{ video_id: string }>(
      'select video_id from intake.upload where id = $1',
      [this.uploadId],
    );
    return rows[0]!.video_id;
  }

  /** Takes every task that is ready. */
  async lease(): Promise<{ leaseId: string; outputUrl: string }[]> {
    const leased = await this.#composed.studio.execute<{
      leaseTasks: { leases: { leaseId: string; outputUrl: string }[] };
    }>(
      'execution',
      this.agent,
      'mutation ($input: LeaseTasksInput!) { leaseTasks(input: $input) { ... on LeasedTasks { leases { leaseId outputUrl } } } }',
      { input: { agentId: this.agentId, limit: 32, waitMs: 0 } },
    );
    return leased.data!.leaseTasks.leases;
  }

  /** Hands the footage in as the result of a task, whatever becomes of it. @returns the kind of answer */
  async handIn({ leaseId, outputUrl }: { leaseId: string; outputUrl: string }): Promise<string> {
    await put(outputUrl, this.#clip);
    const { data } = await this.#composed.studio.execute<{ completeTask: { __typename: string } }>(
      'execution',
      this.agent,
      'mutation ($input: CompleteTaskInput!) { completeTask(input: $input) { __typename } }',
      { input: { ...this.#resultOf(leaseId), idempotencyKey: newId() } },
    );
    return data!.completeTask.__typename;
  }

  #resultOf(leaseId: string) {
    const sha256 = createHash('sha256').update(this.#clip).digest('hex');
    return { leaseId, sha256, sizeBytes: this.#clip.length, busyMs: 900 };
  }

  /** Leases what is ready and hands the footage in as the result of each. */
  async #render(): Promise<void> {
    for (const { leaseId, outputUrl } of await this.lease()) {
      await put(outputUrl, this.#clip);
      const result = this.#resultOf(leaseId);
      await this.#do('execution', this.agent, 'completeTask', 'CompleteTaskInput', result);
    }
  }

  async #do(context: string, caller: Caller, name: string, inputType: string, input: object) {
    const document = `mutation ($input: ${inputType}!) { ${name}(input: $input) { __typename
      ... on Problem { humanReadableCause } ${NAMED[name] ?? ''} } }`;
    const { data, errors } = await this.#composed.studio.execute<Record<string, Answer>>(
      context,
      caller,
      document,
      { input: { ...input, idempotencyKey: newId() } },
    );
    const answer = data?.[name];
    if (errors || !answer || answer.humanReadableCause) {
      throw new Error(`${name} was refused: ${JSON.stringify(errors ?? answer)}`);
    }
    return answer;
  }
}

/** What is read of an answer. */
const NAMED: Record<string, string> = {
  registerAgent: '... on Agent { id }',
  startUpload: '... on Upload { id }',
  submitRun: '... on Run { id }',
};

async function put(url: string, bytes: Buffer): Promise<string> {
  const headers = { 'content-type': 'video/mp4' };
  const response = await fetch(url, { method: 'PUT', body: new Uint8Array(bytes), headers });
  if (!response.ok) throw new Error(`the object store answered ${response.status}`);
  return response.headers.get('etag') ?? '';
}
