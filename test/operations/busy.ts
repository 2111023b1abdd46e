/** An API that knows whether answers are still awaited, so that time passes only when they are there. */

import type { Api } from '../../client/cluster/request.ts';

/** For requests that the cluster answers later, by its own clock. */
const REAL_MS = 100;

export function counted(api: Api) {
  let open = 0;
  const count = async <T>(answer: Promise<T>): Promise<T> => {
    open++;
    return answer.finally(() => open--);
  };
  const all: Api = {
    request: (request) => count(api.request(request)),
    list: (request) => count(api.list(request)),
    watch: (request) => api.watch(request),
  };
  return {
    api: all,
    /** When no answer is awaited, or none comes. */
    async quiet(): Promise<void> {
      const end = Date.now() + REAL_MS;
      do await new Promise((resolve) => setTimeout(resolve, 2));
      while (open > 0 && Date.now() < end);
    },
  };
}
