/** What is measured of the explorer, in the order it is told, with the budgets of the project. */

import type { Figure } from '../budgets.ts';

export const figures = {
  loaded: { title: 'our code loaded, kubeconfig read', unit: 'ms' },
  blockedCode: { title: 'event loop blocked at most, loading our code', unit: 'ms', most: 100, by: 'max' },
  workCode: { title: '… working itself', unit: 'ms', most: 100, by: 'max' },
  first: { title: 'somebody looks → first rows', unit: 'ms', most: 1000 },
  whole: { title: 'somebody looks → whole list', unit: 'ms', most: 5000, ratio: 1.5 },
  blockedLoad: { title: 'event loop blocked at most, loading the list', unit: 'ms', most: 100, by: 'max' },
  workLoad: { title: '… working itself', unit: 'ms', most: 100, by: 'max' },
  folders: { title: 'node opened → what is below it', unit: 'ms', most: 300 },
  pods: { title: 'node opened → its pods', unit: 'ms', most: 300 },
  blockedExpand: { title: 'event loop blocked at most, opening', unit: 'ms', most: 100, by: 'max' },
  workExpand: { title: '… working itself', unit: 'ms', most: 100, by: 'max' },
  refreshes: { title: 'tree refreshes a second', unit: 'times', most: 4, by: 'max' },
  computing: { title: 'computing and telling the tree, 1 page open', unit: 'ms' },
  processor: { title: 'processor time meanwhile', unit: '%' },
  blockedStay: { title: 'event loop blocked at most, meanwhile', unit: 'ms', most: 100, by: 'max' },
  workStay: { title: '… working itself', unit: 'ms', most: 100, by: 'max' },
  computingAll: { title: 'computing and telling the tree, all pages open', unit: 'ms' },
  processorAll: { title: 'processor time meanwhile', unit: '%' },
  refreshesAll: { title: 'tree refreshes a second, all pages open', unit: 'times', most: 4, by: 'max' },
  blockedAll: { title: 'event loop blocked at most, all pages open', unit: 'ms', most: 100, by: 'max' },
  workAll: { title: '… working itself', unit: 'ms', most: 100, by: 'max' },
  live: { title: 'live memory grown', unit: 'MB', most: 200, by: 'max' },
  rss: { title: 'memory of the process grown (RSS)', unit: 'MB' },
  connections: { title: 'connections at the same time', unit: '', most: 4, by: 'max' },
  hidden: { title: 'requests while nobody looks', unit: '', most: 0, by: 'max' },
  lost: { title: 'updates lost by drops and relists', unit: '', most: 0, by: 'max' },
} as const satisfies Record<string, Figure>;

export type FigureId = keyof typeof figures;
