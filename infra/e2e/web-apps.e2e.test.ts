import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ADMIN_SCREENS, DETAIL_SCREENS, firstOf, type Screen, USER_SCREENS } from '../screens/places.ts';
import { violationsOf, WIDTHS } from './accessibility.ts';
import {
  deadLetterJourney,
  draftJourney,
  graphiqlJourney,
  keyboardJourney,
  reconnectJourney,
  routingJourney,
} from './journeys/desk-journeys.ts';
import { effectJourney } from './journeys/effect-journey.ts';
import {
  forgottenJourney,
  linkJourney,
  refusalJourney,
  resumeJourney,
  signOutJourney,
  topUpJourney,
} from './journeys/form-journeys.ts';
import { fleetJourney, peopleJourney, providerJourney } from './journeys/house-journeys.ts';
import { makerJourney } from './journeys/maker-journey.ts';
import { newsJourney } from './journeys/news-journey.ts';
import {
  chooseJourney,
  previewJourney,
  recommendationJourney,
  segmentsJourney,
  shortOfTokensJourney,
  useEffectJourney,
} from './journeys/run-journeys.ts';
import { WebStage } from './journeys/web-stage.ts';
import { weightsJourney } from './journeys/weights-journey.ts';
import { chromiumPath } from './studio-browser.ts';

/** Longer than a browser waits for anything, so that what it waited for is told. */
vi.setConfig({ testTimeout: 240_000, maxConcurrency: 4 });

const why = chromiumPath ? '' : ' (skipped: there is no Chromium here; CHROMIUM_PATH may name one)';

describe.skipIf(!chromiumPath)(`the web apps in a browser${why}`, () => {
  let stage: WebStage;

  beforeAll(async () => {
    stage = await WebStage.open();
  }, 240_000);
  afterAll(() => stage?.close());

  // Side by side: one waits for machines while the others click.
  describe.concurrent('at the same time', () => {
    it('take two clips to the gallery, both sides live, and every place on the way is accessible (WCAG 2.2 AA)', () =>
      effectJourney(stage));

    it('say why a broken file and a forbidden link are refused; fetch a clip from a link; go on with an upload that a reload cut off, and keep a form', async () => {
      await refusalJourney(stage);
      await linkJourney(stage);
      await resumeJourney(stage);
    });

    it('close what a device shows that is signed out elsewhere', () => signOutJourney(stage));

    it('sell tokens at a price that is named before, and book them when they are paid', () =>
      topUpJourney(stage));

    it('send news to a telephone that was confirmed, and to a browser', () => newsJourney(stage));

    it('say that the link broke, and are live again without a reload', () => reconnectJourney(stage));

    it('take an order to the router, lift it again, and roll the manifest back', () => routingJourney(stage));

    it('have GraphiQL beside them, which asks as whoever is signed in', () => graphiqlJourney(stage));

    it('find everything by keyboard', () => keyboardJourney(stage));

    it('copy a workflow into a draft, and give it up again', () => draftJourney(stage));

    it('replay a dead letter', () => deadLetterJourney(stage));
  });

  describe.runIf(process.env.E2E_JOURNEYS)('one run after the other', () => {
    it('render another version than the best one, and again as a slider says, at prices that are named', () =>
      chooseJourney(stage));

    it('show the work as it goes', () => previewJourney(stage));

    it('put an effect of the gallery on a clip', () => useEffectJourney(stage));

    it('send somebody who is short of tokens to buy some, and go on with the form as it was', () =>
      shortOfTokensJourney(stage));

    it('make a result of the part to which a long clip was trimmed; play it in segments, and show the moment under the pointer', () =>
      segmentsJourney(stage));

    it('have the manifest follow a recommendation that is approved', () => recommendationJourney(stage));

    it('have a provider tested on one machine and changed, with what was before', () =>
      providerJourney(stage));

    it('give the role of an admin and take it, and let a program of a partner in and out', () =>
      peopleJourney(stage));

    it('make a person a maker, who copies a workflow, tries it and hands it in', () => makerJourney(stage));

    it('put weights that were learnt in force, with what they were learnt from, and take them back', () =>
      weightsJourney(stage));

    it('declare a fleet, assign, size and bound it by differences, and go back', () => fleetJourney(stage));
  });

  describe.runIf(process.env.E2E_FULL)(
    'are accessible on every page, in both schemes and three widths',
    () => {
      const cases = [...ADMIN_SCREENS, ...USER_SCREENS].flatMap((screen) =>
        (['dark', 'light'] as const).map((scheme) => ({ ...screen, scheme })),
      );
      const contextOf = (app: Screen['app']) => (app === 'admin' ? stage.admin : stage.creator);
      it.concurrent.each(cases)('$app $place, $scheme', async ({ app, place, scheme }) => {
        const shown = { hash: `#/${place}`, shows: /./ };
        expect(await violationsOf(contextOf(app), shown, scheme, WIDTHS)).toEqual([]);
      });

      // Pages of one thing: the journeys have left a run, an effect and the like.
      it.concurrent.each(DETAIL_SCREENS)('$app $name', async (screen) => {
        const place = await firstOf({ admin: stage.admin, user: stage.creator }, screen);
        expect(place).not.toBeNull();
        const shown = { hash: `#/${place}`, shows: /./ };
        for (const scheme of ['dark', 'light'] as const)
          expect(await violationsOf(contextOf(screen.app), shown, scheme, WIDTHS)).toEqual([]);
      });
    },
  );

  // The last thing that the creator does here.
  it('give a person a copy of their data, and forget them', () => forgottenJourney(stage));
});
