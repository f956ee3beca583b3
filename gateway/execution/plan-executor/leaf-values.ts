import {
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLID,
  GraphQLInt,
  type GraphQLLeafType,
  GraphQLString,
  isEnumType,
} from 'graphql';

/** Whether a value that a subgraph answered may be a value of a type. */
export type LeafCheck = (value: unknown) => boolean;

const isString: LeafCheck = (value) => typeof value === 'string';
const isInteger: LeafCheck = (value) => Number.isInteger(value);

const BUILT_IN: Readonly<Record<string, LeafCheck>> = {
  [GraphQLString.name]: isString,
  [GraphQLID.name]: (value) => typeof value === 'string' || Number.isInteger(value),
  [GraphQLInt.name]: isInteger,
  [GraphQLFloat.name]: (value) => Number.isFinite(value),
  [GraphQLBoolean.name]: (value) => typeof value === 'boolean',
};

/** Values of an enum that are inaccessible do not pass. A custom scalar may be anything but a function. */
export function leafCheckOf(type: GraphQLLeafType): LeafCheck {
  if (isEnumType(type)) {
    const names = new Set(type.getValues().map(({ name }) => name));
    return (value) => names.has(value as string);
  }
  return BUILT_IN[type.name] ?? ((value) => typeof value !== 'function');
}
