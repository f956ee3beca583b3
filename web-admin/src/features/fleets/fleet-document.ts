/** What machines of a kind are, as the fleet document says it. */
export interface FleetTemplate {
  instanceType: string;
  capacityKind: string;
  runners: readonly string[];
  concurrency: number;
  nanoUsdPerHour: string;
}

/** A fleet, as the document says it. */
export interface DeclaredFleet {
  template: string;
  minAgents: number;
  maxAgents: number;
  budgetNanoUsdPerHour: string;
  isScaled: boolean;
}

/** The whole document; the graph checks it, so what comes from there has this shape. */
export interface FleetDocumentShape {
  templates: Readonly<Record<string, FleetTemplate>>;
  fleets: Readonly<Record<string, DeclaredFleet>>;
  assignments: Readonly<Record<string, readonly string[]>>;
}

/** Machines that name no fleet are of this one; the document does not declare it. */
export const DEFAULT_FLEET = 'default';

/** A document of the graph by its parts; a part that is missing is empty. */
export function shapeOf(document: unknown): FleetDocumentShape {
  const { templates, fleets, assignments } = (document ?? {}) as Partial<FleetDocumentShape>;
  return { templates: templates ?? {}, fleets: fleets ?? {}, assignments: assignments ?? {} };
}

/** The document with one workflow assigned to these fleets; to none: it is everybody's. */
export function withAssignment(
  document: FleetDocumentShape,
  workflowId: string,
  fleets: readonly string[],
): FleetDocumentShape {
  const { [workflowId]: _before, ...others } = document.assignments;
  return {
    ...document,
    assignments: fleets.length === 0 ? others : { ...others, [workflowId]: [...fleets] },
  };
}

/** The document with other bounds or another budget of one fleet. */
export function withFleet(
  document: FleetDocumentShape,
  name: string,
  change: Partial<DeclaredFleet>,
): FleetDocumentShape {
  const fleet = document.fleets[name];
  return fleet === undefined
    ? document
    : { ...document, fleets: { ...document.fleets, [name]: { ...fleet, ...change } } };
}

/** A small document to begin with. */
export const FIRST_DOCUMENT: FleetDocumentShape = {
  templates: {
    'cpu-small': {
      instanceType: 'cpu.small',
      capacityKind: 'owned',
      runners: ['ffmpeg'],
      concurrency: 1,
      nanoUsdPerHour: '5000000',
    },
  },
  fleets: {
    house: {
      template: 'cpu-small',
      minAgents: 0,
      maxAgents: 2,
      budgetNanoUsdPerHour: '10000000',
      isScaled: true,
    },
  },
  assignments: {},
};

/** Most agents that bounds and budget allow at once. */
export function mostAgents(fleet: {
  maxAgents: number;
  nanoUsdPerHour: string;
  budgetNanoUsdPerHour: string;
}): number {
  const each = BigInt(fleet.nanoUsdPerHour);
  if (each === 0n) return fleet.maxAgents;
  const paid = BigInt(fleet.budgetNanoUsdPerHour) / each;
  return paid < BigInt(fleet.maxAgents) ? Number(paid) : fleet.maxAgents;
}
