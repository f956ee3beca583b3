const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@inaccessible", "@interfaceObject", "@override"])`;

/**
 * Five subgraphs that together have what a plan can have: interfaces, unions, lists of lists, `@requires` with
 * nested selections and fragments, `@provides`, compound keys, `@interfaceObject`, `@override`, inaccessible
 * parts, one field name of two types (which the planner must rename), and fields of every nullability.
 */
export const SUBGRAPHS: Readonly<Record<string, string>> = {
  products: `${LINK}
    type Query {
      products: [Product!]!
      product(id: ID!): Product
      maybeProducts: [Product]
      search(text: String): [Result!]
      media(kind: Kind): [Media!]!
      grid: [[Item]!]
      node(id: ID!): Node
    }
    type Mutation { touch(id: ID!): Product rename(id: ID!, name: String): Product! }
    enum Kind { BOOK FILM SECRET @inaccessible }
    scalar Blob
    interface Node { id: ID! }
    interface Item { id: ID! label: String kind: Kind }
    union Result = Product | Book | Film | Maker
    type Product implements Node & Item @key(fields: "id") @key(fields: "sku code") {
      id: ID! sku: ID! code: Int! name: String! @shareable label: String kind: Kind price: Float
      size: Size maker: Maker tags: [String!] blob: Blob weight: Int
      related(first: Int): [Product!]
    }
    type Size @shareable { width: Int! height: Int unit: Unit }
    type Unit @shareable { name: String symbol: String! }
    type Maker implements Node @key(fields: "id") { id: ID! name: String! }
    interface Media @key(fields: "id") { id: ID! title: String }
    type Book implements Media & Item @key(fields: "id") { id: ID! title: String label: String kind: Kind pages: Int @shareable author: Maker! }
    type Film implements Media & Item @key(fields: "id") { id: ID! title: String label: String kind: Kind minutes: Float! pages: String }
    type Hidden implements Item @inaccessible { id: ID! label: String kind: Kind }
  `,
  shipping: `${LINK}
    type Query { cheapest: Product heaviest: [Product] }
    type Mutation { ship(id: ID!): Shipment }
    type Product @key(fields: "id") {
      id: ID! price: Float @external size: Size @external
      tags: [String!] @external
      shipping: Float @requires(fields: "price")
      crate: Crate @requires(fields: "size { width unit { symbol } } tags")
      shipments: [Shipment!]
    }
    type Size @shareable { width: Int! height: Int unit: Unit }
    type Unit @shareable { name: String symbol: String! }
    type Crate { volume: Float! label: String }
    type Shipment @key(fields: "id") { id: ID! to: Maker! status: Status! }
    enum Status { READY SENT }
    type Maker @key(fields: "id") { id: ID! address: String }
  `,
  reviews: `${LINK}
    type Query { latest(first: Int): [Review!] topMaker: Maker }
    type Review @key(fields: "id") {
      id: ID! text: String stars: Int!
      of: Subject
      product: Product @provides(fields: "name")
      by: Maker!
    }
    union Subject = Product | Book
    type Product @key(fields: "sku code") { sku: ID! code: Int! name: String! @external reviews: [Review!]! score: Float }
    type Book @key(fields: "id") { id: ID! reviews: [Review] pages: Int @shareable }
    type Maker @key(fields: "id") { id: ID! reviews: [Review!] fame: Int! }
  `,
  media: `${LINK}
    type Query { featured: Media }
    type Media @key(fields: "id") @interfaceObject { id: ID! likes: Int! fans: [Maker] quote: String @requires(fields: "title") title: String @external }
    type Maker @key(fields: "id") { id: ID! favourite: Media }
  `,
  makers: `${LINK}
    type Query { makers: [Maker!] me: Maker }
    type Mutation { hire(id: ID!): Maker }
    type Maker @key(fields: "id") { id: ID! name: String! @override(from: "products") address: String @external boss: Maker staff: [Maker!]! greeting: String @requires(fields: "address") }
  `,
};
