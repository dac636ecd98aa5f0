// The binary answers of the server, read in place: a little JSON, then typed arrays (web/pack.py writes them).

const KINDS = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array };

export function unpack(buffer) {
  const view = new DataView(buffer);
  if (view.getUint32(0, false) !== 0x544c4231) throw new Error("The server sent something else than numbers.");
  const length = view.getUint32(4, true);
  const about = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  for (const { name, kind, shape, at } of about.arrays) {
    const count = shape.reduce((product, size) => product * size, 1);
    about[name] = new KINDS[kind](buffer, 8 + length + at, count);
  }
  delete about.arrays;
  return about;
}
