/** What stands for a secret wherever values are shown, and passwords in URLs, which any value may hold. */

export const MASK = '••••••••';

/**
 * A text to show: of a URL with a password in it, such as that of a proxy, without the password, and of an item such as
 * `manifest-url-header=Authorization:…` only the name.
 */
export const withoutPassword = (text: string): string =>
  text.replace(PASSWORD, `$1${MASK}`).replace(SECRET_ITEM, `$1${MASK}`);
const PASSWORD = /(:\/\/[^\s/?#@:,]*:)[^\s,]+(?=@)/g;
/** A secret behind its name, also where it was written as a map, or glued to the name. */
const SECRET_ITEM =
  /^((?:--[\w-]{1,40}-arg\+?[=\s])?[-\s[{("']{0,9}(?:(?:manifest-?url-?header|static-?pod-?url-?header|(?:[\w-]{1,40}[-_])?password)[+-]?[=:\s]|(?:[\w-]{1,40}[-_])?(?:secret|token)[+-]?[=:])\s*)(?=\S).+/is;
