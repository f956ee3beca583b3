import { describe, expect, it } from 'vitest';
import { FIRST_DOCUMENT, mostAgents, shapeOf, withAssignment, withFleet } from './fleet-document.ts';

describe('a fleet document that is edited', () => {
  it('has an assignment of one workflow changed, and taken away when it is everybody’s again', () => {
    const assigned = withAssignment(FIRST_DOCUMENT, 'duotone-fine', ['house', 'default']);
    expect(assigned.assignments).toEqual({ 'duotone-fine': ['house', 'default'] });
    expect(withAssignment(assigned, 'duotone-fine', []).assignments).toEqual({});
    expect(FIRST_DOCUMENT.assignments).toEqual({});
  });

  it('has the bounds of one fleet changed, and of none that it does not have', () => {
    expect(withFleet(FIRST_DOCUMENT, 'house', { maxAgents: 5 }).fleets.house).toMatchObject({
      maxAgents: 5,
      minAgents: 0,
    });
    expect(withFleet(FIRST_DOCUMENT, 'nowhere', { maxAgents: 5 })).toBe(FIRST_DOCUMENT);
  });

  it('is empty where nothing was applied yet', () => {
    expect(shapeOf(null)).toEqual({ templates: {}, fleets: {}, assignments: {} });
  });
});

describe('the most agents of a fleet', () => {
  it('are what the budget pays for, within the bounds', () => {
    const fleet = { maxAgents: 4, nanoUsdPerHour: '100', budgetNanoUsdPerHour: '250' };
    expect(mostAgents(fleet)).toBe(2);
    expect(mostAgents({ ...fleet, budgetNanoUsdPerHour: '1000000' })).toBe(4);
    expect(mostAgents({ ...fleet, nanoUsdPerHour: '0' })).toBe(4);
  });
});
