/** Releases: the list against the facts, reading of version texts, order, availability by minor line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Release } from '../../server/knowledge/flag.ts';
import {
  appendSuffixSince,
  cliGeneration,
  compareReleases,
  danglingDropInIsFatal,
  defaultConfigFile,
  dropInsSince,
  firstWith,
  hasKubeletDropIns,
  hasSince,
  isKnown,
  launcherKeys,
  launcherReadsDropIns,
  minorOf,
  minors,
  missingExplicitFileIsFatal,
  newestRelease,
  oldestRelease,
  readVersion,
  releases,
  releasesOf,
} from '../../server/knowledge/versions.ts';
import { facts, versionsIn } from './facts.ts';

/** Releases we know that are in neither list of the facts. */
const named: Readonly<Record<string, string>> = {
  'v1.33.13+k3s2': 'the sinceByMinor of helm-controller-arg and the limits in the README of the facts name it',
};

test('the list is the one of the facts, sorted', () => {
  const listed = [...facts.versions.map(({ version }) => version), ...facts.releasesWithoutSource];
  assert.equal(facts.versions.length, 145);
  assert.deepEqual([...releases].sort(), [...listed, ...Object.keys(named)].sort());
  assert.deepEqual([...releases].sort(compareReleases), [...releases]);
  assert.equal(new Set(releases).size, releases.length);
  assert.equal(oldestRelease, 'v1.24.1+k3s1');
  assert.equal(newestRelease, 'v1.37.0+k3s1');
});

test('releases are ordered by number, build included', () => {
  const inOrder: Release[] = [
    'v1.9.9+k3s1',
    'v1.33.9+k3s1',
    'v1.33.10+k3s1',
    'v1.33.10+k3s3',
    'v1.34.0+k3s1',
    'v1.40.1+k3s1',
  ];
  for (const [index, release] of inOrder.entries()) {
    assert.equal(compareReleases(release, release), 0);
    const next = inOrder[index + 1];
    if (next) assert.ok(compareReleases(release, next) < 0 && compareReleases(next, release) > 0, `${release} ${next}`);
  }
});

test('the minor of a release is the one of Kubernetes', () => {
  assert.equal(minorOf('v1.33.4+k3s1'), '1.33');
  assert.equal(minors.length, 14);
  assert.equal(minors[0], '1.24');
  assert.equal(minors.at(-1), '1.37');
  assert.equal(releasesOf('1.36').length, 4);
  assert.deepEqual(releasesOf('1.99'), []);
});

test('a version text means a release', () => {
  const read = (text: string) => {
    const version = readVersion(text);
    return `${version.kind} ${'release' in version ? version.release : ''}`.trim();
  };
  const cases: Readonly<Record<string, string>> = {
    'v1.33.4+k3s1': 'known v1.33.4+k3s1',
    '1.33.4+k3s1': 'known v1.33.4+k3s1',
    'v1.33.4-k3s1': 'known v1.33.4+k3s1',
    ' V1.33.4+K3S1 ': 'known v1.33.4+k3s1',
    'v1.33.4': 'newest of v1.33.4+k3s1',
    'v1.34.3': 'newest of v1.34.3+k3s3',
    '1.33': 'newest of v1.33.13+k3s2',
    'v1.32': 'newest of v1.32.13+k3s1',
    latest: 'newest of v1.37.0+k3s1',
    'v1.33.4-rc1+k3s1': 'known v1.33.4+k3s1',
    'v1.34.3+k3s2': 'unlisted v1.34.3+k3s1',
    'v1.25.1+k3s1': 'unlisted v1.25.0+k3s1',
    'v1.27.0+k3s1': 'unlisted v1.27.1+k3s1',
    'v1.33.99+k3s1': 'newer v1.33.13+k3s2',
    'v1.36.3+k3s9': 'newer v1.36.3+k3s1',
    'v1.37.1+k3s1': 'newer v1.37.0+k3s1',
    '1.38': 'newer v1.37.0+k3s1',
    '2.0': 'newer v1.37.0+k3s1',
    'v1.99999999999999999999.1+k3s1': 'newer v1.37.0+k3s1',
    'v1.24.0+k3s1': 'older',
    'v1.23.17+k3s1': 'older',
    '1.0': 'older',
    '0.9.1': 'older',
    '': 'unreadable',
    '1': 'unreadable',
    stable: 'unreadable',
    'v1.33.4+rke2r1': 'unreadable',
    'v1.33+k3s1': 'unreadable',
    '1.33.x': 'unreadable',
  };
  for (const [text, meaning] of Object.entries(cases)) assert.equal(read(text), meaning, text);
});

