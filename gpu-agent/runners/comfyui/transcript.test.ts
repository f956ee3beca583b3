import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PromptTimeline } from './prompt-timeline.ts';
import { historyEntry, readMessage } from './protocol.ts';

const FILE = '../shared/data/comfyui/comfyui_0.3.64_transcript.txt';
const GRAPH = {
  '1': { class_type: 'LoadImage', inputs: {} },
  '2': { class_type: 'ImageInvert', inputs: { image: ['1', 0] } },
  '3': { class_type: 'SaveImage', inputs: { images: ['2', 0] } },
};
const isThere = existsSync(FILE);
const lines = isThere ? readFileSync(FILE, 'utf8').split('\n') : [];
/** Messages as they came; the record cuts long ones off. */
const messages = lines
  .filter((line) => line.startsWith('  ws {') && line.endsWith('}'))
  // Where the record leaves a traceback out, it lost a brace.
  .map((line) => readMessage(`${line.slice(5)}${line.includes('(left out)') ? '}' : ''}`))
  .filter((message) => message !== null);
const promptOf = (title: string): string => {
  const after = lines.slice(lines.indexOf(title));
  return /"prompt_id": "([^"]+)"/.exec(after.find((line) => line.startsWith('POST /prompt 200')) ?? '')![1]!;
};

function replay(promptId: string): PromptTimeline {
  const timeline = new PromptTimeline(promptId, GRAPH, () => false);
  for (const [at, message] of messages.entries()) timeline.take(message, at);
  return timeline;
}

describe.skipIf(!isThere)(
  `what a real ComfyUI 0.3.64 said${isThere ? '' : ' (../shared is not there)'}`,
  () => {
    it('is understood from start to success, each node with its time', () => {
      const timeline = replay(promptOf('== run'));
      expect(timeline.end).toEqual({ kind: 'success' });
      expect(timeline.progress).toBe(1);
      expect(timeline.figures().nodeTimings!.map(({ classType }) => classType)).toEqual([
        'LoadImage',
        'ImageInvert',
        'SaveImage',
      ]);
      expect(timeline.figures().cachedNodeIds).toEqual([]);
    });

    it('shows a cached rerun as what it is: no node ran, nothing was worked', () => {
      const figures = replay(promptOf('== cached rerun (same graph)')).figures();
      expect(figures).toEqual({ nodeTimings: [], cachedNodeIds: ['1', '2', '3'], busyMs: 0, startupMs: 0 });
    });

    it('shows an error with its node', () => {
      expect(replay(promptOf('== runtime error')).end).toMatchObject({
        kind: 'error',
        nodeId: '1',
        classType: 'LoadImage',
        exceptionType: 'PIL.UnidentifiedImageError',
      });
    });

    it('is also to be had from the history', () => {
      const line = lines.find((text) => text.startsWith('HISTORY '))!;
      const entry = historyEntry.parse(JSON.parse(line.slice('HISTORY '.length)));
      const timeline = new PromptTimeline(promptOf('== run'), GRAPH, () => false);
      timeline.takeHistory(entry, 0);
      expect(timeline.end).toEqual({ kind: 'success' });
      expect(timeline.figures().busyMs).toBe(1_795_178_013_801 - 1_795_178_013_773);
      expect(timeline.figures().nodeTimings).toBeNull();
    });
  },
);
