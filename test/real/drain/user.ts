/** Users of a real cluster who may do some things only, with a kubeconfig of their own. */

import type { TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type Json, type Server } from '../../cluster/client.ts';
import { base64, kubeconfig } from '../../cluster/reach.ts';
import { ok } from '../../cluster/scratch.ts';
import { folder } from '../../support/folder.ts';

/** What somebody may do, in all namespaces or in one. */
export interface Rule {
  readonly verbs: readonly string[];
  readonly resources: readonly string[];
  readonly groups?: readonly string[];
  readonly namespace?: string;
}

/** May look at everything. */
export const LOOKS: Rule = { verbs: ['get', 'list', 'watch'], resources: ['*'], groups: ['*'] };

const RBAC = 'rbac.authorization.k8s.io';

/** A service account with these rights, which the server knows of when it returns. */
export async function makeUser(t: Pick<TestContext, 'after'>, server: Server, name: string, rules: readonly Rule[]) {
  const admin = new Client(server);
  t.after(() => admin.end());
  const accounts = '/api/v1/namespaces/default/serviceaccounts';
  ok(await admin.post(accounts, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name } }));
  const bindings: string[] = [];
  for (const [index, rule] of rules.entries()) bindings.push(await bind(`${name}-${index}`, rule));
  const wish = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
  const { token } = ok(await admin.post(`${accounts}/${name}/token`, wish)).status;
  const own = new Client({ ...server, auth: { token } });
  t.after(() => own.end());
  const [last] = rules.slice(-1);
  if (last) await until(last, true);

  async function bind(id: string, { verbs, resources, groups = [''], namespace }: Rule): Promise<string> {
    const apiVersion = `${RBAC}/v1`;
    const metadata = { name: id };
    const role = { apiVersion, kind: 'ClusterRole', metadata, rules: [{ apiGroups: groups, resources, verbs }] };
    ok(await admin.post(`/apis/${apiVersion}/clusterroles`, role));
    const subjects = [{ kind: 'ServiceAccount', name, namespace: 'default' }];
    const roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: id };
    const [kind, where] = namespace
      ? ['RoleBinding', `namespaces/${namespace}/rolebindings`]
      : ['ClusterRoleBinding', 'clusterrolebindings'];
    ok(await admin.post(`/apis/${apiVersion}/${where}`, { apiVersion, kind, metadata, subjects, roleRef }));
    return `/apis/${apiVersion}/${where}/${id}`;
  }

  /** Waits until the server says so itself: it hears of bindings a moment later. */
  async function until({ verbs, resources, groups = [''], namespace }: Rule, may: boolean): Promise<void> {
    const [resource = '', subresource] = (resources[0] ?? '').split('/');
    const attributes = { verb: verbs[0], resource, subresource, group: groups[0], namespace };
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SelfSubjectAccessReview' };
    for (let tries = 0; ; tries++) {
      const spec = { resourceAttributes: attributes };
      const answer = await own.post('/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', { ...review, spec });
      if (((answer.json as Json).status?.allowed === true) === may) return;
      if (tries > 200) throw new Error(`${name}: ${JSON.stringify(attributes)} stays ${!may}`);
      await sleep(50);
    }
  }

  const cluster = { 'certificate-authority-data': base64(server.ca) };
  const files = folder(t, { config: kubeconfig({ server: server.url, cluster, user: { token } }) });
  return {
    /** Who asks with it is that user. */
    api: own,
    kubeconfig: files.at('config'),
    /** Takes the right with that number away. */
    async forget(index: number): Promise<void> {
      ok(await admin.delete(bindings[index] as string));
      await until(rules[index] as Rule, false);
    },
  };
}
