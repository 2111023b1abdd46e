/** The command line K3s makes of a list and of its own arguments. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { commandLineOf, readItem } from '../../server/arguments/words.ts';

const own = new Map([
  ['aaa', 'A'],
  ['bbb', 'B'],
]);
const line = (...items: string[]): string => {
  const { words } = commandLineOf(items, own);
  return words.map(({ text }) => text).join(' ');
};

describe('items of a list', () => {
  it('add to what K3s passes, sorted by name', () => assert.equal(line('ccc=C'), '--aaa=A --bbb=B --ccc=C'));
  it('replace what K3s passes', () => assert.equal(line('bbb=X'), '--aaa=A --bbb=X'));
  it('may start with two dashes', () => assert.equal(line('--bbb=X'), '--aaa=A --bbb=X'));
  it('of one name are all passed, in order', () => assert.equal(line('bbb=Y', 'bbb=X'), '--aaa=A --bbb=Y --bbb=X'));
  it('with += stand behind what K3s passes', () => assert.equal(line('bbb+=X'), '--aaa=A --bbb=B --bbb=X'));
  it('with -= stand in front of it', () => assert.equal(line('bbb-=X'), '--aaa=A --bbb=X --bbb=B'));
  it('with += after one without keep nothing of K3s', () =>
    assert.equal(line('bbb=Y', 'bbb+=X'), '--aaa=A --bbb=Y --bbb=X'));
  it('without = are true', () => assert.equal(line('ccc'), '--aaa=A --bbb=B --ccc=true'));
  it('keep what stands behind the first =', () => assert.equal(line('ccc=x=y'), '--aaa=A --bbb=B --ccc=x=y'));
  it('with one dash get two more', () => assert.equal(line('-v=4'), '---v=4 --aaa=A --bbb=B'));
});

describe('the kubelet list of K3s 1.32 and newer', () => {
  const search = (...items: string[]) => commandLineOf(items, new Map(), true);
  it('loses the item behind one without =', () => {
    const { words, dropped } = search('serialize-image-pulls', 'max-pods=42', 'v=2');
    assert.deepEqual(
      words.map(({ text }) => text),
      ['--serialize-image-pulls=true', '--v=2'],
    );
    assert.deepEqual(dropped, [1]);
  });
  it('loses nothing behind the last one', () => assert.deepEqual(search('v=2', 'serialize-image-pulls').dropped, []));
  it('has config taken out', () => assert.deepEqual(search('config=/etc/kubelet.yaml').words, []));
});

describe('an item taken apart', () => {
  it('knows where name and value stand', () =>
    assert.deepEqual(readItem('--max-pods=20'), {
      name: 'max-pods',
      nameFrom: 2,
      sign: '',
      value: '20',
      valueFrom: 11,
    }));
  it('knows its sign', () => assert.equal(readItem('a+=1').sign, '+'));
  it('without = has no value', () => assert.equal(readItem('a').value, undefined));
});
