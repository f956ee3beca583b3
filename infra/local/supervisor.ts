import path from 'node:path';
import { buildWebApp } from './build-web.ts';
import { type ChildPlan, childPlans, hostPlan, preparations } from './children.ts';
import { type ChildName, type StudioPorts, studioEnvironment, studioMode } from './environment.ts';
import { generateWhenStale } from './generate-when-stale.ts';
import { abortable, lineProgress, type Progress, silentProgress } from './progress.ts';
import { claimStateDir, publishRun, releaseStateDir, type SignIn, type StudioUrls } from './run-file.ts';
import { runToEnd } from './run-to-end.ts';
import { choosePort } from './services/ports.ts';
import { type EmbeddedService, type ResolvedServices, resolveServices } from './services/resolve-services.ts';
import { createServiceContext, repositoryRoot, type ServiceContext } from './services/service-context.ts';
import { readSignIns } from './sign-ins.ts';
import { startChild } from './start-child.ts';
import { SupervisedProcess } from './supervised-process.ts';
import { viteChild } from './vite-child.ts';

export type StudioPart = ChildName | 'web';
export type StudioProcess = ChildName | EmbeddedService['name'];

export interface StartStudioOptions {
  /** Where everything is kept; `.studio` of the repository by default. */
  readonly stateDir?: string;
  /** Prints nothing. Default false. */
  readonly quiet?: boolean;
  /** `'ephemeral'`: any free ports, to run beside another studio. Default: the same ones at every start. */
  readonly ports?: 'ephemeral' | 'remembered';
  /** Starts only these parts, services always. Default all. */
  readonly only?: readonly StudioPart[];
  /** Vite serves the web apps from source. Default false. */
  readonly dev?: boolean;
  /** Contexts to be served over HTTP, one process per group; the others live in the api. Default none. */
  readonly hosts?: readonly (readonly string[])[];
  /** Ends a start under way: the step that runs is let finish or is killed, and everything is taken down again. */
  readonly signal?: AbortSignal;
  /** In place of process.env. */
  readonly env?: NodeJS.ProcessEnv;
}

