/** The text that goes to the shell: script and data in one function that the last line calls. */

import { randomBytes } from 'node:crypto';
import { type Body, type Script, sh } from './script.ts';

/** A word nobody can guess, for what only we may have said. */
export const randomMark = (): string => `k3s${randomBytes(16).toString('hex')}`;

/** So that callers can take an answer apart: what follows `section NAME` belongs to it, up to the next one. */
const ANSWERS = sh`section() { printf '\n%s section %s\n' "$_mark" "\${1-}"; }
tell() { section "$1"; shift; printf '%s' "$*"; section; }`;

/**
 * Runs the body apart, so that it may exit; when the connection ends, so does everything it started, first politely.
 * Standard input is the connection and belongs to that watch alone.
 */
const RUN = sh`exec 3<&0
printf '\n%s begin\n' "$_mark" >&2
( _body ) </dev/null 3<&- &
_running=$!
( read -r _end <&3; trap '' TERM; kill -s TERM 0; sleep 5; kill -s KILL 0 ) >/dev/null 2>&1 &
_watch=$!
wait "$_running"
_code=$?
kill "$_watch" 2>/dev/null
printf '\n%s end %s\n' "$_mark" "$_code"
exit "$_code"`;

/** For a body that reads a file from the connection: by now the shell has read nothing beyond its last line. */
const RUN_WITH_INPUT = sh`printf '\n%s begin\n' "$_mark" >&2
printf '\n%s input\n' "$_mark"
( _body )
_code=$?
printf '\n%s end %s\n' "$_mark" "$_code"
exit "$_code"`;

/**
 * What goes to the shell first, and alone: it says that it is there (`up`), becomes root where that is wanted, and says
 * that it waits for the script (`ready`). Only then may anything be sent that sudo must not take for a password.
 */
export function greeting(mark: string, { asRoot, askable }: { asRoot: boolean; askable: boolean }): string {
  const sudo = `sudo ${askable ? `-S -p '${promptOf(mark)}'` : '-n'}`;
  const rise = [
    'if test "$(id -u)" = 0; then ready; return; fi',
    `command -v sudo >/dev/null 2>&1 || { printf '\\n%s nosudo\\n' ${mark}; exit 1; }`,
    `exec ${sudo} -- /bin/sh -c 'printf "\\n%s ready\\n" ${mark}; exec /bin/sh -s'`,
  ];
  return [
    `ready() { printf '\\n%s ready\\n' ${mark}; }`,
    `_up() { LC_ALL=C; export LC_ALL; printf '\\n%s up\\n' ${mark}`,
    ...(asRoot ? rise : ['ready']),
    '}; _up\n',
  ].join('\n');
}

/** How sudo asks for a password, whatever language it speaks. */
export const promptOf = (mark: string): string => `${mark}?`;

/**
 * The whole text for `/bin/sh -s`, for a script that is fit to be sent. Until its last line has arrived nothing runs, so
 * a connection that is cut does nothing half. LF only, whatever the system here.
 */
export function framed(script: Script, mark: string, withInput = false): string {
  return `${inFunction(script, mark, withInput ? RUN_WITH_INPUT : RUN)}_all\n`;
}

/** The same for a file that is run by itself, with no connection to watch. */
export function framedFile(script: Script, mark: string, run: Body): string {
  return `${inFunction(script, mark, run)}_all "$@"\n`;
}

function inFunction({ body, data = {} }: Script, mark: string, run: Body): string {
  const values = Object.entries(data).map(([name, value]) => variable(name, value));
  return [
    '_all() {',
    'LC_ALL=C; export LC_ALL; umask 077',
    `_mark=${mark}`,
    ANSWERS,
    ...values,
    `_body() {\n${body}\n}`,
    run,
    '}\n',
  ].join('\n');
}

/** A here-document that the shell does not look into; the dot keeps line breaks at the end. */
function variable(name: string, value: string): string {
  const end = endOf(value);
  return [`_read() { cat <<'${end}'`, `${value}.`, end, '}', `${name}=$(_read); ${name}=\${${name}%.}`].join('\n');
}

/** Any sign that a word may begin with and that means nothing in front of a word in quotes. */
const BEGINNINGS = [...'kabcdefghijlmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_%+,:=@^'];

/**
 * A word that ends the value and begins as none of its lines does: of a line that begins as the word and goes on with
 * something else than ASCII, dash 0.5.12 loses a byte.
 */
function endOf(value: string): string {
  const taken = new Set([...value.matchAll(/^[ -~](?=[^ -~])/gm)].map(([sign]) => sign));
  return `${BEGINNINGS.find((sign) => !taken.has(sign)) ?? ''}${randomMark()}`;
}
