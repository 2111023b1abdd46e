/** The credentials that go into containerd's own configuration, which does not start with an unreadable one. */

import type { Release } from '../knowledge/flag.ts';
import type { Credentials } from './host.ts';
import type { Auth, HostSettings, Text } from './model.ts';
import { tomlLibrary } from './readBack.ts';
import { readBackTable, survivesQuoting } from './toml.ts';

/** By the host that has to ask for them. (K3s `ContainerdConfigTemplate`, pkg/agent/templates at v1.32.0.) */
export function credentialsOf(configs: ReadonlyMap<string, HostSettings>, release: Release): Credentials {
  const library = tomlLibrary(release);
  const byHost = new Map<string, Auth>();
  const unreadable: { settings: HostSettings; because: Text | undefined }[] = [];
  for (const settings of configs.values()) {
    const { auth } = settings;
    if (!auth) continue;
    const host = readBackTable(settings.name, library);
    const broken = [auth.username, auth.password, auth.auth, auth.identityToken].find(
      (field) => field && !survivesQuoting(field.text),
    );
    if (host === undefined || broken) unreadable.push({ settings, because: broken });
    else byHost.set(host, auth);
  }
  return { byHost, unreadable };
}