export interface RunningStudio {
  readonly stateDir: string;
  readonly urls: StudioUrls;
  /** Empty over a real database or identity provider. */
  readonly signIns: readonly SignIn[];
  readonly services: ResolvedServices;
  /** Of the processes that are up now, by name. */
  pids(): Record<string, number>;
  /** Sends a signal; a process that ends by it is started again. */
  kill(name: StudioProcess, signal: NodeJS.Signals): void;
  /** Ends a process and resolves when its successor is ready. */
  restart(name: StudioProcess): Promise<void>;
  /** Ends everything: agent, workers, api, then the services. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Brings a whole studio up: services, generated code, migrations, seeds, web apps, processes. When a step fails,
 * everything already up is ended again.
 *
 * @throws LocalFault `ALREADY_RUNNING`, or what is missing and how to mend it
 */
export async function startStudio(options: StartStudioOptions = {}): Promise<RunningStudio> {
  const stateDir = path.resolve(options.stateDir ?? path.join(repositoryRoot, '.studio'));
  const progress = abortable(options.quiet ? silentProgress : lineProgress(process.stdout), options.signal);
  claimStateDir(stateDir);
  const running: SupervisedProcess[] = [];
  let stopping: Promise<void> | null = null;
  const stop = () => {
    stopping ??= stopInOrder(running).finally(() => releaseStateDir(stateDir));
    return stopping;
  };
  try {
    const context = createServiceContext({ stateDir, ports: options.ports });
    const studio = await bringUp(context, options, progress, running);
    const find = (name: StudioProcess) => running.find((one) => one.name === name);
    return {
      ...studio,
      stateDir,
      pids: () => Object.fromEntries(running.flatMap(({ name, pid }) => (pid === null ? [] : [[name, pid]]))),
      kill: (name, signal) => find(name)?.kill(signal),
      restart: async (name) => find(name)?.restart(),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function bringUp(
  context: ServiceContext,
  options: StartStudioOptions,
  progress: Progress,
  running: SupervisedProcess[],
): Promise<Pick<RunningStudio, 'urls' | 'signIns' | 'services'>> {
  const given = options.env ?? process.env;
  const { stateDir } = context;
  const say = progress.say;
  const wants = (part: StudioPart) => options.only === undefined || options.only.includes(part);

  const services = await progress.step('services', () => resolveServices(context, given), describeServices);
  for (const { name, process: service, startAgain } of services.embedded) {
    running.push(new SupervisedProcess({ name, running: service, start: startAgain, say }));
  }
  const ports = await choosePorts(context);
  await progress.step('generated code', generateWhenStale, (made) => (made ? '' : 'up to date'));
  const builtWeb = wants('web') && !options.dev;
  const web = builtWeb ? await progress.step('web apps', buildWebApps, (apps) => apps.detail) : undefined;

  const environments = studioEnvironment({
    stateDir,
    services,
    secrets: context.secrets,
    ports,
    webDirs: web?.dirs,
    given,
  });
  const prepare = (name: keyof typeof preparations) => {
    const { what, file } = preparations[name];
    return runToEnd(what, path.join(repositoryRoot, file), [], environments[name], options.signal);
  };
  await progress.step('migrations', () => prepare('migrate'));
  const seeded = await progress.step('seeds', () => prepare('seed'));
  const hosts = await Promise.all(
    (options.hosts ?? []).map(async (contexts, index) => {
      const port = await choosePort(`host-${index}`, context.preferredPort(4020 + index), context);
      return { plan: hostPlan(index, contexts, port), contexts, port };
    }),
  );
  const remote = hosts.flatMap(({ contexts, port }) =>
    contexts.map((name) => `${name}=http://127.0.0.1:${port}`),
  );
  const environmentOf = (name: ChildPlan['name']): Record<string, string> => {
    const host = hosts.find(({ plan }) => plan.name === name);
    if (host) return { ...environments.workers, HOST_PORT: String(host.port) };
    if (name === 'api' && remote.length > 0) return { ...environments.api, SUBGRAPH_URLS: remote.join(',') };
    return environments[name as ChildName];
  };
  const plans = [
    ...hosts.map(({ plan }) => plan),
    ...childPlans.filter(({ name }) => wants(name as StudioPart)),
  ];
  const startAll = async (chosen: typeof plans) => {
    const starts = chosen.map((plan) => {
      const start = () => startChild(plan, environmentOf(plan.name), ports, stateDir, options.signal);
      return launch(new SupervisedProcess({ name: plan.name, start, say }), progress, running);
    });
    await allOrFirstFailure(starts);
  };
  await startAll(plans.filter(({ readyUrl }) => readyUrl !== null));
  await startAll(plans.filter(({ readyUrl }) => readyUrl === null));
  if (wants('web') && options.dev) {
    for (const app of ['web-user', 'web-admin'] as const) {
      const start = () => viteChild(app, ports, environments.api, stateDir);
      await launch(new SupervisedProcess({ name: `${app}-dev`, start, say }), progress, running);
    }
  }
  const urls = addressesOf(ports);
  const signIns = studioMode(given) === 'embedded' ? readSignIns(seeded) : [];
  publishRun(stateDir, { urls, ports: { ...ports }, signIns, seedEnvironment: environments.seed });
  return { urls, signIns, services };
}

async function launch(
  child: SupervisedProcess,
  progress: Progress,
  running: SupervisedProcess[],
): Promise<void> {
  running.push(child);
  await progress.step(child.name, () => child.start());
}

/** Waits for all of them also when one fails: a start that goes on unseen could not be ended. */
async function allOrFirstFailure(starts: readonly Promise<void>[]): Promise<void> {
  const failure = (await Promise.allSettled(starts)).find((start) => start.status === 'rejected');
  if (failure) throw failure.reason;
}

async function choosePorts(context: ServiceContext): Promise<StudioPorts> {
  return {
    api: await choosePort('api', context.preferredPort(4000), context),
    webUser: await choosePort('web-user', context.preferredPort(4001), context),
    webAdmin: await choosePort('web-admin', context.preferredPort(4002), context),
    workers: await choosePort('workers', context.preferredPort(4010), context),
  };
}

async function buildWebApps() {
  const user = await buildWebApp('web-user');
  const admin = await buildWebApp('web-admin');
  const detail = user.built || admin.built ? '' : 'up to date';
  return { dirs: { user: user.folder, admin: admin.folder }, detail };
}

/** The children in the opposite order of their start, then the services together. */
async function stopInOrder(running: readonly SupervisedProcess[]): Promise<void> {
  const isService = (one: SupervisedProcess) => ['postgres', 'redis', 'object-store'].includes(one.name);
  for (const child of running.filter((one) => !isService(one)).reverse()) await child.stop();
  await Promise.allSettled(running.filter(isService).map((service) => service.stop()));
}

function addressesOf(ports: StudioPorts): StudioUrls {
  const api = `http://127.0.0.1:${ports.api}`;
  return {
    api,
    graphql: `${api}/graphql`,
    subscriptions: `ws://127.0.0.1:${ports.api}/graphql`,
    webUser: `http://127.0.0.1:${ports.webUser}`,
    webAdmin: `http://127.0.0.1:${ports.webAdmin}`,
  };
}

function describeServices({ embedded }: ResolvedServices): string {
  const names = embedded.map(({ name }) => name).sort();
  return names.length === 3 ? names.join(', ') : `${names.join(', ') || 'none'} here, the others as given`;
}
