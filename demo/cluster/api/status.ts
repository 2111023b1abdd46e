/** What the API server answers when something is wrong: Status objects, worded as the real one words them. */

import type { ResourceType } from './resources.ts';

/** One of several reasons. */
export interface Cause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** More about what went wrong, for programs. */
export interface Details {
  readonly name?: string;
  readonly group?: string;
  readonly kind?: string;
  readonly uid?: string;
  readonly causes?: readonly Cause[];
  readonly retryAfterSeconds?: number;
}

/** The object itself. */
export interface Status {
  readonly kind: 'Status';
  readonly apiVersion: 'v1';
  readonly metadata: { readonly continue?: string };
  readonly status: 'Failure' | 'Success';
  readonly message?: string;
  readonly reason?: string;
  readonly details?: Details;
  readonly code?: number;
}

/** A request that fails, with its whole answer. */
export class ApiError extends Error {
  readonly code: number;
  readonly status: Status;

  constructor(code: number, reason: string, message: string, details?: Details, metadata: Status['metadata'] = {}) {
    super(message);
    this.code = code;
    this.status = {
      kind: 'Status',
      apiVersion: 'v1',
      metadata,
      status: 'Failure',
      message,
      ...(reason === '' ? {} : { reason }),
      ...(details === undefined ? {} : { details }),
      code,
    };
  }

  static badRequest(message: string): ApiError {
    return new ApiError(400, 'BadRequest', message);
  }

  static notFound(type: ResourceType, name: string): ApiError {
    return new ApiError(404, 'NotFound', `${qualified(type)} "${name}" not found`, about(type, name));
  }

  static alreadyExists(type: ResourceType, name: string): ApiError {
    return new ApiError(409, 'AlreadyExists', `${qualified(type)} "${name}" already exists`, about(type, name));
  }

  /** Why the object may not be what it is asked to become. */
  static invalid(type: ResourceType, name: string, causes: readonly Cause[]): ApiError {
    const { group, kind } = type;
    const told = causes.map(({ field, message }) => `${field}: ${message}`);
    const all = told.length === 1 ? told[0] : `[${told.join(', ')}]`;
    const of = group === '' ? kind : `${kind}.${group}`;
    return new ApiError(422, 'Invalid', `${of} "${name}" is invalid: ${all}`, {
      name,
      ...(group === '' ? {} : { group }),
      kind,
      causes,
    });
  }

  static expired(message: string, token?: string): ApiError {
    return new ApiError(410, 'Expired', message, undefined, token === undefined ? {} : { continue: token });
  }
}

/** Somebody else changed the object, or a precondition does not hold. */
export function conflict(type: ResourceType, name: string, why?: string): ApiError {
  const told = why ?? 'the object has been modified; please apply your changes to the latest version and try again';
  return new ApiError(
    409,
    'Conflict',
    `Operation cannot be fulfilled on ${qualified(type)} "${name}": ${told}`,
    about(type, name),
  );
}

/** The resource with its group, as messages name it. */
export function qualified({ resource, group }: { resource: string; group: string }): string {
  return group === '' ? resource : `${resource}.${group}`;
}

/** Details name the resource as `kind`. */
export function about({ resource, group }: { resource: string; group: string }, name?: string): Details {
  return {
    ...(name === undefined || name === '' ? {} : { name }),
    ...(group === '' ? {} : { group }),
    kind: resource,
  };
}
