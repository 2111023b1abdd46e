/** How far the deletion of a node has come, as plain data: enough to go on after a restart. */

import { say } from '../../say.ts';
import type { Part } from '../kind.ts';
import type { Result } from '../operation.ts';
import type { DeleteChoices, DeletePlan } from './plan.ts';
import { isAlive } from './warnings.ts';

export interface DeleteState {
  readonly format: 1;
  readonly node: string;
  readonly nodeUid: string;
  readonly choices: DeleteChoices;
  /** A person was asked for more than a click: whatever asks for that now was seen. */
  readonly typed: boolean;
  /** K3s ran on the machine when the node was deleted. */
  readonly alive: boolean;
  /** Names of volumes that were agreed to be lost; absent when nobody could tell. */
  readonly volumes?: readonly string[];
  /** `asked`: the server was told to, once at least. */
  readonly step: 'there' | 'asked' | 'gone';
  /** What its end waits for. */
  readonly finalizers?: readonly string[];
  readonly password: {
    readonly state: 'open' | 'gone' | 'kept' | 'failed';
    /** Of the Secret that is meant; another one belongs to a machine that came back. */
    readonly uid?: string;
    readonly words?: string;
  };
  readonly back: 'unknown' | 'no' | 'yes';
  /** Why nothing moves at the moment. */
  readonly trouble?: string;
  readonly result?: Result;
  /** Why it ended like that. */
  readonly problem?: string;
}

/** The state before anything was sent. */
export function beginDelete({ facts, choices, typed }: DeletePlan): DeleteState {
  const { node, uid, volumes, password } = facts;
  return {
    format: 1,
    node: node.name,
    nodeUid: uid,
    choices,
    typed,
    alive: isAlive(facts),
    ...(volumes && { volumes: volumes.map(({ name }) => name) }),
    step: 'there',
    password: { state: 'open', ...(password.kind === 'there' && { uid: password.uid }) },
    back: 'unknown',
  };
}

/** Ready to go on after its end: what failed is tried again, what is done stays done, who came back is looked for anew. */
export function resumable({ result: _, problem: __, trouble: ___, ...state }: DeleteState): DeleteState {
  const { state: was, words: ____, ...password } = state.password;
  return {
    ...state,
    back: 'unknown',
    password: was === 'failed' ? { ...password, state: 'open' } : state.password,
  };
}

/** The three things that are seen to. */
export function deleteParts(state: DeleteState): Part[] {
  return [
    { id: 'node', label: say('Node'), ...nodeWords(state) },
    { id: 'password', label: say('Node password'), ...passwordWords(state) },
    { id: 'back', label: say('Return'), ...backWords(state) },
  ];
}

type Words = Pick<Part, 'words' | 'state'>;

function nodeWords({ step, finalizers = [] }: DeleteState): Words {
  if (step === 'gone') return { words: say('Gone.'), state: 'done' };
  if (step === 'there') return { words: say('It is there.'), state: 'open' };
  return finalizers.length > 0
    ? { words: say('It ends, and waits for {0}.', finalizers.join(', ')), state: 'moving' }
    : { words: say('The server was asked to delete it.'), state: 'moving' };
}

function passwordWords({ password: { state, words = '' } }: DeleteState): Words {
  if (state === 'open') return { words: say('Not checked yet.'), state: 'open' };
  if (state === 'gone') return { words: say('Its Secret is gone.'), state: 'done' };
  return state === 'kept'
    ? { words: say('Its Secret stays, as was chosen.'), state: 'kept' }
    : { words, state: 'blocked' };
}

function backWords({ back, step }: DeleteState): Words {
  if (back === 'no') return { words: say('It did not come back.'), state: 'done' };
  if (back === 'yes') return { words: say('It is back: K3s on the machine registered it again.'), state: 'blocked' };
  return step === 'gone'
    ? { words: say('Checking whether it comes back.'), state: 'moving' }
    : { words: say('Not checked yet.'), state: 'open' };
}
