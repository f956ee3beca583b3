import { sql, type Transaction } from '@effect-studio/kernel/database';
import { newId } from '@effect-studio/kernel/ids';
import type { Judge } from '../domain/judges/judge.ts';
import type { Calibration } from '../use-cases/calibrate-judge.ts';

/** The last look at one version of a judge. */
export interface JudgeRow {
  version: string;
  kind: Judge['kind'];
  standing: Calibration['standing'];
  reasons: readonly string[];
  figures: Calibration['figures'];
  ladders: Calibration['ladders'];
  checkedAt: Date;
}

const ROW = `judge_version as version, kind, standing, reasons, figures, ladders, created_at as "checkedAt"`;

/** $1 id, $2 version, $3 kind, $4 standing, $5 reasons, $6 figures, $7 ladders, $8 now. */
const KEEP = sql(
  'quality-keep-calibration',
  `insert into quality.judge_calibration (id, judge_version, kind, standing, reasons, figures, ladders, created_at)
   values ($1, $2, $3, $4, $5, $6, $7, $8)`,
);

const NEWEST = sql(
  'quality-newest-calibrations',
  `select distinct on (judge_version) ${ROW} from quality.judge_calibration order by judge_version, created_at desc`,
);

/** $1 version. What a judge said when it first passed. */
const ADMISSION = sql(
  'quality-admission',
  `select ladders from quality.judge_calibration where judge_version = $1 and standing = 'PASSED'
   order by created_at limit 1`,
);

export async function keepCalibration(
  tx: Transaction,
  judge: Judge,
  calibration: Calibration,
): Promise<void> {
  const { standing, reasons, figures, ladders } = calibration;
  const documents = [reasons, figures, ladders].map((value) => JSON.stringify(value));
  await tx.rows(KEEP, [newId(), judge.version, judge.kind, standing, ...documents, tx.now]);
}

/** Every version that was ever looked at, as it stands. */
export const judgeStandings = (tx: Transaction): Promise<JudgeRow[]> => tx.rows<JudgeRow>(NEWEST);

export async function admissionOf(tx: Transaction, version: string): Promise<Calibration['ladders'] | null> {
  const row = await tx.maybeOne<{ ladders: Calibration['ladders'] }>(ADMISSION, [version]);
  return row?.ladders ?? null;
}

/** Whether the scores of a version must not count. One that nobody has looked at yet counts: its build passed the ladders. */
export async function isQuarantined(tx: Transaction, version: string): Promise<boolean> {
  const standing = (await judgeStandings(tx)).find((judge) => judge.version === version);
  return standing?.standing === 'QUARANTINED';
}

/** Whether a version has passed when it was last looked at. A model that nobody has looked at yet has not. */
export async function isAdmitted(tx: Transaction, version: string): Promise<boolean> {
  const standing = (await judgeStandings(tx)).find((judge) => judge.version === version);
  return standing?.standing === 'PASSED';
}
