// Columns of the data island as what a browser computes with; see geomap/page/crowd/columns.py. Pure.

export const UNKNOWN = -(2 ** 31);  // stands for a missing whole number

/** A whole number, or null where it is missing. */
export const known = (number) => (number === UNKNOWN ? null : number);

const TYPES = { b: Uint8Array, h: Uint16Array, u: Uint32Array, i: Int32Array, f: Float32Array };

/** Numbers from their text: base64 of little-endian values, after a letter for their type. */
export function numbers(text) {
  return new TYPES[text[0]](bytes(text.slice(1)).buffer);
}

function bytes(text) {
  if (Uint8Array.fromBase64) return Uint8Array.fromBase64(text);
  const letters = atob(text);
  const found = new Uint8Array(letters.length);
  for (let i = 0; i < letters.length; i++) found[i] = letters.charCodeAt(i);
  return found;
}

/** What a column says of a report, as a function of the report's index; null where nothing is told. */
export function reader(column) {
  if (column === null) return () => null;
  if (Array.isArray(column)) return (i) => column[i];
  if (column.in) return textsOf(column).read;
  const { of } = column;
  let at;  // most columns are read when a card is, so their numbers wait
  return (i) => of[(at ??= numbers(column.at))[i]];
}

/** The codes of a column and what each stands for; one in which nothing repeats is coded here. */
export function coded(column, count) {
  if (column === null) return { at: new Uint8Array(count), of: [null] };
  if (column.of) return { at: numbers(column.at), of: column.of };
  const read = reader(column);
  const codes = new Map();
  const at = Uint32Array.from({ length: count }, (_, i) => {
    const value = read(i);
    if (!codes.has(value)) codes.set(value, codes.size);
    return codes.get(value);
  });
  return { at, of: [...codes.keys()] };
}

const TOGETHER = 4096;  // so many texts lie in one

/** Texts that lie in few long ones: {read(i), find(text)}; each is taken out when it is read. */
export function textsOf({ in: parts, long }) {
  let starts, lengths;
  const open = () => {
    lengths = numbers(long);
    starts = new Uint32Array(lengths.length);
    for (let i = 1; i < lengths.length; i++) if (i % TOGETHER) starts[i] = starts[i - 1] + Math.max(lengths[i - 1] - 1, 0);
  };
  return {
    read(i) {
      if (!starts) open();
      return lengths[i] ? parts[Math.floor(i / TOGETHER)].slice(starts[i], starts[i] + lengths[i] - 1) : null;
    },
    /** The index of a text, or -1; makes no text on its way. */
    find(text) {
      if (!starts) open();
      for (let i = 0; i < lengths.length; i++) {
        if (lengths[i] === text.length + 1 && parts[Math.floor(i / TOGETHER)].startsWith(text, starts[i])) return i;
      }
      return -1;
    },
  };
}
