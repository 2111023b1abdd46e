/** `npm run conformance -- [DIR]`: every known case file in DIR against the product's own code. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { componentArgs } from './componentArgs.ts';
import { config } from './config.ts';
import { kubelet } from './kubelet.ts';
import { registries } from './registries.ts';
import { startup, waits } from './startup.ts';

/** A judge says why a case disagrees, or nothing. */
export type Judge = (testCase: never) => Promise<string | undefined>;

/** One line per kind of case file. */
const judges: Readonly<Record<string, Judge>> = {
  config,
  kubelet,
  registries,
  'component-args': componentArgs,
  startup,
};

/** Cases that may still disagree, and what for. */
const waiting: Readonly<Record<string, { for: string; isFor: (testCase: never) => boolean }>> = {
  startup: { for: 'registries and kubelet drop-ins', isFor: waits },
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
  const later = waiting[name];
  let open = 0;
  for (const testCase of cases) {
    const why = await judge(testCase as never);
    if (why !== undefined && later?.isFor(testCase as never)) open++;
    else if (why !== undefined) failed.push(`  ${testCase.id}: ${why}`);
  }
  disagreements += failed.length;
  console.log(`${name}: ${cases.length - failed.length - open}/${cases.length}`);
  if (later && open > 0) console.log(`waiting for ${later.for}: ${open}`);
  if (failed.length > 0) console.log(failed.join('\n'));
}
process.exitCode = disagreements > 0 ? 1 : 0;
