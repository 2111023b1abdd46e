/** The files an account is made of: the kubeconfig, and the certificates, keys and tokens it names. */

import { stat } from 'node:fs/promises';
import { type ClusterOf, namedFiles } from './kubeconfig.ts';
import { type Entry, readContext } from './kubeconfigFiles.ts';
import type { UserOf } from './kubeconfigUser.ts';
import { readSmallFile } from './smallFile.ts';
import { done, type Result } from './trouble.ts';

export interface AccountFiles {
  readonly stamp: string;
  readonly cluster: ClusterOf;
  readonly user: UserOf;
  readonly authority: string | undefined;
  readonly certificate: string | undefined;
  readonly key: string | undefined;
  readonly token: string | undefined;
}

/** Reads all of them; `learn` is told each secret. */
export async function readAccount(
  entry: Entry,
  learn: (secret: string | undefined) => void,
): Promise<Result<AccountFiles>> {
  const context = await readContext(entry);
  if (!context.ok) return context;
  if (!context.value.account.ok) return context.value.account;
  const { cluster, user } = context.value.account.value;
  // Before reading: what changes meanwhile is read again the next time.
  const stamp = await stampOf([entry.file, ...namedFiles({ cluster, user })]);
  const authority = await pem(cluster.authorityData, cluster.authorityFile);
  const certificate = await pem(user.certificateData, user.certificateFile);
  const key = await pem(user.keyData, user.keyFile);
  const token = user.tokenFile ? await readSmallFile(user.tokenFile, 64 * 1024) : done(user.token);
  if (!authority.ok) return authority;
  if (!certificate.ok) return certificate;
  if (!key.ok) return key;
  if (!token.ok) return token;
  for (const secret of [token.value, user.token, user.password, user.keyData, key.value]) learn(secret);
  return done({
    stamp,
    cluster,
    user,
    authority: authority.value,
    certificate: certificate.value,
    key: key.value,
    token: token.value?.trim(),
  });
}

/** Whether they are as they were when they were read. */
export const unchanged = async (entry: Entry, files: AccountFiles): Promise<boolean> =>
  (await stampOf([entry.file, ...namedFiles(files)])) === files.stamp;

/** Data in the kubeconfig goes before the file it names, as in client-go. */
async function pem(data: string | undefined, file: string | undefined): Promise<Result<string | undefined>> {
  if (data) return done(Buffer.from(data, 'base64').toString('utf8'));
  return file ? readSmallFile(file) : done(undefined);
}

/** Changes when any of the files changes, appears or goes. */
async function stampOf(paths: readonly string[]): Promise<string> {
  const stamps = paths.map(async (path) => {
    const found = await stat(path, { bigint: true }).catch(() => undefined);
    return found ? `${found.ino}:${found.size}:${found.mtimeNs}:${found.ctimeNs}` : '-';
  });
  return (await Promise.all(stamps)).join(' ');
}
