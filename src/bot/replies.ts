import {
  createVerificationReplies,
  type VerificationDependencies,
} from '../features/verification/replies.ts';
import { createCommonReplies } from '../replies/common-replies.ts';
import { createReplies, type Replies } from '../replies/replies.ts';

/** Gathers all that people without a session are answered. */
export function gatherReplies(dependencies: VerificationDependencies): Replies {
  return createReplies(
    createCommonReplies(dependencies.shop),
    createVerificationReplies(dependencies),
  );
}
