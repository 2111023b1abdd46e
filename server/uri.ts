/** URIs as text: one spelling per file, so that an editor's URI and one we build from a folder listing are the same. */

/** The spellings of files that are asked for again and again while somebody types. */
const spelled = new Map<string, string>();
const MOST_SPELLED = 1000;

/** Every path segment decoded and encoded again in one way; anything unreadable stays as it is. */
export function canonical(uri: string): string {
  let found = spelled.get(uri);
  if (found === undefined) {
    if (spelled.size >= MOST_SPELLED) spelled.clear();
    found = spell(uri);
    spelled.set(uri, found);
  }
  return found;
}

function spell(uri: string): string {
  const scheme = /^[a-z][a-z0-9+.-]*:(?:\/\/[^/]*)?/i.exec(uri)?.[0] ?? '';
  const rest = uri.slice(scheme.length);
  return scheme + rest.split('/').map(segment).join('/');
}

function segment(text: string): string {
  try {
    return encodeURIComponent(decodeURIComponent(text));
  } catch {
    return text;
  }
}

/** The last segment, decoded, as a person would call the file. */
export function nameOf(uri: string): string {
  const last = uri.slice(uri.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

/** A short name for a file beside another one: `config.yaml.d/10-x.yaml` seen from its `config.yaml`. */
export function relativeTo(main: string, uri: string): string {
  const folder = main.slice(0, main.lastIndexOf('/') + 1);
  if (!uri.startsWith(folder)) return nameOf(uri);
  return uri.slice(folder.length).split('/').map(nameOf).join('/');
}
