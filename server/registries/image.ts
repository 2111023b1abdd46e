/** Names of images as containerd completes them: registry, repository, tag. */

export interface ImageName {
  readonly registry: string;
  readonly repository: string;
  /** Empty when only a digest is given. */
  readonly tag: string;
  readonly digest: string;
}

const DOCKER_HUB = 'docker.io';
const DOMAIN =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\[[a-fA-F0-9:]+\])(?::[0-9]+)?$/;
const REPOSITORY = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

/** Takes a name apart as `ParseDockerRef` of distribution/reference; undefined when it is none. */
export function readImage(text: string): ImageName | undefined {
  const at = text.indexOf('@');
  const digest = at < 0 ? '' : text.slice(at + 1);
  if (at >= 0 && !/^[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}$/.test(digest))
    return undefined;
  const named = at < 0 ? text : text.slice(0, at);
  const slash = named.indexOf('/');
  const host = slash > 0 && isRegistryName(named.slice(0, slash)) ? named.slice(0, slash) : '';
  const rest = host === '' ? named : named.slice(slash + 1);
  const [, path = '', tag] = /^(.*?)(?::([\w][\w.-]{0,127}))?$/.exec(rest) ?? [];
  const registry = host === '' || host === 'index.docker.io' ? DOCKER_HUB : host;
  const repository = registry === DOCKER_HUB && !path.includes('/') ? `library/${path}` : path;
  if (!DOMAIN.test(registry) || !REPOSITORY.test(repository)) return undefined;
  return { registry, repository, tag: tag ?? (digest === '' ? 'latest' : ''), digest };
}

/** Whether the first word of an image name is a registry and no folder on Docker Hub. */
export function isRegistryName(word: string): boolean {
  return /[.:]/.test(word) || word === 'localhost' || word.toLowerCase() !== word;
}

/** Whether an image can name this registry at all. */
export function canBeAsked(name: string): boolean {
  return isRegistryName(name) && DOMAIN.test(name) && name !== 'index.docker.io';
}
