import { useHashSearch } from '@effect-studio/web-kit/location-hash.ts';
import type { EffectOrder } from '../../../generated/graphql.ts';

const ORDERS: readonly EffectOrder[] = ['RELEVANCE', 'NEWEST', 'MOST_USED', 'CHEAPEST'];

/** The order that is meant: what fits best where somebody searches, the newest otherwise, unless the address says. */
export function orderOf(named: string | null, isSearch: boolean): EffectOrder {
  const order = ORDERS.find((one) => one === named) ?? (isSearch ? 'RELEVANCE' : 'NEWEST');
  return order === 'RELEVANCE' && !isSearch ? 'NEWEST' : order;
}

/** Tags as the address has them, joined by commas. */
export const tagsOf = (text: string | null): string[] => [
  ...new Set((text ?? '').split(',').filter(Boolean)),
];

/** The tags with this one in, or out when it was in. */
export function toggleTag(tags: readonly string[], tag: string): string[] {
  return tags.includes(tag) ? tags.filter((one) => one !== tag) : [...tags, tag];
}

/** What the address says of the gallery, and how to change it. */
export function useGalleryAddress() {
  const [category, setCategory] = useHashSearch('category');
  const [tagText, setTags] = useHashSearch('tags');
  const [search, setSearch] = useHashSearch('search');
  const [named, setOrder] = useHashSearch('order');
  const tags = tagsOf(tagText);
  const isSearch = (search ?? '').trim() !== '';
  return {
    category,
    setCategory,
    tags,
    toggle: (tag: string) => setTags(toggleTag(tags, tag).join(',') || null),
    search: search ?? '',
    setSearch: (text: string) => setSearch(text || null),
    isSearch,
    order: orderOf(named, isSearch),
    setOrder: (order: EffectOrder) => setOrder(order === orderOf(null, isSearch) ? null : order),
  };
}
