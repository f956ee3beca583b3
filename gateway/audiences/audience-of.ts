import type { Caller } from '@effect-studio/kernel/context';
import type { Audience } from '@effect-studio/schema/audiences/audience';

/**
 * The audience of a caller, whose roles the application has bounded already: an admin in the users' app is a user.
 * Who is nobody yet sees what is public, wherever they come from.
 */
export function audienceOf(caller: Caller): Audience {
  switch (caller.kind) {
    case 'person':
      return caller.roles.includes('admin') ? 'admin' : 'user';
    case 'machine':
      if (caller.roles.includes('partner')) return 'partner';
      return caller.roles.includes('agent') ? 'agent' : 'public';
    default:
      return 'public';
  }
}
