import grid from '../../parts/grid.module.css';
import { PageHead } from '../../parts/page-head.tsx';
import { people as en } from '../../words/en/people.ts';
import { PartnersPanel } from './partners-panel.tsx';
import { PeoplePanel } from './people-panel.tsx';

/** Who may do what: people with their roles, and the programs of partners with their keys. */
export default function PeoplePage() {
  return (
    <>
      <PageHead title={en.peopleAndKeys}>{en.whoMayDoWhat}</PageHead>
      <div className={grid.stack}>
        <PeoplePanel />
        <PartnersPanel />
      </div>
    </>
  );
}
