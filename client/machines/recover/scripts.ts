/** What a recovery does on its machine: data aside, and a token that the agent is told to use. */

import { bodies, type Script, sh } from '../../host/script.ts';
import { type Pinned, pins } from '../pinned.ts';
import { PINNED } from '../shell.ts';

/** Where the token goes when the service has no file for it yet. */
export const TOKEN_FILE = '/etc/rancher/k3s/join-token';

/** Beside it, so that it is a rename; twice is once. */
export const asideScript = (dataDir: string, id: string, pinned: Pinned): Script => ({
  body: bodies(PINNED, ASIDE),
  data: { root: '', agent: `${dataDir}/agent`, aside: `${dataDir}/agent.before-${id}`, ...pins(pinned) },
});

/** What people put there comes back: images for machines without a network, drop-ins of the kubelet, templates. */
const ASIDE = sh`
if test -d "$root$agent" && ! test -e "$root$aside"; then
  mv "$root$agent" "$root$aside" || exit 1
  mkdir "$root$agent" && chmod 700 "$root$agent" || exit 1
fi
test -d "$root$aside" || { tell nothing yes; exit 0; }
if test -d "$root$aside/images" && ! test -e "$root$agent/images"; then mv "$root$aside/images" "$root$agent/images" || exit 1; fi
if test -d "$root$aside/etc/kubelet.conf.d" && ! test -e "$root$agent/etc/kubelet.conf.d"; then
  mkdir -p "$root$agent/etc" && cp -Rp "$root$aside/etc/kubelet.conf.d" "$root$agent/etc/" || exit 1
fi
for _file in "$root$aside"/etc/containerd/*.tmpl; do
  test -f "$_file" || continue
  mkdir -p "$root$agent/etc/containerd" || exit 1
  test -e "$root$agent/etc/containerd/\${_file##*/}" || cp -p "$_file" "$root$agent/etc/containerd/" || exit 1
done
tell aside "$aside"`;

/** @param file where the service has its token from; '' when it has to be told of one */
export const tokenScript = (token: string, file: string, config: string, pinned: Pinned): Script => ({
  body: bodies(PINNED, TOKEN),
  data: { root: '', token, file: file || TOKEN_FILE, dropin: file === '' ? `${config}.d` : '', ...pins(pinned) },
  secrets: [token],
});

/** A file for the token counts before every other setting of one; 0600, as a whole or not at all. */
const TOKEN = sh`
put() {
  mkdir -p "\${1%/*}" || exit 1
  _draft=$1.$$
  printf '%s\n' "$2" >"$_draft" && chmod 600 "$_draft" && mv -f "$_draft" "$1" || { rm -f "$_draft"; exit 1; }
}
put "$root$file" "$token"
test -z "$dropin" || put "$root$dropin/90-token-file.yaml" "token-file: $file"
tell written "$file"`;
