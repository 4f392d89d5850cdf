import type { Message } from '@grammyjs/types';

const file = { file_id: 'file', file_unique_id: 'unique', file_size: 1000 };
const picture = { width: 100, height: 100 };
const person = { id: 77, is_bot: false, first_name: 'Somebody' };

/** Messages that no step of anything takes, each as the Bot API would bring it. */
export const STRANGE_MESSAGES: Readonly<Record<string, Partial<Message>>> = {
  sticker: {
    sticker: { ...file, ...picture, type: 'regular', is_animated: false, is_video: false },
  },
  voice: { voice: { ...file, duration: 3 } },
  audio: { audio: { ...file, duration: 3 } },
  video: { video: { ...file, ...picture, duration: 3 } },
  'video note': { video_note: { ...file, length: 100, duration: 3 } },
  animation: {
    animation: { ...file, ...picture, duration: 3, mime_type: 'video/mp4' },
    document: { ...file, mime_type: 'video/mp4', file_name: 'giphy.mp4' },
  },
  'PDF file': { document: { ...file, mime_type: 'application/pdf', file_name: 'card.pdf' } },
  'ZIP file': { document: { ...file, mime_type: 'application/zip' } },
  'text file': { document: { ...file, file_name: 'card.txt' } },
  contact: { contact: { phone_number: '+100', first_name: 'Somebody' } },
  location: { location: { latitude: 1, longitude: 2 } },
  venue: {
    venue: { location: { latitude: 1, longitude: 2 }, title: 'Shop', address: 'Street 1' },
    location: { latitude: 1, longitude: 2 },
  },
  dice: { dice: { emoji: '🎲', value: 6 } },
  poll: {
    poll: {
      id: '1',
      question: 'Which card?',
      options: [],
      total_voter_count: 0,
      is_closed: false,
      is_anonymous: true,
      type: 'regular',
      allows_multiple_answers: false,
    } as unknown as NonNullable<Message['poll']>,
  },
  'photo without sizes': { photo: [] },
  'message that is empty': {},
  'kind of message from the future': { hologram: { depth: 3 } } as Partial<Message>,
  'story of another chat': {
    story: { chat: { id: 5, type: 'private', first_name: 'Somebody' }, id: 1 },
  },
  'forwarded sticker': {
    sticker: { ...file, ...picture, type: 'regular', is_animated: false, is_video: false },
    forward_origin: { type: 'user', sender_user: person, date: 1 },
  },
};
