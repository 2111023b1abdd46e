/** Which texts name a host for `ssh`: nothing that could be an option or mean something to a shell. */

/**
 * Whether a text is an alias of `~/.ssh/config`, a host name or an address, with a user in front of it or not. It may
 * not begin with a dash, which would make it an option.
 */
export const isHost = (text: string): boolean => text.length <= 255 && (HOST.test(text) || ADDRESS.test(text));
const HOST = /^(?:[a-zA-Z0-9_][\w.-]*@)?[a-zA-Z0-9_][\w.-]*$/;
/** IPv6, with a user in front of it or not. */
const ADDRESS = /^(?:[a-zA-Z0-9_][\w.-]*@)?[\da-fA-F]*:[\da-fA-F]*:[\da-fA-F:.]*$/;
