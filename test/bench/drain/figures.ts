/** What is measured of a drain, in the order it is told, with the budgets of the project. */

import type { Figure } from '../budgets.ts';

/** How many requests a drain may need: a few for the whole, and little more than one for each pod. */
const mostRequests = (pods: number): number => Math.floor(pods * 1.1 + 25);

/** @param parallel how many requests a person allows at a time */
export const figuresFor = (pods: number, parallel: number) =>
  ({
    drained: { title: 'asked → drained', unit: 'ms', ratio: 1 },
    plan: { title: '… of which until there is a plan', unit: 'ms' },
    processor: { title: '… processor time of our process', unit: 'ms' },
    requests: { title: 'requests', unit: '', most: mostRequests(pods), by: 'max' },
    atOnce: { title: 'requests at the same time', unit: '', most: parallel, by: 'max' },
    others: { title: 'one pod blocked: asked → all others gone', unit: 'ms', ratio: 1 },
    delay: { title: '… against none blocked', unit: 'times', most: 1.2 },
    freed: { title: 'one pod blocked: budget freed → drained', unit: 'ms', most: 10_000, by: 'max' },
    requestsBlocked: {
      title: 'one pod blocked: requests without those for it',
      unit: '',
      most: mostRequests(pods),
      by: 'max',
    },
  }) as const satisfies Record<string, Figure>;

export type FigureId = keyof ReturnType<typeof figuresFor>;
