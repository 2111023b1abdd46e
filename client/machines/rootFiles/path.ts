/** Which paths root's files are looked for at, and which of them belong to K3s. */

/** As long as Linux takes them. */
const LONGEST = 4095;
const LONGEST_NAME = 255;

/**
 * Whether a text is an absolute path in its only spelling: no `.` and `..`, no empty part, no control characters, proper
 * Unicode. Everything else, such as spaces, quotes and dollars, may stand in it.
 */
export function isPath(text: string): boolean {
  if (text === '/') return true;
  if (!text.startsWith('/') || /[\p{Cc}\p{Surrogate}]/u.test(text) || Buffer.byteLength(text) > LONGEST) return false;
  return text
    .slice(1)
    .split('/')
    .every((name) => name !== '' && name !== '.' && name !== '..' && Buffer.byteLength(name) <= LONGEST_NAME);
}

/** What K3s reads, keeps, or is started by: configuration, data, services, and the environment they get. */
export const isOfK3s = (path: string): boolean =>
  /^\/(etc|var\/lib)\/rancher\//.test(path) ||
  /^\/etc\/(systemd\/system|init\.d|default|sysconfig)\/k3s[^/]*(\/|$)/.test(path);

/** Whether K3s takes a change of this file up only when it starts. */
export const needsRestart = (path: string): boolean =>
  /^\/etc\/rancher\/k3s\/(config\.yaml|config\.yaml\.d\/[^/]+\.ya?ml|registries\.yaml|k3s[^/]*\.env)$/.test(path) ||
  /\/agent\/etc\/kubelet\.conf\.d\/.+$/.test(path) ||
  /^\/etc\/(systemd\/system|init\.d|default|sysconfig)\/k3s[^/]*(\/[^/]+\.conf)?$/.test(path);
