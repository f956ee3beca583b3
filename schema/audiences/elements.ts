import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedDirective,
  isUnionType,
} from 'graphql';
import type { Audience } from './audience.ts';
import type { Contract } from './contract.ts';

/** Coordinates of everything that a schema has: types, fields, arguments, enum values, members of unions. */
export function elementsOf(schema: GraphQLSchema): string[] {
  const elements: string[] = [];
  for (const type of Object.values(schema.getTypeMap())) {
    if (type.name.startsWith('__')) continue;
    elements.push(type.name);
    if (isObjectType(type) || isInterfaceType(type)) {
      for (const field of Object.values(type.getFields())) {
        elements.push(`${type.name}.${field.name}`);
        for (const argument of field.args) elements.push(`${type.name}.${field.name}(${argument.name}:)`);
      }
    } else if (isInputObjectType(type)) {
      for (const name of Object.keys(type.getFields())) elements.push(`${type.name}.${name}`);
    } else if (isEnumType(type)) {
      for (const { name } of type.getValues()) elements.push(`${type.name}.${name}`);
    } else if (isUnionType(type)) {
      for (const { name } of type.getTypes()) elements.push(`${type.name} = ${name}`);
    }
  }
  for (const directive of schema.getDirectives()) {
    if (!isSpecifiedDirective(directive)) elements.push(`@${directive.name}`);
  }
  return elements;
}

/** Every element with the audiences that have it, one a line, sorted: what a reviewer reads when it changes. */
export function listElements(contracts: readonly Contract[]): string {
  const audiences = new Map<string, Audience[]>();
  for (const { audience, schema } of contracts) {
    for (const element of elementsOf(schema)) {
      audiences.set(element, [...(audiences.get(element) ?? []), audience]);
    }
  }
  return [...audiences]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([element, names]) => `${element}\t${names.join(' ')}\n`)
    .join('');
}
