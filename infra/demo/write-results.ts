import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream } from 'node:stream/web';
import { writeContactSheet } from '@effect-studio/media/derived/contact-sheet';
import type { RunReportQuery } from '@effect-studio/schema/generated/client';
import { DemoFault } from './graph.ts';

type Run = NonNullable<RunReportQuery['run']>;

/**
 * Writes the candidates, the full-length winner and one contact sheet: example, footage and candidates side by side.
 * @returns the written files
 */
export async function writeResults(run: Run, folder: string): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const written: string[] = [];
  const fetchTo = async (url: string | null | undefined, name: string): Promise<string | null> => {
    if (!url) return null;
    const file = path.join(folder, name);
    await download(url, file);
    written.push(file);
    return file;
  };
  const columns: { path: string; caption: string }[] = [];
  const example = await fetchTo(run.example?.proxyUrl, 'example.mp4');
  if (example) columns.push({ path: example, caption: 'example' });
  const footage = await fetchTo(run.footage.proxyUrl, 'footage.mp4');
  if (footage) columns.push({ path: footage, caption: 'footage' });
  for (const candidate of run.candidates) {
    const isWinner = candidate.task.id === run.winner?.task.id;
    const file = await fetchTo(
      candidate.outputUrl,
      `candidate-${candidate.rank ?? 'x'}-${candidate.workflow.id}.mp4`,
    );
    const score = candidate.composite == null ? '' : ` ${candidate.composite.toFixed(2)}`;
    if (file)
      columns.push({
        path: file,
        caption: `${candidate.workflow.id}\n${isWinner ? 'winner' : 'candidate'}${score}`,
      });
  }
  await fetchTo(run.resultUrl, 'winner.mp4');
  if (columns.length > 0) {
    const sheet = path.join(folder, 'contact-sheet.png');
    await writeContactSheet(columns, sheet);
    written.push(sheet);
  }
  return written;
}

async function download(url: string, file: string): Promise<void> {
  const response = await fetch(url);
  if (!response.ok || !response.body)
    throw new DemoFault(`A result could not be downloaded (HTTP ${response.status}).`);
  await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(file));
}
