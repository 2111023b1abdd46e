/** Files of one machine as root sees them: whoever looks while the machine is being asked goes along with the next script. */

import type { Machine } from '../../host/machine.ts';
import { createFolder, type RenameOptions, remove, rename } from './change.ts';
import { AT_ONCE, type Look, type LookOptions, look, type Question } from './look.ts';
import { type ChangeOptions, type Saved, type SaveOptions, save } from './save.ts';
import type { RootFileTrouble } from './trouble.ts';

interface Waiting extends Question {
  tell(answer: Look | RootFileTrouble): void;
}

export class RootFiles {
  readonly #machine: Machine;
  readonly #options: LookOptions;
  #waiting: Waiting[] = [];
  #looking = false;

  /** @param options `root` is a folder that stands for `/` */
  constructor(machine: Machine, options: LookOptions = {}) {
    this.#machine = machine;
    this.#options = options;
  }

  /** What a path is, what lies in a folder, or what a file says; never throws. */
  look(what: Question['what'], path: string): Promise<Look | RootFileTrouble> {
    return new Promise((tell) => {
      this.#waiting.push({ what, path, tell });
      // All that is asked for in one go is there by then.
      if (!this.#looking) setImmediate(() => void this.#askAll());
    });
  }

  save(path: string, content: Uint8Array, options: SaveOptions): Promise<Saved | RootFileTrouble> {
    return save(this.#machine, path, content, { ...this.#options, ...options });
  }

  createFolder(path: string, options: ChangeOptions): ReturnType<typeof createFolder> {
    return createFolder(this.#machine, path, { ...this.#options, ...options });
  }

  rename(path: string, to: string, options: RenameOptions): ReturnType<typeof rename> {
    return rename(this.#machine, path, to, { ...this.#options, ...options });
  }

  remove(path: string, options: ChangeOptions): ReturnType<typeof remove> {
    return remove(this.#machine, path, { ...this.#options, ...options });
  }

  async #askAll(): Promise<void> {
    if (this.#looking) return;
    this.#looking = true;
    while (this.#waiting.length > 0) {
      const asked = this.#waiting.splice(0, AT_ONCE);
      const answers = await look(this.#machine, asked, this.#options);
      for (const [index, one] of asked.entries()) {
        const answer = answers[index];
        if (answer === 'later') this.#waiting.push(one);
        else if (answer) one.tell(answer);
      }
    }
    this.#looking = false;
  }
}
