/** The program that ssh starts when it has a question: asks the extension, prints the answer, and knows nothing itself. */

import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import type { Place, Question, Reply } from './protocol.ts';

const [, , place = '', prompt = ''] = process.argv;
const { socket, secret }: Place = JSON.parse(readFileSync(place, 'utf8'));
const question: Question = { secret, prompt, hint: process.env.SSH_ASKPASS_PROMPT ?? '' };

let said = '';
// Ssh takes an exit code other than 0 for "no answer".
process.exitCode = 1;
const connection = connect(socket, () => connection.write(`${JSON.stringify(question)}\n`));
connection.setEncoding('utf8');
connection.on('error', () => undefined);
connection.on('data', (chunk) => {
  said += chunk;
});
connection.on('end', () => {
  const { text }: Reply = said === '' ? {} : JSON.parse(said);
  if (text === undefined) return;
  process.stdout.write(`${text}\n`);
  process.exitCode = 0;
});
