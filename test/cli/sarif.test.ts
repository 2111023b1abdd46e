/** `k3s-config lint --format sarif`: what SARIF 2.1.0 asks of a report, and what a code host makes of ours. */

import assert from 'node:assert/strict';
import { describe, it, type TestContext } from 'node:test';
import { run } from '../../server/cli.ts';
import { CONFIG, folder } from '../support/folder.ts';

interface Region {
  readonly startLine: number;
  readonly startColumn: number;
  readonly endLine: number;
  readonly endColumn: number;
}
interface Location {
  readonly physicalLocation: { readonly artifactLocation: { readonly uri: string }; readonly region: Region };
  readonly message?: { readonly text: string };
}
interface Result {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly Location[];
  readonly relatedLocations?: readonly Location[];
  readonly fixes?: readonly {
    readonly description: { readonly text: string };
    readonly artifactChanges: readonly {
      readonly artifactLocation: { readonly uri: string };
      readonly replacements: readonly {
        readonly deletedRegion: Region;
        readonly insertedContent: { readonly text: string };
      }[];
    }[];
  }[];
}
interface Report {
  readonly $schema: string;
  readonly version: string;
  readonly runs: readonly {
    readonly tool: {
      readonly driver: {
        readonly name: string;
        readonly informationUri: string;
        readonly rules: readonly {
          readonly id: string;
          readonly shortDescription: { readonly text: string };
          readonly helpUri: string;
          readonly defaultConfiguration: { readonly level: string };
        }[];
      };
    };
    readonly columnKind: string;
    readonly results: readonly Result[];
  }[];
}

/** The report about some files, and the exit code. */
async function report(
  test: TestContext,
  files: Readonly<Record<string, string>>,
  words: readonly string[] = ['a'],
): Promise<Report & { readonly code: number }> {
  const { path } = folder(test, files);
  const before = process.cwd();
  process.chdir(path);
  try {
    const { code, out } = await run(['lint', '--format', 'sarif', ...words], async () => new Uint8Array());
    return { ...(JSON.parse(out) as Report), code };
  } finally {
    process.chdir(before);
  }
}

const config = (text: string): Record<string, string> => ({
  [`a/${CONFIG}`]: `# k3s: role=server version=v1.33\n${text}`,
});
const LEVELS = ['none', 'note', 'warning', 'error'];

function checkRegion({ startLine, startColumn, endLine, endColumn }: Region): void {
  for (const number of [startLine, startColumn, endLine, endColumn]) assert.ok(Number.isInteger(number) && number >= 1);
  assert.ok(
    endLine > startLine || (endLine === startLine && endColumn >= startColumn),
    'a region ends behind its start',
  );
}

function checkLocation({ physicalLocation: { artifactLocation, region } }: Location): void {
  assert.doesNotMatch(artifactLocation.uri, /\\|^\//);
  assert.ok(new URL(artifactLocation.uri, 'https://example.com/'));
  checkRegion(region);
}

/** What section 3 of the standard requires of the objects we write. */
function isValid({ $schema, version, runs }: Report): void {
  assert.match($schema, /sarif-schema-2\.1\.0\.json$/);
  assert.equal(version, '2.1.0');
  assert.equal(runs.length, 1);
  for (const { tool, results, columnKind } of runs) {
    assert.ok(['utf16CodeUnits', 'unicodeCodePoints'].includes(columnKind));
    const { name, informationUri, rules } = tool.driver;
    assert.ok(name);
    assert.ok(URL.canParse(informationUri));
    assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length, 'ids of rules are unique');
    for (const { id, shortDescription, helpUri, defaultConfiguration } of rules) {
      assert.ok(id && shortDescription.text);
      assert.ok(URL.canParse(helpUri));
      assert.ok(LEVELS.includes(defaultConfiguration.level));
    }
    for (const { ruleId, ruleIndex, level, message, locations, relatedLocations = [], fixes = [] } of results) {
      assert.equal(rules[ruleIndex]?.id, ruleId);
      assert.ok(LEVELS.includes(level));
      assert.ok(message.text);
      assert.equal(locations.length, 1);
      for (const location of [...locations, ...relatedLocations]) checkLocation(location);
      for (const { description, artifactChanges } of fixes) {
        assert.ok(description.text);
        assert.ok(artifactChanges.length > 0);
        for (const { artifactLocation, replacements } of artifactChanges) {
          assert.ok(artifactLocation.uri);
          assert.ok(replacements.length > 0);
          for (const { deletedRegion } of replacements) checkRegion(deletedRegion);
        }
      }
    }
  }
}

