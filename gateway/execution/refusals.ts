import type { GraphQLError } from 'graphql';
import type { OperationRefusal } from './operation-gate.ts';

/** A request that is not run, with one reason. @param status of the HTTP answer @param code stable, in capitals */
export function refusal(
  status: number,
  code: string,
  message: string,
  more: { headers?: Readonly<Record<string, string>>; extensions?: Record<string, unknown> } = {},
): OperationRefusal {
  const { headers, extensions } = more;
  return {
    status,
    errors: [{ message, extensions: { code, ...extensions } }],
    ...(headers ? { headers } : {}),
  };
}

/** Errors of a document, as they are told. @param code for those that have none of their own */
export function refusalOf(errors: readonly GraphQLError[], code: string): OperationRefusal {
  return {
    status: 400,
    isDocumentFault: errors.every(({ extensions }) => extensions.code === undefined),
    errors: errors.map((error) => {
      const told = error.toJSON();
      return { ...told, extensions: { code, ...told.extensions } };
    }),
  };
}
