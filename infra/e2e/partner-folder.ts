import { execFile } from 'node:child_process';
import { cpSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { REPOSITORY } from '@effect-studio/schema/build/contexts';

const run = promisify(execFile);

/**
 * An empty folder into which a partner installed the packed client, and put the example program. Nothing is fetched:
 * the two packages from the registry that the example needs are linked.
 */
export class PartnerFolder {
  readonly path: string;

  private constructor(folder: string) {
    this.path = folder;
  }

  /** @param parent an existing folder; it is left to others to remove */
  static async make(parent: string): Promise<PartnerFolder> {
    const folder = path.join(parent, 'partner');
    mkdirSync(folder);
    const partner = new PartnerFolder(folder);
    writeFileSync(path.join(folder, 'package.json'), '{"name":"partner","private":true,"type":"module"}');
    const { stdout } = await partner.#npm(
      ['pack', '--json', '--pack-destination', folder],
      `${REPOSITORY}schema/client`,
    );
    // What prepack says comes before.
    const [{ filename }] = JSON.parse(stdout.slice(stdout.search(/^\[/m))) as [{ filename: string }];
    await partner.#npm(['install', path.join(folder, filename)], folder);
    for (const name of ['graphql', 'graphql-ws', '@types/node', 'undici-types']) {
      const link = path.join(folder, 'node_modules', name);
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(`${REPOSITORY}node_modules/${name}`, link);
    }
    for (const file of ['run-effect.ts', 'studio.ts']) {
      cpSync(`${REPOSITORY}docs/partners/${file}`, path.join(folder, file));
    }
    return partner;
  }

  /** Checks the example against the installed types. @throws Error with what the compiler says */
  async checkTypes(): Promise<void> {
    const options = {
      target: 'esnext',
      module: 'nodenext',
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
      noEmit: true,
    };
    const config = path.join(this.path, 'tsconfig.json');
    writeFileSync(config, JSON.stringify({ compilerOptions: options, files: ['run-effect.ts'] }));
    await run(`${REPOSITORY}node_modules/.bin/tsc`, ['--project', config], { cwd: this.path }).catch(
      ({ stdout }: { stdout: string }) => {
        throw new Error(stdout);
      },
    );
  }

  /** Runs the example. @returns what it prints */
  async run(args: readonly string[], environment: Readonly<Record<string, string>>): Promise<string> {
    const { stdout } = await run(process.execPath, ['run-effect.ts', ...args], {
      cwd: this.path,
      env: { PATH: process.env.PATH, ...environment },
    });
    return stdout;
  }

  #npm(args: readonly string[], cwd: string) {
    return run('npm', [...args, '--no-audit', '--no-fund', '--offline'], {
      cwd,
      env: { PATH: process.env.PATH, HOME: this.path, npm_config_cache: path.join(this.path, '.cache') },
    });
  }
}
