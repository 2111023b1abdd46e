/** Watches: what happens after a version, as lines, until the client or the time limit ends them. */

import { type Change, EXPIRED } from '../store/collection.ts';
import { Entry, type KubeObject } from '../store/object.ts';
import { agree, type Form } from './accept.ts';
import type { Backend } from './backend.ts';
import { type ListOptions, listOptions } from './options.ts';
import { metadataOnly, tableJson, viewed } from './present.ts';
import type { Lines, Reply } from './reply.ts';
import { header, type Incoming, type Target } from './request.ts';
import { groupVersion, type ResourceType } from './resources.ts';
import { ApiError } from './status.ts';

/** The real server sends a bookmark about once a minute, and one before it ends a watch. */
const BOOKMARK = 60_000;
const LAST_BOOKMARK = 2_000;
const LONGEST = 1800;

/** A watch that is open, for those who want to disturb it. */
export interface OpenWatch {
  readonly target: Target;
  /** Nothing is sent any more, not even an end. */
  frozen: boolean;
  /** Tells the client that its version is too old, and ends. */
  expire(): void;
  end(): void;
  cut(): void;
}

/** Answers a watch; `opened` is told about it once it stands. */
export function watch(
  backend: Backend,
  request: Incoming,
  target: Target,
  reply: Reply,
  opened: (watch: OpenWatch) => () => void,
): void {
  const { type } = target;
  const { form } = agree(header(request, 'accept'), {});
  const options = listOptions(request.query, target, true);
  if (type.computed !== undefined)
    throw new ApiError(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource');
  const { store, clock } = backend;
  const collection = store.collection(type);
  const asked = options.version === '' ? 0 : Number(options.version);
  if (!Number.isInteger(asked))
    throw ApiError.badRequest(`resourceVersion: Invalid value: ${JSON.stringify(options.version)}`);
  const lines = reply.lines();
  const writer = new Writer(type, form, options, lines, () => clock.now());
  const undo: (() => void)[] = [];
  let over = false;
  const finish = (last: () => void) => {
    if (over) return;
    over = true;
    for (const step of undo) step();
    last();
  };
  const open: OpenWatch = {
    target,
    frozen: false,
    expire: () =>
      finish(() => {
        writer.error(ApiError.expired(`too old resource version: ${asked} (${store.version})`));
        lines.end();
      }),
    end: () => finish(() => lines.end()),
    cut: () => finish(() => lines.cut()),
  };
  undo.push(opened(open));
  request.signal.addEventListener('abort', () => finish(() => undefined), { once: true });

  const missed = asked === 0 ? [] : collection.since(asked);
  if (missed === EXPIRED) {
    open.expire();
    return;
  }
  if (asked === 0 ? options.initialEvents !== false : options.initialEvents === true) {
    for (const entry of collection.all()) writer.present(entry);
    if (options.initialEvents === true) writer.bookmark(store.version, true);
  } else for (const change of missed) writer.change(change);

  undo.push(
    collection.listen((change) => {
      if (!open.frozen && change.version > asked) writer.change(change);
    }),
  );
  const every = (ms: number, run: () => void) => {
    let cancel = clock.after(ms, function again() {
      run();
      cancel = clock.after(ms, again);
    });
    undo.push(() => cancel());
  };
  const mark = () => {
    if (!open.frozen) writer.bookmark(store.version);
  };
  if (options.bookmarks) every(BOOKMARK, mark);
  const limit = (options.timeoutSeconds || LONGEST + Math.random() * LONGEST) * 1000;
  if (options.bookmarks && limit > LAST_BOOKMARK) undo.push(clock.after(limit - LAST_BOOKMARK, mark));
  undo.push(
    clock.after(limit, () => {
      if (!open.frozen) open.end();
    }),
  );
}

/** Writes events in the form that was agreed on. */
class Writer {
  readonly #type: ResourceType;
  readonly #form: Form;
  readonly #options: ListOptions;
  readonly #lines: Lines;
  readonly #now: () => number;
  #headed = false;

  constructor(type: ResourceType, form: Form, options: ListOptions, lines: Lines, now: () => number) {
    this.#type = type;
    this.#form = form;
    this.#options = options;
    this.#lines = lines;
    this.#now = now;
  }

  /** An object that was there before. */
  present(entry: Entry): void {
    if (this.#options.selected(entry.object)) this.#write('ADDED', entry);
  }

  /** A change is an addition or a deletion for those who see only some of the objects. */
  change({ type, entry, before }: Change): void {
    const { selected } = this.#options;
    const is = type !== 'DELETED' && selected(entry.object);
    const was = before !== undefined && selected(before.object);
    if (is) this.#write(was ? 'MODIFIED' : 'ADDED', entry);
    else if (was) this.#write('DELETED', type === 'DELETED' ? entry : lastSeen(before as Entry, entry));
  }

  bookmark(version: number, initialEnd = false): void {
    const metadata = {
      resourceVersion: String(version),
      creationTimestamp: null,
      ...(initialEnd ? { annotations: { 'k8s.io/initial-events-end': 'true' } } : {}),
    };
    const empty = { kind: this.#type.kind, apiVersion: groupVersion(this.#type), metadata } as unknown as KubeObject;
    this.#write('BOOKMARK', new Entry('', empty));
  }

  error({ status }: ApiError): void {
    this.#lines.write(`{"type":"ERROR","object":${JSON.stringify(status)}}`);
  }

  #write(kind: string, stored: Entry): void {
    this.#lines.write(`{"type":"${kind}","object":${this.#object(viewed(stored, this.#type))}}`);
  }

  #object(entry: Entry): string {
    if (this.#form === 'metadata') return JSON.stringify(metadataOnly(entry.object));
    if (this.#form !== 'table') return entry.json;
    const columns = !this.#headed;
    this.#headed = true;
    const metadata = { resourceVersion: entry.object.metadata.resourceVersion };
    return tableJson(this.#type, [entry], metadata, { include: this.#options.include, now: this.#now(), columns });
  }
}

/** An object that left the selection is shown as it was, with the version at which it left. */
function lastSeen(before: Entry, entry: Entry): Entry {
  const { object } = before;
  const metadata = { ...object.metadata, resourceVersion: entry.object.metadata.resourceVersion };
  return new Entry(before.key, { ...object, metadata });
}
