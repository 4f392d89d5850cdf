/** What each action of the machine does, for a tester; '' where the target says it already. */
const ACTION_WORDS: Readonly<Record<string, string>> = {
  begin: '',
  beginAgain: 'counts an attempt',
  clear: 'takes the notice away',
  continueDraft: 'goes on with the draft, sends its QR code',
  backToCards: 'goes back to the page where one was',
  choose: 'remembers which change',
  comeHome: '',
  dropCard: 'leaves the card',
  fail: 'remembers why',
  forgetCard: 'leaves the card if it is in the wizard',
  forgetPhoto: 'forgets the photo that is not stored',
  newerPage: 'asks for the newer page',
  note: '',
  notePackaged: 'notes that it is packaged',
  noteRegistered: 'sends the QR code',
  olderPage: 'asks for the older page',
  openCard: 'remembers which card',
  rememberAlbum: 'remembers the album',
  rememberRefusedAlbum: 'remembers the album',
  sendQr: 'sends the QR code',
  showNewestCards: 'asks for the newest page',
  showStatistics: '',
  startCard: 'begins a new card',
  takeCard: 'sends its photos',
  takeChange: 'says what was changed',
  takeDescription: 'takes the description',
  takeName: 'takes the name',
  takeNoDescription: 'leaves the description as it is',
  takeReason: 'takes the reason',
  takePhoto: 'takes the photo',
  takeStored: 'takes the stored photo',
  tellAlbum: 'remembers that the album was answered',
  tellNoMoreOfAlbums: 'says no more to its album',
  'xstate.assign': 'takes the result',
};

/** What each guard of the machine asks for. */
const GUARD_WORDS: Readonly<Record<string, string>> = {
  albumKnown: 'another part of its album was taken',
  albumTold: 'its album was answered',
  cardChanged: 'somebody else changed the card first',
  captioned: 'a text came with it',
  cardFound: 'the card is there',
  cardGone: 'the card is gone',
  changeNeedsConfirmation: 'it is asked about once more',
  hasCard: 'there is a card in the wizard',
  hasName: 'the card has a name',
  hasNewer: 'there is a newer page',
  hasOlder: 'there is an older page',
  hasOriginal: 'the original photo is stored',
  hasRegisteredCard: "the wizard's card is registered",
  hasUnfinishedCard: "the wizard's card would be lost",
  hasUnstoredOriginal: 'the original photo is not stored yet',
  hasUnstoredPackaged: 'the packaged photo is not stored yet',
  isDiscard: 'a draft is to be discarded',
  lineEmpty: 'nothing is left of the name',
  lineIsCode: 'it is a code or a link',
  lineTooLong: 'the name is too long',
  mayMove: 'the card can be changed so',
  openedDraft: 'the card is a draft',
  otherwise: 'otherwise',
  photoUseless: 'only another photo helps',
  reasonTooLong: 'the reason is too long',
  reasonTooShort: 'the reason is too short',
  textEmpty: 'nothing is left of the text',
  textTooLong: 'the text is too long',
  wasDiscarded: 'the draft was discarded',
  wasMade: 'the card was changed',
  wasNoDraft: 'it was no draft any more',
};

/** Says what an action does. Throws for one without words. */
export function wordsOfAction(name: string): string {
  return wordsOf(ACTION_WORDS, 'action', name);
}

/** Says what a guard asks for. Throws for one without words. */
export function wordsOfGuard(name: string): string {
  return wordsOf(GUARD_WORDS, 'guard', name);
}

function wordsOf(words: Readonly<Record<string, string>>, kind: string, name: string): string {
  const found = words[name];
  if (found === undefined) throw new Error(`the ${kind} ${name} has no words for docs/machine.md`);
  return found;
}
