import { readingOf, textOf } from '@effect-studio/web-kit/definition/definition-text.ts';
import { useLiveQuery } from '@effect-studio/web-kit/graph/use-live-query.ts';
import { Button, Code, Textarea } from '@mantine/core';
import { useState } from 'react';
import grid from '../../parts/grid.module.css';
import { fleets as en } from '../../words/en/fleets.ts';
import { FIRST_DOCUMENT, type FleetDocumentShape } from './fleet-document.ts';
import { FleetSchemaDocument } from './fleets.graphql.ts';
import classes from './fleets.module.css';

interface DocumentEditorProps {
  document: FleetDocumentShape;
  onPlan: (document: unknown) => void;
}

/** The whole document as text: templates, fleets and assignments at once. */
export function DocumentEditor({ document, onPlan }: DocumentEditorProps) {
  const isFirst = Object.keys(document.templates).length === 0;
  const [text, setText] = useState(() => textOf(document));
  const schema = useLiveQuery({ query: FleetSchemaDocument, variables: {} });
  const reading = readingOf(text);
  return (
    <div className={grid.stack}>
      {isFirst && text === textOf(document) && (
        <div>
          <Button size="compact-sm" variant="default" onClick={() => setText(textOf(FIRST_DOCUMENT))}>
            {en.beginWithASmallOne}
          </Button>
        </div>
      )}
      <Textarea
        className={classes.editor}
        label={en.documentJson}
        description={en.theWholeOfItEveryTime}
        autosize
        minRows={14}
        maxRows={30}
        spellCheck={false}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        error={reading.fault}
      />
      <div>
        <Button
          disabled={reading.fault !== null || text === textOf(document)}
          onClick={() => reading.fault === null && onPlan(reading.definition)}
        >
          {en.lookAtTheDifference}
        </Button>
      </div>
      {schema.data?.fleetDocumentSchema != null && (
        <details>
          <summary>{en.whatADocumentMaySay}</summary>
          <Code block className={classes.schema} tabIndex={0}>
            {JSON.stringify(schema.data.fleetDocumentSchema, null, 2)}
          </Code>
        </details>
      )}
    </div>
  );
}
