/** The address at which a VS Code server shows a folder, with an extension under development and perhaps its tests. */
export interface AddressOptions {
  folder: string;
  /** The extension under development. */
  extension?: string | undefined;
  /** The module with its tests; VS Code runs it and tells the exit code. */
  tests?: string | undefined;
}

export function address(remoteAuthority: string, { folder, extension, tests }: AddressOptions): string {
  const payload: [string, string][] = [['skipWelcome', 'true']];
  if (extension !== undefined)
    payload.push(['extensionDevelopmentPath', `vscode-remote://${remoteAuthority}${extension}`]);
  if (tests !== undefined) payload.push(['extensionTestsPath', `vscode-remote://${remoteAuthority}${tests}`]);
  const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
  // A plus sign for a space is for forms; VS Code decodes the address as one.
  return `http://${remoteAuthority}/?${query.toString().replaceAll('+', '%20')}`;
}