test('every known release reads as itself', () => {
  for (const release of releases) assert.deepEqual(readVersion(release), { kind: 'known', release });
  assert.ok(!isKnown('v1.33.99+k3s1'));
});

test('backports: availability by minor line', () => {
  const since = { '1.31': 'v1.31.8+k3s1', '1.32': 'v1.32.4+k3s1', '1.33': 'v1.33.0+k3s1' } as const;
  assert.equal(hasSince(undefined, 'v1.24.1+k3s1'), true);
  assert.equal(hasSince(since, 'v1.30.14+k3s1'), false);
  assert.equal(hasSince(since, 'v1.31.7+k3s1'), false);
  assert.equal(hasSince(since, 'v1.31.8+k3s1'), true);
  assert.equal(hasSince(since, 'v1.32.3+k3s1'), false);
  assert.equal(hasSince(since, 'v1.32.4+k3s2'), true);
  assert.equal(hasSince(since, 'v1.33.0+k3s1'), true);
  assert.equal(hasSince(since, 'v1.40.0+k3s1'), true);
  assert.equal(hasSince({ '1.29': 'v1.29.4+k3s1', '1.31': 'v1.31.0+k3s1' }, 'v1.30.5+k3s1'), false);
  assert.equal(firstWith(since, 'v1.32.1+k3s1'), 'v1.32.4+k3s1');
  assert.equal(firstWith(since, 'v1.28.1+k3s1'), 'v1.31.8+k3s1');
});

test('the second generation of the flag library starts where the facts say', () => {
  const [first = '', second = ''] = facts.loader.cliLibrary.map(({ versions }) => versions);
  for (const version of versionsIn(first)) assert.equal(cliGeneration(`${version}+k3s1` as Release), 1, version);
  for (const version of versionsIn(second)) assert.equal(cliGeneration(`${version}+k3s1` as Release), 2, version);
  assert.equal(cliGeneration('v1.30.14+k3s2'), 1);
  assert.equal(cliGeneration('v1.37.0+k3s1'), 2);
});

test('a missing explicit file is fatal up to the releases of the facts', () => {
  const [fatal, ignored] = facts.loader.missingFile.explicitPath;
  for (const version of versionsIn(fatal?.versions ?? '')) {
    const release = readVersion(version);
    assert.ok('release' in release && (missingExplicitFileIsFatal(release.release) || version === 'v1.28.0'), version);
  }
  for (const version of versionsIn(ignored?.versions ?? '')) {
    assert.equal(missingExplicitFileIsFatal(`${version}+k3s1` as Release), false, version);
  }
  assert.equal(missingExplicitFileIsFatal('v1.26.15+k3s1'), true);
  assert.equal(danglingDropInIsFatal('v1.26.15+k3s1', true), true);
  assert.equal(danglingDropInIsFatal('v1.26.15+k3s1', false), false);
  assert.equal(danglingDropInIsFatal('v1.37.0+k3s1', true), false);
});

test('the rest of the loader facts', () => {
  assert.equal(dropInsSince, facts.loader.dropIns.since);
  assert.equal(appendSuffixSince, facts.loader.appendSuffix.since);
  assert.equal(defaultConfigFile, facts.loader.defaultFile);
  assert.deepEqual(launcherKeys, facts.loader.commandsThatReadTheFile.singleKeysByLauncher);
  for (const version of versionsIn(facts.loader.commandsThatReadTheFile.launcherNote)) {
    const release = `${version}+k3s1` as Release;
    const before = releasesOf(minorOf(release)).findLast((other) => compareReleases(other, release) < 0);
    assert.ok(launcherReadsDropIns(release), version);
    assert.ok(before && !launcherReadsDropIns(before), `${before}`);
  }
  assert.equal(hasKubeletDropIns('v1.31.14+k3s1'), false);
  assert.equal(hasKubeletDropIns('v1.32.0+k3s1'), true);
});
