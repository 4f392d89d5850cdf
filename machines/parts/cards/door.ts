import { changes } from '../../session/setup.ts';
import type { PageRequest } from './slice.ts';

const sliceOfPage = (page: PageRequest) => ({ part: 'cards', page, list: null }) as const;

/** The ways into the list of cards. */
export const cardsDoors = {
  showNewestCards: changes(() => ({ trail: [], slice: sliceOfPage({ from: 'newest' }) })),
  /** To the page from which one came; to the newest where one came from elsewhere. */
  backToCards: changes(({ context: { trail } }) => {
    const place = trail.at(-1);
    const page = place?.part === 'cards' ? place.page : ({ from: 'newest' } as const);
    return { trail: trail.slice(0, -1), slice: sliceOfPage(page) };
  }),
};
