import { mountStudio } from '../studio-root.tsx';
import classes from './parts.module.css';
import { PARTS } from './parts.tsx';

mountStudio(
  'admin',
  <main className={classes.page}>
    <h1>Parts of the web kit</h1>
    {Object.entries(PARTS).map(([name, part]) => (
      <section key={name} data-part={name} aria-label={name} className={classes.part}>
        {part}
      </section>
    ))}
  </main>,
);
