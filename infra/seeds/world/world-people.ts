/** Names of the people of the world; invented, from several corners of the earth. */
const GIVEN = [
  ...[
    'Amara',
    'Bence',
    'Chiara',
    'Dilan',
    'Eun-ji',
    'Farid',
    'Greta',
    'Hiro',
    'Ines',
    'Jonas',
    'Kavya',
    'Liam',
  ],
  ...['Maja', 'Noor', 'Otis', 'Paloma', 'Quentin', 'Rosa', 'Sunniva', 'Tariq', 'Uma', 'Vera', 'Wei', 'Yara'],
];
const FAMILY = [
  ...['Adeyemi', 'Bakker', 'Castellano', 'Demir', 'Eriksen', 'Fontaine', 'Gruber', 'Haddad', 'Ishikawa'],
  ...['Jovanović', 'Kowalska', 'Lindqvist', 'Moreau', 'Nakamura', 'Okafor', 'Petrov', 'Quispe', 'Rahman'],
];

/** One of the world's people. */
export interface WorldPerson {
  displayName: string;
  email: string;
}

/** The first `count` people, always the same; addresses are of a name that no mail server has (RFC 2606). */
export function worldPeople(count: number): WorldPerson[] {
  return Array.from({ length: count }, (_, index) => {
    const given = GIVEN[index % GIVEN.length]!;
    // 24 and 18 share factors: the family moves on by one with every round of given names.
    const family = FAMILY[(index + Math.floor(index / GIVEN.length) * 7) % FAMILY.length]!;
    return { displayName: `${given} ${family}`, email: `person-${index + 1}@world.example` };
  });
}
