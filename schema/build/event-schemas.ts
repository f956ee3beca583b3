import { z } from 'zod';
import { EVENTS } from '../events/registry.ts';

/** JSON Schema (draft 2020-12) of every event's payload, by file name. */
export function eventJsonSchemas(): Map<string, string> {
  return new Map(
    [...EVENTS.values()].map((event) => {
      const schema = {
        $id: `urn:effect-studio:event:${event.type}`,
        title: event.type,
        ...z.toJSONSchema(event.payload),
      };
      return [`${event.type}.json`, `${JSON.stringify(schema, null, 2)}\n`];
    }),
  );
}
