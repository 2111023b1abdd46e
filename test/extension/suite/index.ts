/** Runs the tests that need a real VS Code, inside its extension host, one after the other. */

import { clusterTests } from './cluster.ts';
import { commandTests } from './commands.ts';
import { effectiveTests } from './effective.ts';
import { findingTests } from './findings.ts';
import { helpTests } from './help.ts';
import { kubeletTests } from './kubelet.ts';
import { languageTests } from './language.ts';
import { machineTests } from './machine.ts';
import { offerTests } from './offer.ts';
import { registriesTests } from './registries.ts';
import { rootTests } from './rootFiles.ts';
import { serverTests } from './server.ts';
import { closeAll } from './steps.ts';
import { userTests } from './user.ts';
import { virtualTests } from './virtual.ts';

/** What is true, in words, and how to see it. */
export type Tests = Readonly<Record<string, () => Promise<void>>>;

/** Those of a window whose person is not root. */
const ofUser: readonly Tests[] = [userTests];

const all: readonly Tests[] = [
  languageTests,
  findingTests,
  helpTests,
  effectiveTests,
  registriesTests,
  kubeletTests,
  commandTests,
  offerTests,
  virtualTests,
  machineTests,
  rootTests,
  clusterTests,
  serverTests,
];

/** VS Code calls this; a rejection is a failed run. */
export async function run(): Promise<void> {
  const groups = process.env.K3S_TEST_SUITE === 'user' ? ofUser : all;
  const tests = groups.flatMap((group) => Object.entries(group));
  const failed: string[] = [];
  for (const [name, test] of tests) {
    const from = performance.now();
    const error = await test().then(
      () => undefined,
      (reason: unknown) => reason,
    );
    await closeAll();
    const took = `${Math.round(performance.now() - from)} ms`;
    console.log(`${error === undefined ? 'ok  ' : 'FAIL'} ${name} (${took})`);
    if (error === undefined) continue;
    failed.push(name);
    console.log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  console.log(`${tests.length - failed.length} passed, ${failed.length} failed`);
  if (failed.length > 0) throw new Error(`failed: ${failed.join('; ')}`);
}
