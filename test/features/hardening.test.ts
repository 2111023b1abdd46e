/** What the fixes of the security rules write. */

import { describe, it } from 'node:test';
import { fix, fixAll } from '../support/ask.ts';

const hardened = '# k3s: role=server version=v1.33 profile=hardened\n';

describe('fixes for hardening', () => {
  it('write a switch at the end of the file', () =>
    fix(`${hardened}clus|ter-init: true\n`, 'Write "secrets-encryption: true"').gives(
      `${hardened}cluster-init: true\nsecrets-encryption: true\n`,
    ));
  it('turn a switch on', () =>
    fix(`${hardened}secrets-|encryption: no\n`, 'Write "secrets-encryption: true"').gives(
      `${hardened}secrets-encryption: true\n`,
    ));
  it('write a new list', () =>
    fix(`${hardened}clus|ter-init: true`, 'Add pod-max-pids=4096').gives(
      `${hardened}cluster-init: true\nkubelet-arg:\n  - pod-max-pids=4096`,
    ));
  it('go on with a list in its style', async () => {
    await fix(`${hardened}kubelet-|arg:\n- v=2\ndebug: true\n`, 'Add pod-max-pids=4096').gives(
      `${hardened}kubelet-arg:\n- v=2\n- pod-max-pids=4096\ndebug: true\n`,
    );
    await fix(`${hardened}kubelet-|arg: [v=2]\n`, 'Add pod-max-pids=4096').gives(
      `${hardened}kubelet-arg: [v=2, pod-max-pids=4096]\n`,
    );
    await fix(`${hardened}kubelet-|arg: []\n`, 'Add pod-max-pids=4096').gives(
      `${hardened}kubelet-arg: [pod-max-pids=4096]\n`,
    );
    await fix(`${hardened}kubelet-|arg: v=2 # why\n`, 'Add pod-max-pids=4096').gives(
      `${hardened}kubelet-arg:\n  - v=2\n  - pod-max-pids=4096 # why\n`,
    );
    await fix(`${hardened}kubelet-|arg:\n  - v=2\n  - vmodule=a\n`, 'Add pod-max-pids=4096').gives(
      `${hardened}kubelet-arg:\n  - v=2\n  - vmodule=a\n  - pod-max-pids=4096\n`,
    );
  });
  it('add a plugin to the others', () =>
    fix(
      `${hardened}kube-apiserver-arg: [enable-|admission-plugins=NodeRestriction]\n`,
      'Change to "enable-admission-plugins=NodeRestriction,EventRateLimit"',
    ).gives(`${hardened}kube-apiserver-arg: ['enable-admission-plugins=NodeRestriction,EventRateLimit']\n`));
  it('are not part of "fix all", because they need files on the machine', () =>
    fixAll(`${hardened}cluster-init: true\n`).hasNothingToDo());
});

describe('fixes for secrets and modes', () => {
  const server = '# k3s: role=server version=v1.33\n';
  it('name a file in place of the secret', () =>
    fix(
      `${server}to|ken: abc # ours\n`,
      'Write "token-file: /etc/rancher/k3s/token", once the secret is in there',
    ).gives(`${server}token-file: /etc/rancher/k3s/token # ours\n`));
  it('are not part of "fix all", because the secret would be gone', () =>
    fixAll(`${server}token: abc\nwrite-kubeconfig-mode: "0644"\n`).hasNothingToDo());
  it('close a kubeconfig', () =>
    fix(`${server}write-kubeconfig-mode: "06|44"\n`, "Change to '0600'").gives(
      `${server}write-kubeconfig-mode: '0600'\n`,
    ));
  it('take a reset and its snapshot out together', () =>
    fix(`${server}cluster-|reset: true\ndebug: true\ncluster-reset-restore-path: /a\n`, 'Remove both keys').gives(
      `${server}debug: true\n`,
    ));
});
