/** The one field whose values nobody should see: headers with which a kubelet identifies itself. */

/** Whether the values of a field must not be shown. */
export const isSecret = (path: string): boolean => path === 'staticPodURLHeader';
