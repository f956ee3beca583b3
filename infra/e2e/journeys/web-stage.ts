import { LinkServer } from '@effect-studio/intake/testing/link-server';
import type { BrowserContext, Page } from 'playwright-core';
import { StudioBrowser } from '../studio-browser.ts';
import { StudioUnderTest } from '../studio-under-test.ts';

/** What the second device of the creator calls itself. */
export const OTHER_DEVICE =
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10.15; rv:140.0) Gecko/20100101 Firefox/140.0';

/** One studio, one browser and a few people for all journeys; each person has a profile of their own. */
export class WebStage {
  readonly world: StudioUnderTest;
  readonly browser: StudioBrowser;
  /** Makes an effect. */
  readonly creator: BrowserContext;
  /** The same person on a device whose forms nobody else fills. */
  readonly formDevice: BrowserContext;
  /** The same person on a device that gets signed out. */
  readonly lostDevice: BrowserContext;
  readonly admin: BrowserContext;
  /** A web server of this machine to which links may lead here. */
  readonly links: LinkServer;
  /** A look: two seconds of warm light. */
  readonly example: string;
  /** Three seconds of moving bars. */
  readonly footage: string;

  private constructor(parts: Omit<WebStage, 'close' | 'openAt'>) {
    this.world = parts.world;
    this.browser = parts.browser;
    this.creator = parts.creator;
    this.formDevice = parts.formDevice;
    this.lostDevice = parts.lostDevice;
    this.admin = parts.admin;
    this.links = parts.links;
    this.example = parts.example;
    this.footage = parts.footage;
  }

  static async open(): Promise<WebStage> {
    const links = await LinkServer.open();
    const world = await StudioUnderTest.start({
      web: true,
      env: { INTAKE_LINK_OWN_SERVERS: `127.0.0.1:${links.port}` },
    });
    const [example, footage, browser] = await Promise.all([
      world.drawClip(
        'warm.mp4',
        'gradients=s=320x240:c0=0x5a1a08:c1=0xf0a040:x0=0:y0=0:x1=320:y1=240:speed=0.01:d=2:r=25',
      ),
      world.drawClip('bars.mp4', 'testsrc2=s=320x180:d=3:r=25'),
      StudioBrowser.start(world.studio),
    ]);
    // A letter is found by its address: the sign-ins of one person go one after another.
    const asCreator = async () => ({
      creator: await browser.signIn('creator'),
      formDevice: await browser.signIn('creator'),
      lostDevice: await browser.signIn('creator', undefined, OTHER_DEVICE),
    });
    const [people, admin] = await Promise.all([asCreator(), browser.signIn('admin')]);
    return new WebStage({ world, browser, ...people, admin, links, example, footage });
  }

  async close(): Promise<void> {
    await this.browser.stop();
    await this.world.stop();
    await this.links.close();
  }

  /** A new page of somebody at a place, such as `#/margin`. */
  async openAt(context: BrowserContext, hash: string): Promise<Page> {
    const page = await context.newPage();
    await page.goto(`/${hash}`);
    return page;
  }
}
