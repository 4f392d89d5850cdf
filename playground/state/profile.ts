import * as z from 'zod';
import type { Journal } from '../store/journal.ts';

/** The texts about the bot that it sets itself. */
export type ProfileText = 'name' | 'description' | 'short_description';

/** The bot's texts about itself, by language. */
export interface Profile {
  /** The text in a language, else the one for all languages, else an empty one. */
  get(text: ProfileText, language: string): string;
  /** Sets a text; an empty one removes it. */
  set(text: ProfileText, language: string, value: string): void;
}

/** Reads the bot's texts about itself from the journal. */
export function loadProfile(journal: Journal, botName: string): Profile {
  const stored = journal.collection('profile', z.string());
  const texts = new Map(stored.entries);
  return {
    get(text, language) {
      const fallback = text === 'name' ? botName : '';
      return texts.get(`${text}/${language}`) ?? texts.get(`${text}/`) ?? fallback;
    },
    set(text, language, value) {
      const key = `${text}/${language}`;
      if (value === '') {
        texts.delete(key);
        stored.remove(key);
      } else {
        texts.set(key, value);
        stored.put(key, value);
      }
    },
  };
}
