/**
 * Drains a node of a real K3s whose pods kwok plays, with our own drain and with `kubectl drain`, in turn, on the same
 * state of the node in the same run; what each asks for is counted by the server's audit log.
 *
 *   npm run bench:drain                        about ten minutes; the first run builds K3s and kwok
 *   npm run bench:drain -- --rounds N --pods N    another size, 5 rounds and 200 pods if not said
 *   npm run bench:drain -- --json FILE         the raw numbers too
 *
 * The exit code is 1 when a budget was missed, or nothing could be measured.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { DEFAULT_OPTIONS } from '../../client/operations/drain/options.ts';
import { place } from '../real/place.ts';
import { mostAtOnce } from './audit.ts';
import { judged, Measured } from './budgets.ts';
import { type Drained, drainKubectl, drainOurs, type Wanted, warmUp } from './drain/drains.ts';
import { type FigureId, figuresFor } from './drain/figures.ts';
import { fullNode } from './drain/fullNode.ts';
import { inPlace } from './place.ts';
import { machine } from './report.ts';

const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    pods: { type: 'string', default: '200' },
    json: { type: 'string' },
  },
});
const [rounds, pods] = [Number(values.rounds), Number(values.pods)];
const blockedRounds = Math.min(rounds, 3);
/** By what the server knows them. */
const PROGRAMS = { ours: 'k3s-editor', kubectl: 'kubectl' } as const;
type Side = keyof typeof PROGRAMS;

async function bench(): Promise<number> {
  console.log(`Machine: ${machine()}`);
  if ((loadavg()[0] ?? 0) > cpus().length / 2)
    console.log('This machine is busy with other work: trust the ratios less.');
  const folder = mkdtempSync(join(place().folder, 'bench-'));
  const home = join(folder, 'home');
  mkdirSync(home);
  console.log(`Starting K3s with a node and ${pods} pods on it.`);
  const rig = await fullNode(folder, pods);
  const measured = { ours: new Measured<FigureId>(), kubectl: new Measured<FigureId>() };

  /** Drains once, from a node that is full; what came of it goes to the figures. */
  async function once(side: Side, blocked: boolean): Promise<void> {
    await rig.fill();
    const block = blocked ? await rig.block() : undefined;
    rig.audit.clear();
    const wanted: Wanted = { ...rig.where, folder, ...(block ? { blocked: block } : undefined) };
    const drained = await (side === 'ours' ? drainOurs(wanted) : drainKubectl(rig.kubectl, home, wanted));
    const asked = rig.audit.by(PROGRAMS[side]);
    const own = measured[side];
    if (block) {
      own.add('others', drained.others as number);
      own.add('freed', drained.freed as number);
      own.add('requestsBlocked', asked.filter(({ uri }) => !uri.includes(`/${block.pod}/`)).length);
    } else add(own, drained, asked.length);
    own.add('atOnce', mostAtOnce(asked));
    await rig.left();
  }

  try {
    await warmUp(rig.kubectl, home, rig.where);
    console.log(
      `Draining ${rounds} times each, in turn; in ${blockedRounds} rounds also with one pod blocked by a budget.`,
    );
    for (let round = 0; round < rounds; round++)
      for (const blocked of round < blockedRounds ? [false, true] : [false])
        for (const side of round % 2 ? (['kubectl', 'ours'] as const) : (['ours', 'kubectl'] as const))
          await once(side, blocked);
  } finally {
    await rig.end();
  }
  const figures = figuresFor(pods, DEFAULT_OPTIONS.parallel);
  for (const one of Object.values(measured))
    one.add('delay', (one.of('others', figures.others) ?? 0) / (one.of('drained', figures.drained) ?? 1));
  const { table, missed } = judged(figures, 'kubectl', measured.ours, measured.kubectl);
  console.log(`\n${table}\n`);
  console.log(`Median (p95) or the largest; ratio = ours / kubectl. Machine at the end: ${machine()}`);
  if (missed.length > 0) console.log(`Missed: ${missed.join('; ')}`);
  if (values.json)
    writeFileSync(
      values.json,
      JSON.stringify({ machine: machine(), pods, ours: measured.ours.values, kubectl: measured.kubectl.values }),
    );
  return missed.length > 0 ? 1 : 0;
}

function add(own: Measured<FigureId>, { drained, plan, processor }: Drained, requests: number): void {
  own.add('drained', drained);
  if (plan !== undefined) own.add('plan', plan);
  if (processor !== undefined) own.add('processor', processor);
  own.add('requests', requests);
}

process.exitCode = await inPlace({ kwok: true }, bench);
