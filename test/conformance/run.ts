/** `npm run conformance -- [DIR]`: every known case file in DIR against the product's own code. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { componentArgs } from './componentArgs.ts';
import { config } from './config.ts';
import { drainCase } from './drain.ts';
import { kubelet } from './kubelet.ts';
import { registries } from './registries.ts';
import { startup } from './startup.ts';

/** A judge says why a case disagrees, or nothing. */
export type Judge = (testCase: never) => Promise<string | undefined>;

/** One line per kind of case file. */
const judges: Readonly<Record<string, Judge>> = {
  config,
  drain: drainCase,
  kubelet,
  registries,
  'component-args': componentArgs,
  startup,
};

const folder = resolve(process.argv[2] ?? import.meta.dirname);
if (!existsSync(folder)) {
  console.error(`There is no folder ${folder}. Name the folder that holds the case files.`);
  process.exit(2);
}
let disagreements = 0;
for (const file of readdirSync(folder)
  .filter((name) => name.endsWith('.json'))
  .sort()) {
  const name = basename(file, '.json');
  const judge = judges[name];
  if (!judge) {
    console.log(`${file}: unknown kind of case file, skipped (known: ${Object.keys(judges).join(', ')})`);
    continue;
  }
  const cases = JSON.parse(readFileSync(join(folder, file), 'utf8')) as { id: string }[];
  const failed: string[] = [];
  for (const testCase of cases) {
    const why = await judge(testCase as never);
    if (why !== undefined) failed.push(`  ${testCase.id}: ${why}`);
  }
  disagreements += failed.length;
  console.log(`${name}: ${cases.length - failed.length}/${cases.length}`);
  if (failed.length > 0) console.log(failed.join('\n'));
}
process.exitCode = disagreements > 0 ? 1 : 0;
