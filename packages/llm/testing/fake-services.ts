import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the service does with the next question. */
export type Behaviour =
  | { kind: 'answer'; text: string }
  | { kind: 'status'; status: number; headers?: Record<string, string> }
  | { kind: 'refuse' }
  | { kind: 'hang' }
  | { kind: 'reset' }
  | { kind: 'nonsense' };

/** A local server that speaks one service's protocol, so that adapters meet real sockets, statuses and bodies. */
export interface FakeService {
  url: string;
  /** Bodies of the questions, oldest first. */
  asked: { path: string; headers: IncomingMessage['headers']; body: Record<string, unknown> }[];
  /** What happens to the following questions, in order; the last stays. */
  behave(...next: Behaviour[]): void;
  close(): Promise<void>;
}

type Protocol = 'gemini' | 'openai';

function okBody(
  protocol: Protocol,
  behaviour: { kind: 'answer'; text: string } | { kind: 'refuse' },
): object {
  if (protocol === 'gemini') {
    const usageMetadata = { promptTokenCount: 120, candidatesTokenCount: 30, totalTokenCount: 150 };
    return behaviour.kind === 'answer'
      ? {
          candidates: [
            { content: { role: 'model', parts: [{ text: behaviour.text }] }, finishReason: 'STOP' },
          ],
          usageMetadata,
        }
      : { promptFeedback: { blockReason: 'SAFETY' }, usageMetadata };
  }
  const usage = { prompt_tokens: 120, completion_tokens: 30, total_tokens: 150 };
  return behaviour.kind === 'answer'
    ? {
        choices: [
          { index: 0, message: { role: 'assistant', content: behaviour.text }, finish_reason: 'stop' },
        ],
        usage,
      }
    : {
        choices: [
          {
            index: 0,
            message: { role: 'assistant', content: null, refusal: 'I cannot.' },
            finish_reason: 'stop',
          },
        ],
        usage,
      };
}

function act(protocol: Protocol, behaviour: Behaviour, response: ServerResponse): void {
  if (behaviour.kind === 'hang') return;
  if (behaviour.kind === 'reset') {
    response.destroy();
    return;
  }
  if (behaviour.kind === 'status') {
    const error = { error: { code: behaviour.status, message: 'told to fail', status: 'FAILED' } };
    response.writeHead(behaviour.status, { 'content-type': 'application/json', ...behaviour.headers });
    response.end(JSON.stringify(error));
    return;
  }
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(
    behaviour.kind === 'nonsense' ? '{"hello":"world"}' : JSON.stringify(okBody(protocol, behaviour)),
  );
}

export async function fakeService(protocol: Protocol): Promise<FakeService> {
  let behaviours: Behaviour[] = [{ kind: 'status', status: 500 }];
  const asked: FakeService['asked'] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as Record<string, unknown>;
      asked.push({ path: request.url ?? '', headers: request.headers, body });
      const behaviour = behaviours.length > 1 ? behaviours.shift()! : behaviours[0]!;
      act(protocol, behaviour, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    behave: (...next) => {
      behaviours = next;
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
