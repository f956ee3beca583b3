import { graphql } from '../../generated/index.ts';

/** Providers, effect types and their workflows: what forms let people choose from. */
export const CatalogueDocument = graphql(/* GraphQL */ `
  query Catalogue {
    providers {
      id
      name
    }
    effectTypes {
      id
      title
      workflows {
        id
        title
        variant
        isActive
        provider {
          id
          name
        }
      }
    }
  }
`);
