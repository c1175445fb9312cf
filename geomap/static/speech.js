// What the page says by itself, in its language. English stands in the code and is the key, as in geomap/languages.

/**
 * Gives `say(text, values)`, `say.count(n, one, many, values)` and `say.number(n)` of a page's language, from what the
 * data island brings; English needs nothing. Text among the values is isolated, so that it reorders nothing around it.
 */
export function speaker({ lang = "en", words = {} }) {
  const numbers = new Intl.NumberFormat(`${lang}-u-nu-latn`);
  const plurals = new Intl.PluralRules(lang);
  const shown = (value) => {
    if (typeof value === "number") return numbers.format(value);
    return lang.startsWith("en") ? value : `\u2068${value}\u2069`;
  };
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => (name in values ? shown(values[name]) : all));
  const say = (text, values = {}) => fill(words[text] ?? text, values);
  say.count = (n, one, many, values = {}) => {
    const forms = words[one] ?? { one, other: many };
    return fill(forms[plurals.select(n)] ?? forms.other ?? many, { n, ...values });
  };
  say.number = shown;
  return say;
}
