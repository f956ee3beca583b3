import { checkText } from './firewall.ts';
import { type PromptTemplate, SLOTS } from './template.ts';

const LONGEST_TEMPLATE = 400;

/**
 * What is wrong with a set of templates, in sentences; empty: nothing. Versions of an id count 1, 2, … for one effect
 * type, each type has one active template, texts use known slots only, each at most once and `{wish}` last, and pass the
 * firewall that wishes pass.
 */
export function checkTemplates(
  templates: readonly PromptTemplate[],
  effectTypeIds: readonly string[],
): string[] {
  return [
    ...templates.flatMap(faultsOfText),
    ...faultsOfVersions(templates),
    ...faultsOfTypes(templates, effectTypeIds),
  ];
}

function faultsOfText({ id, version, text }: PromptTemplate): string[] {
  const name = `${id} ${version}`;
  const slots = [...text.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1]!);
  const unknown = slots.filter((slot) => !SLOTS.some((known) => known === slot));
  const refused = checkText(text.replaceAll(/[{}]/g, ''), LONGEST_TEMPLATE);
  return [
    ...unknown.map((slot) => `${name} has the unknown slot {${slot}}.`),
    ...(new Set(slots).size === slots.length ? [] : [`${name} uses a slot twice.`]),
    ...(text.endsWith('{wish}') ? [] : [`${name} does not end with the wish.`]),
    ...(refused ? [`${name} does not pass the firewall: ${refused.reason}.`] : []),
  ];
}

function faultsOfVersions(templates: readonly PromptTemplate[]): string[] {
  return [...Map.groupBy(templates, ({ id }) => id)].flatMap(([id, versions]) => {
    const numbers = versions.map(({ version }) => version).sort((a, b) => a - b);
    return [
      ...(numbers.every((number, index) => number === index + 1) ? [] : [`${id} is not numbered 1, 2, ….`]),
      ...(new Set(versions.map(({ effectTypeId }) => effectTypeId)).size === 1
        ? []
        : [`${id} changes its effect type.`]),
    ];
  });
}

function faultsOfTypes(templates: readonly PromptTemplate[], effectTypeIds: readonly string[]): string[] {
  const active = templates.filter(({ isActive }) => isActive);
  const ids = (effectTypeId: string) =>
    new Set(active.filter((one) => one.effectTypeId === effectTypeId).map(({ id }) => id));
  return effectTypeIds.flatMap((effectTypeId) => {
    const { size } = ids(effectTypeId);
    return size === 1 ? [] : [`${effectTypeId} has ${size} active templates.`];
  });
}
