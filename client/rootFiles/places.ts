/** Root's files by their URIs: which machine, which path, and the two ways to look: with questions to a person or without. */

import type { Uri } from 'vscode';
import type { WindowMachines } from '../actions/machines.ts';
import type { Look, Question } from '../machines/rootFiles/look.ts';
import { RootFiles } from '../machines/rootFiles/rootFiles.ts';
import { type RootFileTrouble, rootFileTrouble } from '../machines/rootFiles/trouble.ts';
import type { Target } from '../operations/target.ts';
import { lookDirectly } from './direct.ts';
import { targetOf } from './uri.ts';

export interface Place {
  readonly ok: true;
  readonly target: Target;
  readonly path: string;
  readonly files: RootFiles;
}

export class Places {
  readonly #machines: WindowMachines;
  readonly #asking = new Map<string, RootFiles>();
  readonly #quiet = new Map<string, RootFiles>();

  constructor(machines: WindowMachines) {
    this.#machines = machines;
  }

  /** @param quietly nobody is asked for a password or a host key; what needs one fails */
  of({ authority, path }: Uri, quietly = false): Place | RootFileTrouble {
    const target = targetOf(authority);
    if (!target) return rootFileTrouble('path', `${authority}${path}`);
    const [known, way] = quietly ? [this.#quiet, this.#machines.quietly] : [this.#asking, this.#machines.at];
    const files = known.get(authority) ?? new RootFiles(way(target));
    known.set(authority, files);
    return { ok: true, target, path, files };
  }

  /** Without root where that is enough. */
  async look(what: Question['what'], uri: Uri, quietly = false): Promise<Look | RootFileTrouble> {
    const place = this.of(uri, quietly);
    if (!place.ok) return place;
    const { target, path } = place;
    const seen = target.kind === 'here' ? await lookDirectly(what, path) : undefined;
    return seen ?? place.files.look(what, path);
  }
}
