import { adminSessions } from '../../machines/admin-sessions.ts';
import type { Database } from '../database/database.ts';
import type { Faults } from '../faults.ts';
import { startVerdictsAtZero } from '../features/verification/count-verdicts.ts';
import { verificationReading } from '../features/verification/reading.ts';
import { createVerifier, type Verify } from '../features/verification/verifier.ts';
import { verify } from '../features/verification/verify.ts';
import { drawPicture } from '../images/draw-picture.ts';
import type { PhotoNormaliser } from '../images/normalise-photo.ts';
import type { Catalogue } from '../locales/catalogue.ts';
import { type Locale, pickLocale } from '../locales/locale.ts';
import type { Logger } from '../log.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { createPictures } from '../photos/pictures.ts';
import { createShowables } from '../photos/showables.ts';
import type { Shop } from '../replies/shop.ts';
import type { SessionDependencies } from '../session/dependencies.ts';
import type { JobSender } from '../session/ports.ts';
import type { PhotoStore } from '../storage/photo-store.ts';
import { type Answering, createAnswering } from '../telegram/answers/answering.ts';
import { type CommandMenus, createCommandMenus } from '../telegram/commands.ts';
import { createDeferral, type Deferral } from '../telegram/deferral/deferral.ts';
import { createFileSource } from '../telegram/file-source.ts';
import { createFloodGuard, tellOfFloods } from '../telegram/flood-guard.ts';
import { createIntake, type Intake, type IntakeDependencies } from '../telegram/intake.ts';
import { createPictureSender } from '../telegram/picture-sender.ts';
import { createRemembered } from '../telegram/remembered.ts';
import { createShowing } from '../telegram/showing.ts';
import type { TelegramApi, TelegramOptions } from '../telegram/telegram-api.ts';
import { startCountersAtZero } from '../telegram/update-metrics.ts';
import { createFinishedUpdates } from '../updates/finish-updates.ts';
import { wasAdmin } from '../updates/former-admins.ts';
import { createPuttingOff } from '../updates/waiting-updates.ts';
import { createOperations, INPUTS, isStoring } from './all-features.ts';
import { gatherDeliveries } from './deliveries.ts';
import { isSilent, renderScreen, waitsForText } from './render-screen.ts';
import { gatherReplies } from './replies.ts';

/** Far more albums than can be under way at once. */
const MOST_ALBUMS = 1_000;

export interface BotDependencies {
  /** Sends replies, and whatever nobody waits for. */
  readonly api: TelegramApi;
  /** Sends what somebody pressed a button for, and screens. */
  readonly urgentApi: TelegramApi;
  readonly telegram: TelegramOptions;
  readonly me: { readonly id: number; readonly username: string };
  readonly adminIds: readonly number[];
  /** How many processes of this bot there are. */
  readonly processes: number;
  readonly defaultLocale: Locale;
  readonly catalogue: Catalogue;
  readonly database: Database;
  readonly photos: PhotoStore;
  readonly normalise: PhotoNormaliser;
  /** Who vouches for the cards. */
  readonly shop: Shop;
  readonly jobs: JobSender;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly faults: Faults;
}

/** The bot's parts that others drive: updates go into `intake`, jobs into `session` and `answering`. */
export interface BotParts {
  readonly intake: Intake;
  /** Takes what could not be taken when it came. */
  readonly deferral: Deferral;
  readonly session: SessionDependencies;
  readonly answering: Answering;
  readonly menus: CommandMenus;
  /** Writes down what is noted of answers and not written yet. */
  readonly flush: () => Promise<void>;
}

/** Puts the bot together. Starts nothing and calls nobody. */
export function createBot(dependencies: BotDependencies): BotParts {
  const { api, urgentApi, telegram, me, adminIds, defaultLocale, catalogue, database, log } =
    dependencies;
  const { photos, normalise, jobs, metrics, faults, shop, processes } = dependencies;
  const admins = new Set(adminIds);
  const isAdmin = (personId: number) => admins.has(personId);
  const botId = me.id;
  const botUsername = me.username;
  const translatorFor = (languageCode: string | null) =>
    catalogue.createTranslator(pickLocale(languageCode ?? undefined, defaultLocale));

  const finished = createFinishedUpdates(database, (error) =>
    log.warn({ err: error }, 'answered updates could not be marked; they may be answered again'),
  );
  const puttingOff = createPuttingOff(database, (error) =>
    log.warn({ err: error }, 'answers could not be put off; they are tried again sooner'),
  );
  const pictures = createPictures({ database, photos, draw: drawPicture, log });
  const operations = createOperations({
    files: createFileSource(api, telegram),
    normalise,
    photos,
    pictures,
    botId,
    faults,
  });
  startCountersAtZero(metrics, operations);
  startVerdictsAtZero(metrics);
  const showables = createShowables({ database, photos, pictures });
  const sending = { botId, database, log, translatorFor };
  const pictureSenderBy = (by: TelegramApi) => createPictureSender({ api: by, botId, log });
  const session: SessionDependencies = {
    machine: adminSessions,
    database,
    operations,
    jobs,
    showing: createShowing({
      ...sending,
      api: urgentApi,
      pictureSender: pictureSenderBy(urgentApi),
      isAdmin,
      isStoring,
      partsOf: gatherDeliveries({ database, showables, botUsername }),
      render: (snapshot, translator) =>
        isSilent(snapshot) ? null : renderScreen(snapshot, translator, botUsername),
    }),
    log,
    metrics,
    faults,
  };
  const repliesBy = (verify: Verify) =>
    gatherReplies({ database, verify, showables, botUsername, isAdmin, shop, metrics });
  const replies = repliesBy(createVerifier(database));
  const answering = createAnswering({
    ...sending,
    api,
    pictureSender: pictureSenderBy(api),
    replies,
    finished,
    puttingOff,
    metrics,
    faults,
  });
  const menus = createCommandMenus({
    api,
    adminIds,
    inputs: INPUTS,
    wasAdmin: (personId) => wasAdmin(database, personId),
    defaultLocale,
    translatorOf: catalogue.createTranslator,
    log,
  });
  const taking: IntakeDependencies = {
    api,
    botId,
    isAdmin,
    inputs: INPUTS,
    reading: verificationReading,
    database,
    replies,
    session,
    waitsForText,
    answering,
    albums: createRemembered(MOST_ALBUMS),
    guard: createFloodGuard({
      processes,
      now: () => performance.now(),
      ...tellOfFloods(log),
    }),
    translatorFor,
    onAdmin: (adminId) => void menus.registerAdmin(adminId),
    onRefused: (personId) => void menus.withdraw(personId),
    faults,
    log,
    metrics,
  };
  const intake = createIntake(taking);
  // A check that waited for a row would hold up those that go with it in one statement.
  const takeAlone = createIntake({
    ...taking,
    replies: repliesBy((asked) => verify(database, asked)),
  });
  const deferral = createDeferral({ botId, database, intake: takeAlone, log });
  const flush = async () => {
    await Promise.all([finished.flush(), puttingOff.flush()]);
  };
  return { intake, deferral, session, answering, menus, flush };
}
