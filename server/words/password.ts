/** What stands for a secret wherever values are shown, and passwords in URLs, which any value may hold. */

export const MASK = '••••••••';

/** A text to show: of a URL with a password in it, such as that of a proxy, without the password. */
export const withoutPassword = (text: string): string => text.replace(PASSWORD, `$1${MASK}`);
const PASSWORD = /(:\/\/[^\s/?#@:,]*:)[^\s,]+(?=@)/g;
