import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isSensitiveName } from '@effect-studio/kernel/observation/sensitive-names';
import { describe, expect, it } from 'vitest';
import { findTool } from './find-promtool.ts';
import { DASHBOARDS } from './grafana/dashboards.ts';

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));
const read = (path: string): string => readFileSync(at(path), 'utf8');
const rules = read('./prometheus/rules.yml');
const promtool = findTool('promtool');
const amtool = findTool('amtool');

/** What stands in the code of servers, tests aside. @param pattern with one group */
function inCode(pattern: RegExp): Set<string> {
  const found = new Set<string>();
  for (const folder of ['../../packages/kernel/', '../../subgraphs/', '../../gateway/']) {
    for (const file of readdirSync(at(folder), { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || /(^|\/)(node_modules|generated)\/|\.test\.ts$/.test(file)) continue;
      for (const [, name] of readFileSync(at(folder + file), 'utf8').matchAll(pattern)) found.add(name!);
    }
  }
  return found;
}

/** Metrics that the code makes: every name in quotation marks that looks like one of ours. */
const madeMetrics = (): Set<string> => inCode(/name: '(studio_[a-z0-9_]+)'/g);

const usedMetrics = (text: string): string[] => [
  ...new Set(
    [...text.matchAll(/\bstudio_[a-z0-9_]+/g)].map(([name]) => name.replace(/_(bucket|count|sum)$/, '')),
  ),
];

const TEXTS: Record<string, string> = {
  'the rules': rules,
  'the dashboards': JSON.stringify(DASHBOARDS),
  Alertmanager: read('./alertmanager/alertmanager.yml'),
  Telegraf: read('./telegraf/telegraf.conf'),
};

describe('what is watched', () => {
  it('is measured: no rule and no dashboard asks for a metric that nobody makes', () => {
    const made = madeMetrics();
    for (const text of [rules, TEXTS['the dashboards']!]) {
      const used = usedMetrics(text);
      expect(used.length).toBeGreaterThan(8);
      expect(used.filter((name) => !made.has(name))).toEqual([]);
    }
  });

  it.each(Object.entries(TEXTS))('has no sensitive economics in %s', (_what, text) => {
    // `summary` is Prometheus’ own word for what an alert says.
    const words = [...new Set(text.match(/[A-Za-z][A-Za-z0-9_]+/g))].filter((word) => word !== 'summary');
    const camel = (word: string) => word.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    expect(words.filter((word) => isSensitiveName(word) || isSensitiveName(camel(word)))).toEqual([]);
    expect(words.filter((word) => /usd|margin|profit|revenue|wallet/i.test(word))).toEqual([]);
  });

  it('has a runbook for every alert', () => {
    const alerts = [...rules.matchAll(/- alert: (\w+)/g)].map(([, name]) => name!);
    const runbooks = [...rules.matchAll(/runbook: (\S+)/g)].map(([, file]) => file!);
    expect(runbooks).toHaveLength(alerts.length);
    expect(runbooks.filter((file) => !existsSync(at(`../../docs/runbooks/${file}`)))).toEqual([]);
  });

  it('has a runbook for every condition that the code tells of, and for every class of bottlenecks', () => {
    const named = inCode(/'([a-z][a-z-]+\.md)'/g);
    expect(named).toContain('ledger-mismatch.md');
    expect([...named].filter((file) => !existsSync(at(`../../docs/runbooks/${file}`)))).toEqual([]);
    const classes = ['gpu-saturation', 'provider-latency', 'provider-throttling', 'token-depletion'];
    const others = ['workflow-inefficiency', 'cold-start', 'unknown-bottleneck'];
    expect([...named]).toEqual(expect.arrayContaining([...classes, ...others].map((name) => `${name}.md`)));
  });

  it('has its dashboards written as they are declared (npm run dashboards)', () => {
    const files = readdirSync(at('./grafana/dashboards/'));
    expect(files.sort()).toEqual(DASHBOARDS.map(({ uid }) => `${uid}.json`).sort());
    for (const dashboard of DASHBOARDS) {
      expect(JSON.parse(read(`./grafana/dashboards/${dashboard.uid}.json`))).toEqual(dashboard);
    }
  });

  // Debian's packages prometheus and prometheus-alertmanager have them; PROMTOOL_PATH and AMTOOL_PATH name others.
  it.skipIf(!promtool)('is what Prometheus takes, and alerts when it should (promtool)', () => {
    const folder = at('./prometheus/');
    const run = (...args: string[]) => execFileSync(promtool!, args, { cwd: folder, encoding: 'utf8' });
    expect(run('check', 'config', '--syntax-only', 'prometheus.yml')).toContain('SUCCESS');
    expect(run('check', 'rules', 'rules.yml')).toContain('SUCCESS');
    expect(run('test', 'rules', 'rules.test.yml')).toContain('SUCCESS');
  });

  it.skipIf(!amtool)('is routed as Alertmanager takes it: critical to the pager (amtool)', () => {
    const file = at('./alertmanager/alertmanager.yml');
    const run = (...args: string[]) => execFileSync(amtool!, args, { encoding: 'utf8' });
    expect(run('check-config', file)).toContain('SUCCESS');
    const route = (severity: string) =>
      run('config', 'routes', 'test', `--config.file=${file}`, `severity=${severity}`).trim();
    expect([route('critical'), route('warning')]).toEqual(['pager', 'operators']);
  });
});
