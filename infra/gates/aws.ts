import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { ffmpegPath } from '@effect-studio/media/ffmpeg/binaries';
import { ProgressDisplay } from '../demo/progress-display.ts';
import { runDemo } from '../demo/run-demo.ts';
import { estimateOf, whyNot } from './cost-gate.ts';

/**
 * `STUDIO_URL=https://… npm run gate:aws -- --plan FILE [--approved-by NAME]`: the main journey, from an example to the gallery, through the
 * public graph of a studio that is deployed somewhere. STUDIO_CREATOR_TOKEN and STUDIO_ADMIN_TOKEN are session tokens of two people there.
 * What came of it goes beside the plan, into `results/`.
 */
const USAGE =
  'STUDIO_URL=https://studio.example STUDIO_CREATOR_TOKEN=… STUDIO_ADMIN_TOKEN=… npm run gate:aws -- --plan docs/testing/e2e/aws/phases/phase01/plans/FILE.md [--approved-by "First Last"]\n';
const { values } = parseArgs({
  options: { plan: { type: 'string' }, 'approved-by': { type: 'string' } },
});
const { STUDIO_URL, STUDIO_CREATOR_TOKEN, STUDIO_ADMIN_TOKEN } = process.env;
if (!values.plan || !STUDIO_URL || !STUDIO_CREATOR_TOKEN || !STUDIO_ADMIN_TOKEN) {
  process.stderr.write(USAGE);
  process.exit(1);
}
const plan = await readFile(values.plan, 'utf8');
const estimatedCostUsd = estimateOf(plan);
if (estimatedCostUsd === null) {
  process.stderr.write('The plan has no line "Estimated cost (USD): AMOUNT". Estimate it first.\n');
  process.exit(1);
}
const approvedBy = values['approved-by'] ?? null;
const refusal = whyNot({ estimatedCostUsd, approvedBy });
if (refusal) {
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}

const folder = await mkdtemp(join(tmpdir(), 'studio-journey-'));
const startedAt = new Date();
let outcome: { passed: boolean; words: string };
try {
  const apiUrl = STUDIO_URL.replace(/\/+$/, '');
  const report = await runDemo({
    apiUrl,
    graphqlUrl: `${apiUrl}/graphql`,
    stateDir: folder,
    example: await draw(
      'warm.mp4',
      'gradients=s=320x240:c0=0x5a1a08:c1=0xf0a040:x0=0:y0=0:x1=320:y1=240:d=2:r=25',
    ),
    footage: await draw('bars.mp4', 'testsrc2=s=320x180:d=4:r=25'),
    wish: 'Warm and soft, please',
    out: null,
    display: new ProgressDisplay(process.stdout.isTTY ? process.stdout : null),
    tokenOf: (email) =>
      Promise.resolve(email.startsWith('admin') ? STUDIO_ADMIN_TOKEN : STUDIO_CREATOR_TOKEN),
  });
  outcome = { passed: report.status === 'PUBLISHED', words: JSON.stringify(report, null, 2) };
} catch (error) {
  outcome = { passed: false, words: error instanceof Error ? error.message : String(error) };
} finally {
  await rm(folder, { recursive: true, force: true });
}
const file = join(dirname(dirname(values.plan)), 'results', basename(values.plan));
await mkdir(dirname(file), { recursive: true });
const verdict = outcome.passed ? 'passed' : 'failed';
await writeFile(
  file,
  `# Result of ${basename(values.plan, '.md')}: ${verdict}

- Studio: ${new URL(STUDIO_URL).host}
- Started: ${startedAt.toISOString()}, ended: ${new Date().toISOString()}
- Estimated cost (USD): ${estimatedCostUsd.toFixed(2)}${approvedBy ? `, approved by ${approvedBy}` : ''}
- Actual cost (USD): to be filled in from the bill

\`\`\`
${outcome.words}
\`\`\`
`,
);
process.stdout.write(`The journey ${verdict}; written to ${file}\n`);
process.exitCode = outcome.passed ? 0 : 1;

async function draw(name: string, source: string): Promise<string> {
  const path = join(folder, name);
  const args = [
    '-v',
    'error',
    '-y',
    '-f',
    'lavfi',
    '-i',
    source,
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
    path,
  ];
  await promisify(execFile)(ffmpegPath(), args);
  return path;
}
