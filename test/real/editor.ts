/** What a test in a real VS Code needs: one that runs in a browser, and the extension as it is now. */

import { build } from '../../scripts/build.mjs';
import { testHost } from '../../scripts/setup/desktop.mjs';
import { setUp } from '../../scripts/setup.mjs';
import { Unavailable } from './unavailable.ts';

/** Makes both; throws `Unavailable` where there can be no such VS Code. */
export async function prepareEditor(): Promise<object> {
  const { host, why } = await testHost();
  if (host !== 'browser') throw new Unavailable(`This needs a VS Code in a browser, but ${why}.`);
  await setUp({ editor: true });
  await build();
  return {};
}
