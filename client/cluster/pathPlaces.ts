/** What a path depends on: names in folders, through all links, up to the first that is not there. */

import { lstatSync, readlinkSync } from 'node:fs';
import { dirname, join, parse, resolve, sep } from 'node:path';

/** As many links as the system follows. */
const MOST_LINKS = 40;

/** Folder → names in it that count. Every folder is there; so when one of the names comes or goes, the path may be another file. */
export function placesOf(path: string): ReadonlyMap<string, ReadonlySet<string>> {
  const places = new Map<string, Set<string>>();
  let links = 0;
  let rest = partsOf(path);
  let folder = parse(resolve(path)).root;
  for (let name = rest.shift(); name !== undefined; name = rest.shift()) {
    const full = join(folder, name);
    const found = lookAt(full);
    // Folders on the way are not replaced all the time, links and the last name are.
    if (found.kind !== 'folder' || rest.length === 0) {
      const names = places.get(folder) ?? new Set();
      places.set(folder, names.add(name));
    }
    if (found.kind === 'nothing') break;
    if (found.kind === 'folder') folder = full;
    else {
      if (++links > MOST_LINKS) break;
      const target = resolve(dirname(full), found.target);
      rest = [...partsOf(target), ...rest];
      folder = parse(target).root;
    }
  }
  return places;
}

const partsOf = (path: string): string[] => {
  const full = resolve(path);
  return full.slice(parse(full).root.length).split(sep).filter(Boolean);
};

type Found =
  | { readonly kind: 'nothing' }
  /** Or a file. */
  | { readonly kind: 'folder' }
  | { readonly kind: 'link'; readonly target: string };

function lookAt(path: string): Found {
  try {
    if (!lstatSync(path).isSymbolicLink()) return { kind: 'folder' };
    return { kind: 'link', target: readlinkSync(path) };
  } catch {
    // Not there, or not for us to see: then it counts when that changes.
    return { kind: 'nothing' };
  }
}