describe('a SARIF report', () => {
  it('is complete for a finding with a fix', async (test) => {
    const found = await report(test, config('cluster-innit: true\n'));
    isValid(found);
    assert.equal(found.code, 1);
    const [run] = found.runs;
    assert.equal(run?.tool.driver.name, 'k3s-config');
    assert.deepEqual(
      run?.results.map(({ ruleId, level, locations }) => [ruleId, level, locations[0]?.physicalLocation]),
      [
        [
          'unknown-key',
          'warning',
          {
            artifactLocation: { uri: `a/${CONFIG}` },
            region: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 14 },
          },
        ],
      ],
    );
    const change = run?.results[0]?.fixes?.[0]?.artifactChanges[0];
    assert.deepEqual(change, {
      artifactLocation: { uri: `a/${CONFIG}` },
      replacements: [
        {
          deletedRegion: { startLine: 2, startColumn: 1, endLine: 2, endColumn: 14 },
          insertedContent: { text: 'cluster-init' },
        },
      ],
    });
  });
  it('names each rule once, whatever it finds', async (test) => {
    const found = await report(test, config('cluster-innit: true\nnode-nmae: a\ndebug: maybe\n'));
    isValid(found);
    assert.ok((found.runs[0]?.results.length ?? 0) > (found.runs[0]?.tool.driver.rules.length ?? 0));
  });
  it('is a valid one when there is nothing', async (test) => {
    const found = await report(test, config('debug: true\n'));
    isValid(found);
    assert.deepEqual([found.code, found.runs[0]?.results, found.runs[0]?.tool.driver.rules], [0, [], []]);
  });
  it('calls hints notes', async (test) => {
    const found = await report(test, {
      ...config('debug: true\n'),
      'a/etc/rancher/k3s/registries.yaml': 'mirrors: {docker.io: {endpoint: [a.lan]}}\n',
    });
    isValid(found);
    assert.deepEqual(
      found.runs[0]?.results.map(({ ruleId, level }) => `${ruleId} ${level}`),
      ['registry-scheme note'],
    );
  });
  it('has other places of a finding too', async (test) => {
    const found = await report(test, config('debug: true\ndebug: false\n'));
    isValid(found);
    assert.ok(found.runs[0]?.results.some(({ relatedLocations = [] }) => relatedLocations.length > 0));
  });
  it('writes paths as URIs', async (test) => {
    const found = await report(test, { 'a b/ü#.yaml': 'cluster-innit: true\n' }, ['a b/ü#.yaml', '--role', 'server']);
    isValid(found);
    assert.equal(
      found.runs[0]?.results[0]?.locations[0]?.physicalLocation.artifactLocation.uri,
      'a%20b/%C3%BC%23.yaml',
    );
  });
  it('ends on a file that begins with a byte order mark', async (test) => {
    isValid(
      await report(test, { 'k3s.yaml': '\ufeff  debug: 0644\n  cluster-innit: yes\n' }, [
        'k3s.yaml',
        '--role',
        'server',
      ]),
    );
  });
  it('leaves out a fix that would write a secret', async (test) => {
    const found = await report(test, {
      ...config('token: 0123456\n--token: CANARY\nagent-token: [CANARY]\n'),
      'a/etc/rancher/k3s/registries.yaml':
        'mirrors: {}\nconfigs:\n  a.lan:\n    username: CANARY\n    password: CANARY\n    auth: {token: CANARY}\n',
    });
    isValid(found);
    assert.ok((found.runs[0]?.results.length ?? 0) > 0);
    assert.doesNotMatch(JSON.stringify(found), /CANARY|0123456/);
  });
});
