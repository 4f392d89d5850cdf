import type { Api } from 'grammy';
import type { Database } from '../database/database.ts';
import type { Translator } from '../locales/translator.ts';
import type { Screen } from '../screens/screen.ts';
import type { ScreenRequest, Showing, Shown } from '../session/ports.ts';
import { showBusy } from './busy-sign.ts';
import { callSignal } from './call-signal.ts';
import { inTopic } from './chat.ts';
import { type DeliveryDependencies, sendDeliveries } from './deliveries.ts';
import { keyboardOf } from './keyboard.ts';
import { keepFromStrangers } from './no-longer-admins.ts';
import { isRefused, outcomeOf } from './outcome.ts';
import { noteUnreachable, ownUp } from './own-up.ts';

export interface ShowingDependencies extends DeliveryDependencies {
  readonly database: Database;
  readonly isAdmin: (personId: number) => boolean;
  /** Whether an operation stores something, so that the chat says at once that it is under way. */
  readonly isStoring: (operation: Parameters<Showing['busy']>[1]) => boolean;
  readonly translatorFor: (languageCode: string | null) => Translator;
  /** Makes the screen of a snapshot, a pure function; null: there is nothing to say but that the bot is busy. */
  readonly render: (snapshot: ScreenRequest['snapshot'], translator: Translator) => Screen | null;
}

/** Shows screens in Telegram, to admins alone: a press edits its message, anything else sends a new one and takes the old one's buttons away. */
export function createShowing(dependencies: ShowingDependencies): Showing {
  const keep = keepFromStrangers(dependencies.isAdmin, dependencies.log);
  return {
    async show(request, signal) {
      const kept = keep(request);
      if (kept !== null) return kept;
      try {
        return await present(dependencies, request, signal);
      } catch (error) {
        signal.throwIfAborted();
        return await shownDespite(dependencies, request, error);
      }
    },
    busy({ adminId, topic }, child) {
      if (!dependencies.isAdmin(adminId)) return () => {};
      const storing = dependencies.isStoring(child);
      return showBusy(dependencies.api, { id: adminId, topic }, { storing });
    },
  };
}

/** A screen that Telegram refuses for good is a fault of ours: the admin at least hears that there was one. */
async function shownDespite(
  dependencies: ShowingDependencies,
  { adminId, topic, language, revision }: ScreenRequest,
  error: unknown,
): Promise<Shown> {
  const { log } = dependencies;
  const outcome = outcomeOf(error);
  if (outcome.type === 'due') {
    const { seconds } = outcome;
    log.warn({ code: 'screen_postponed', adminId, revision, seconds }, 'screen must wait');
    return { type: 'due', seconds };
  }
  if (outcome.type === 'gone') {
    log.info({ code: 'person_unreachable', adminId, revision }, 'screen reaches nobody');
    await noteUnreachable(dependencies, adminId);
    return { type: 'gone' };
  }
  const reason = outcome.description;
  log.error({ code: 'screen_refused', adminId, revision, reason }, 'Telegram refused a screen');
  await ownUp(dependencies, {
    personId: adminId,
    languageCode: language,
    topic: topic ?? undefined,
  });
  return { type: 'shown', message: null };
}

async function present(
  dependencies: ShowingDependencies,
  request: ScreenRequest,
  signal: AbortSignal,
): Promise<Shown> {
  const { translatorFor, render } = dependencies;
  const translator = translatorFor(request.language);
  const delivered = await sendDeliveries(dependencies, request, translator, signal);
  const screen = render(request.snapshot, translator);
  if (screen === null) return { type: 'shown', message: null };

  const showOn = delivered ? null : request.showOn;
  const options = {
    parse_mode: 'HTML' as const,
    link_preview_options: { is_disabled: true },
    reply_markup: keyboardOf(screen, request.revision),
  };
  const edited =
    showOn !== null &&
    (await editScreen(dependencies.api, request.adminId, showOn, screen.text, options, signal));
  const message = edited
    ? showOn
    : await sendScreen(dependencies.api, request, screen.text, options, signal);
  await removeOldButtons(dependencies, request, message);
  return { type: 'shown', message };
}

/** Returns the id of the message. */
async function sendScreen(
  api: Api,
  { adminId, topic }: ScreenRequest,
  text: string,
  options: Parameters<Api['sendMessage']>[2],
  signal: AbortSignal,
): Promise<number> {
  const placed = { ...options, ...inTopic({ topic }) };
  return (await api.sendMessage(adminId, text, placed, callSignal(signal))).message_id;
}

/** Returns false when the message cannot be edited any more, so that the screen is to be sent anew. */
async function editScreen(
  api: Api,
  chatId: number,
  message: number,
  text: string,
  options: Parameters<Api['editMessageText']>[3],
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await api.editMessageText(chatId, message, text, options, callSignal(signal));
    return true;
  } catch (error) {
    if (isRefused(error, /message is not modified/)) return true;
    if (
      isRefused(
        error,
        /message to edit not found|can't be edited|no text in the message|MESSAGE_ID_INVALID/i,
      )
    ) {
      return false;
    }
    throw error;
  }
}

/** The screen is shown whether or not this succeeds: a press of a button that stayed is answered with a notice. */
async function removeOldButtons(
  { api, log }: ShowingDependencies,
  { adminId, screenMessage }: ScreenRequest,
  shown: number,
): Promise<void> {
  if (screenMessage === null || screenMessage === shown) return;
  try {
    await api.editMessageReplyMarkup(adminId, screenMessage, {
      reply_markup: { inline_keyboard: [] },
    });
  } catch (error) {
    log.debug({ adminId, err: error }, 'old buttons stayed');
  }
}
