import { describe, expect, it } from 'vitest';
import { graveAdvisories } from './advisories.ts';

const advisory = (name: string, severity: string) => ({
  name,
  severity,
  title: `a hole in ${name}`,
  url: `https://advisories.example/${name}`,
});
const report = (vulnerabilities: object) => JSON.stringify({ auditReportVersion: 2, vulnerabilities });

describe('the audit of what is shipped', () => {
  it('names grave advisories once, by the package that has the hole, and lets lesser ones pass', () => {
    const hole = advisory('deep', 'high');
    const text = report({
      deep: { via: [hole, advisory('deep-too', 'moderate')] },
      middle: { via: ['deep'] },
      twice: { via: [hole] },
    });
    expect(graveAdvisories(text)).toEqual([hole]);
  });

  it('lets those be that were accepted with a reason', () => {
    const text = report({ deep: { via: [advisory('deep', 'critical')] } });
    expect(graveAdvisories(text, { 'https://advisories.example/deep': 'never reached' })).toEqual([]);
  });

  it('finds nothing against a clean tree', () => {
    expect(graveAdvisories(report({}))).toEqual([]);
  });

  it.each([
    ['an answer that is no report', JSON.stringify({ message: '405 Method Not Allowed', statusCode: 405 })],
    ['no answer', ''],
  ])('does not take %s for a clean tree', (_what, text) => {
    expect(graveAdvisories(text)).toBeNull();
  });
});
