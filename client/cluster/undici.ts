/** The parts of undici that are used, loaded with the first connection; all of it would hold up the editor twice as long. */

import type { Agent as AgentOf, buildConnector as buildConnectorOf } from 'undici';
// @ts-expect-error: the parts have no types of their own.
import api from 'undici/lib/api/index.js';
// @ts-expect-error: the same.
import connect from 'undici/lib/core/connect.js';
// @ts-expect-error: the same.
import agent from 'undici/lib/dispatcher/agent.js';
// @ts-expect-error: the same.
import dispatcher from 'undici/lib/dispatcher/dispatcher.js';

// As the library's own entry does it.
Object.assign(dispatcher.prototype, api);

export const Agent: typeof AgentOf = agent;
export const buildConnector: typeof buildConnectorOf = connect;
