/**
 * Whether a row's time to wait until is over, as an SQL condition on its columns `due_at` and
 * `due_noted_at`. What was noted in the future was noted by a clock that has been put back since, and
 * counts for nothing. `clock_timestamp()`, since a row may be written after this statement began.
 */
export const IS_DUE = '(due_at is null or due_at <= now() or due_noted_at > clock_timestamp())';
