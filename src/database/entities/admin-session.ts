import { defineEntity, p } from '@mikro-orm/core';

const AdminSessionSchema = defineEntity({
  name: 'AdminSession',
  tableName: 'admin_session',
  properties: {
    adminId: p.bigint('number').primary(),
    machine: p.text().primary().defaultRaw("'admin'"),
    version: p.integer(),
    snapshot: p.json<unknown>(),
    brokenSnapshot: p.json<unknown>().nullable(),
    language: p.text().nullable(),
    topic: p.bigint('number').nullable(),
    revision: p.integer().default(0),
    shownRevision: p.integer().default(0),
    showOnMessage: p.bigint('number').nullable(),
    screenMessage: p.bigint('number').nullable(),
    lastPress: p.text().nullable(),
    delivered: p.json<string[]>().defaultRaw("'[]'"),
    heldPhotos: p.json<string[]>().defaultRaw("'[]'"),
    dueAt: p.datetime().columnType('timestamptz(6)').nullable(),
    dueNotedAt: p.datetime().columnType('timestamptz(6)').nullable(),
    child: p.text().nullable(),
    operation: p.text().nullable(),
    attempt: p.integer().default(0),
    run: p.integer().default(0),
    requestId: p.text().nullable(),
    operationRequestId: p.text().nullable(),
    setAsideAt: p.datetime().columnType('timestamptz(6)').nullable(),
    updatedAt: p.datetime().columnType('timestamptz(6)').defaultRaw('now()'),
  },
});

/**
 * One person's session with one machine: the truth that jobs only point at.
 *
 * `revision` rises with every change, `shownRevision` is the last one the admin saw. `showOnMessage`
 * is the message to edit (null: send a new one), `topic` the topic of the chat in which a new one is
 * sent (null: in none), `screenMessage` the one that carries the screen now.
 * `heldPhotos` are the photos that it may still give to a card, each as `<card id>/<slot>`.
 * `child`, `operation`, `attempt` and `run` name the effect under way; `child` is null while none is.
 * `requestId` is the request that led to this revision, `operationRequestId` the one that began the
 * effect: both for the log only.
 * `dueAt` is the time before which Telegram wants no message, `dueNotedAt` when that was noted; `setAsideAt` marks a session whose
 * operation was given up, until the admin goes on.
 */
export class AdminSession extends AdminSessionSchema.class {}
AdminSessionSchema.setClass(AdminSession);
