/** Questions to the argument engine in the words of the tests: `‹…›` marks a place, `|` the cursor. */
import assert from 'node:assert/strict';
import { type ArgumentFinding, checkArguments, sentenceOf } from '../../server/arguments/check.ts';
import { completeArgument } from '../../server/arguments/complete.ts';
import { describeArgument } from '../../server/arguments/describe.ts';
import type { Surroundings } from '../../server/arguments/inspect.ts';
import { componentLists } from '../../server/knowledge/componentFlags/lists.ts';
import type { Component } from '../../server/knowledge/componentFlags/row.ts';
import type { Release } from '../../server/knowledge/flag.ts';
import { readVersion } from '../../server/knowledge/versions.ts';

export interface With extends Partial<Omit<Surroundings, 'release' | 'option'>> {
  /** `1.33` or a whole release; the newest with facts of its own unless said. */
  readonly version?: string;
  /** Options of K3s beside the list. */
  readonly options?: Readonly<Record<string, string>>;
}

/** Ids that say that something will change some day; left out unless asked for. */
const QUIET: ReadonlySet<string> = new Set(['component-flag-deprecated']);

function releaseOf(version = '1.36'): Release {
  const read = readVersion(version);
  assert.ok('release' in read, version);
  return read.release;
}

function componentOf(list: string): Component {
  const component = componentLists[list];
  assert.ok(component, list);
  return component;
}

/** What is found in one list, for items with `‹…›` around the places that should be named. */
export function found(list: string, items: readonly string[], { version, options, ...around }: With = {}) {
  const bare = items.map((item) => item.replace(/[‹›]/g, ''));
  const release = releaseOf(version);
  const option = (name: string): string | undefined => options?.[name];
  return { bare, findings: checkArguments(componentOf(list), bare, { ...around, release, option }) };
}

/**
 * Items of a list and what is said about them.
 *
 * @param list the option of K3s, `kubelet-arg`
 */
export function arg(list: string, items: string | readonly string[], around: With = {}) {
  const written = typeof items === 'string' ? [items] : items;
  const { bare, findings } = found(list, written, around);
  const heard = findings.filter(({ id }) => !QUIET.has(id));
  const shown = (finding: ArgumentFinding): string =>
    `${finding.severity} ${finding.id} at "${bare[finding.item]?.slice(finding.from, finding.to)}": ${sentenceOf(finding)}`;
  const all = heard.map(shown).join('\n');
  const one = (): ArgumentFinding => {
    assert.equal(heard.length, 1, all || 'nothing is said');
    return heard[0] as ArgumentFinding;
  };
  return {
    /** Nothing is said, deprecations apart. */
    isFine: () => assert.equal(all, ''),
    /** Nothing ends K3s. */
    starts: () =>
      assert.equal(
        findings
          .filter(({ severity }) => severity === 'error')
          .map(shown)
          .join('\n'),
        '',
      ),
    /** One finding: its severity and rule, at the marked place, with these words in it. */
    says: (head: string, ...words: readonly string[]) => {
      const finding = one();
      assert.equal(`${finding.severity} ${finding.id}`, head, all);
      const marked = written.findIndex((item) => item.includes('‹'));
      if (marked >= 0) {
        const item = written[marked] as string;
        const place = [marked, item.indexOf('‹'), item.indexOf('›') - 1];
        assert.deepEqual([finding.item, finding.from, finding.to], place, all);
      }
      for (const word of words) assert.ok(sentenceOf(finding).includes(word), `${word}: ${all}`);
    },
    /** The marked piece replaced by the first fix. */
    becomes: (text: string) => {
      const finding = one();
      const fix = finding.fix?.[0];
      assert.ok(fix, `no fix: ${all}`);
      const item = bare[finding.item] ?? '';
      const [from, to] = [fix.from ?? finding.from, fix.to ?? finding.to];
      assert.equal(item.slice(0, from) + fix.text + item.slice(to), text);
    },
    /** No fix is offered. */
    hasNoFix: () => assert.equal(one().fix, undefined),
    /** The rules that speak, each with its place. */
    finds: (...heads: readonly string[]) =>
      assert.deepEqual(
        heard.map(({ id, item, from, to }) => `${id} ${bare[item]?.slice(from, to)}`),
        heads,
      ),
    findings,
  };
}

/** What is offered at the `|` of an item. */
export function complete(list: string, marked: string, { version, others = [] }: With & { others?: string[] } = {}) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, offers } = completeArgument(componentOf(list), text, offset, {
    release: releaseOf(version),
    others,
  });
  const labels = offers.map(({ label }) => label);
  return {
    offers: (...names: readonly string[]) => {
      for (const name of names) assert.ok(labels.includes(name), `${name} is not among ${labels.join(', ')}`);
    },
    offersOnly: (...names: readonly string[]) => assert.deepEqual(labels, names),
    doesNotOffer: (...names: readonly string[]) => {
      for (const name of names) assert.ok(!labels.includes(name), `${name} is offered`);
    },
    /** The item once an offer is taken. */
    taking: (label: string, result: string) => {
      const offer = offers.find((each) => each.label === label);
      assert.ok(offer, `${label} is not among ${labels.join(', ')}`);
      assert.equal(text.slice(0, from) + offer.insert + text.slice(to), result);
    },
    offer: (label: string) => offers.find((each) => each.label === label),
  };
}

/** What hovering over the `|` of an item says. */
export function hover(list: string, marked: string, version?: string) {
  const offset = marked.indexOf('|');
  const text = marked.replace('|', '');
  const told = describeArgument(componentOf(list), text, offset, releaseOf(version));
  return {
    says: (...words: readonly string[]) => {
      for (const word of words) assert.ok(told?.markdown.includes(word), `${word}: ${told?.markdown}`);
    },
    doesNotSay: (...words: readonly string[]) => {
      for (const word of words) assert.ok(!told?.markdown.includes(word), `${word}: ${told?.markdown}`);
    },
    on: (piece: string) => assert.equal(told && text.slice(told.from, told.to), piece),
    isSilent: () => assert.equal(told, undefined),
  };
}
