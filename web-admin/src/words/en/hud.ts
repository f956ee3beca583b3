/** What hud says. */
export const hud = {
  attemptsWhoseCostIsNot: 'Attempts whose cost is not known yet',
  burnRate: 'Burn rate',
  cost: 'Cost',
  exploration: 'Exploration',
  forecast24h: 'Forecast 24h',
  margin: 'Margin',
  ofCost: 'of cost',
  revenue: 'Revenue',
  shareOfTheCostThat: 'Share of the cost that went to losing, shadow and exploration legs',
  unpriced: 'Unpriced',
  window: 'Window',
};
