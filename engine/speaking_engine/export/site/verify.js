// Looks for the marks of a film in the browser: the watermark as marks/watermark.py does, and the C2PA manifest.
(function () {
  "use strict";
  const data = JSON.parse(document.getElementById("data").textContent);
  const SIDE = 128, FRAMES = 16;
  const state = document.getElementById("state"), found = document.getElementById("found");
  const breathe = () => new Promise((done) => setTimeout(done, 0));

  // -- the watermark ------------------------------------------------------------------------------------------

  function fft(re, im, inverse) { // rows, then columns, of SIDE x SIDE
    const turn = inverse ? 1 : -1, a = new Float64Array(SIDE), b = new Float64Array(SIDE);
    function line(offset, step) {
      for (let i = 0, j = 0; i < SIDE; i++) {
        a[j] = re[offset + i * step]; b[j] = im[offset + i * step];
        let bit = SIDE >> 1;
        for (; j & bit; bit >>= 1) { j ^= bit; }
        j ^= bit;
      }
      for (let size = 2; size <= SIDE; size *= 2) {
        const half = size / 2, angle = turn * 2 * Math.PI / size;
        for (let k = 0; k < half; k++) {
          const c = Math.cos(angle * k), s = Math.sin(angle * k);
          for (let i = k; i < SIDE; i += size) {
            const x = a[i + half] * c - b[i + half] * s, y = a[i + half] * s + b[i + half] * c;
            a[i + half] = a[i] - x; b[i + half] = b[i] - y; a[i] += x; b[i] += y;
          }
        }
      }
      for (let i = 0; i < SIDE; i++) { re[offset + i * step] = a[i]; im[offset + i * step] = b[i]; }
    }
    for (let row = 0; row < SIDE; row++) { line(row * SIDE, 1); }
    for (let column = 0; column < SIDE; column++) { line(column, SIDE); }
  }

  const bytes = Uint8Array.from(atob(data.tile), (letter) => letter.charCodeAt(0));
  const patternRe = Float64Array.from(new Int8Array(bytes.buffer)), patternIm = new Float64Array(SIDE * SIDE);
  fft(patternRe, patternIm, false);

  function blurred(plane, sigma) {
    const { width, height, values } = plane, reach = Math.ceil(4 * sigma);
    const kernel = Float32Array.from({ length: 2 * reach + 1 }, (_, i) => Math.exp(-((i - reach) ** 2) / (2 * sigma * sigma)));
    const total = kernel.reduce((sum, one) => sum + one, 0);
    kernel.forEach((one, i) => { kernel[i] = one / total; });
    const across = new Float32Array(values.length), out = new Float32Array(values.length);
    const inside = (at, size) => at < 0 ? Math.min(-at, size - 1) : at >= size ? Math.max(0, 2 * size - 2 - at) : at;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        let sum = 0;
        if (x >= reach && x < width - reach) {
          const start = y * width + x - reach;
          for (let k = 0; k < kernel.length; k++) { sum += kernel[k] * values[start + k]; }
        } else {
          for (let k = 0; k < kernel.length; k++) { sum += kernel[k] * values[y * width + inside(x + k - reach, width)]; }
        }
        across[y * width + x] = sum;
      }
    }
    for (let y = 0; y < height; y++) {
      const rows = Array.from(kernel, (_, k) => inside(y + k - reach, height) * width);
      for (let x = 0; x < width; x++) {
        let sum = 0;
        for (let k = 0; k < kernel.length; k++) { sum += kernel[k] * across[rows[k] + x]; }
        out[y * width + x] = sum;
      }
    }
    return { width, height, values: out };
  }

  function residual(luma) {
    const soft = blurred(luma, 4).values, fine = luma.values.map((value, i) => value - soft[i]);
    const spread = blurred({ ...luma, values: fine.map((value) => value * value) }, 8).values;
    const values = fine.map((value, i) => Math.max(-2, Math.min(2, value / (Math.sqrt(spread[i]) + 0.5))));
    return { ...luma, values };
  }

  function peak(plane, scale) {
    const width = Math.round(plane.width / scale), height = Math.round(plane.height / scale);
    if (Math.min(width, height) < SIDE) { return 0; }
    const re = new Float64Array(SIDE * SIDE), im = new Float64Array(SIDE * SIDE);
    const left = new Int32Array(width), share = new Float32Array(width);
    for (let x = 0; x < width; x++) {
      const at = Math.min(Math.max((x + 0.5) * plane.width / width - 0.5, 0), plane.width - 1.001);
      left[x] = at; share[x] = at - left[x];
    }
    for (let y = 0; y < height; y++) {
      const at = Math.min(Math.max((y + 0.5) * plane.height / height - 0.5, 0), plane.height - 1.001);
      const upper = Math.floor(at) * plane.width, down = at - Math.floor(at), lower = upper + plane.width;
      const row = (y % SIDE) * SIDE, v = plane.values;
      for (let x = 0; x < width; x++) {
        const i = left[x], s = share[x];
        const top = v[upper + i] * (1 - s) + v[upper + i + 1] * s;
        const foot = v[lower + i] * (1 - s) + v[lower + i + 1] * s;
        re[row + x % SIDE] += top * (1 - down) + foot * down;
      }
    }
    fft(re, im, false);
    for (let i = 0; i < re.length; i++) {
      const size = Math.hypot(re[i], im[i]) + 1e-6, a = re[i] / size, b = im[i] / size;
      re[i] = a * patternRe[i] + b * patternIm[i];
      im[i] = b * patternRe[i] - a * patternIm[i];
    }
    fft(re, im, true);
    let most = -Infinity, sum = 0, squares = 0;
    for (const value of re) { most = Math.max(most, value); sum += value; squares += value * value; }
    const mean = sum / re.length, deviation = Math.sqrt(Math.max(squares / re.length - mean * mean, 1e-18));
    return (most - mean) / deviation;
  }

  function middle(plane) {
    const width = Math.min(plane.width, data.middle), height = Math.min(plane.height, data.middle);
    const left = (plane.width - width) >> 1, top = (plane.height - height) >> 1;
    const values = new Float32Array(width * height);
    for (let y = 0; y < height; y++) {
      const start = (top + y) * plane.width + left;
      values.set(plane.values.subarray(start, start + width), y * width);
    }
    return { width, height, values };
  }

  async function search(luma) {
    const whole = residual(luma);
    let best = [0, 1];
    const look = (plane, scale) => {
      const strength = peak(plane, scale);
      if (strength > best[0]) { best = [strength, scale]; }
    };
    for (const scale of data.likely) { look(whole, scale); await breathe(); }
    if (best[0] >= data.least) { return best; }
    const part = middle(whole);
    for (let i = 0; i < data.all.length; i++) {
      look(part, data.all[i]);
      if (i % 8 === 0) { state.textContent = "Looking at sizes: " + Math.round(100 * i / data.all.length) + " %"; await breathe(); }
    }
    const near = best[1];
    for (let step = -4; step <= 4; step++) { look(whole, near * (1 + step * 0.0005)); await breathe(); }
    return best;
  }

  function loaded(element, name) {
    return new Promise((done, fail) => {
      element.addEventListener(name, done, { once: true });
      element.addEventListener("error", () => fail(new Error("this browser cannot show it")), { once: true });
    });
  }

  async function lumaOf(file) {
    const address = URL.createObjectURL(file), canvas = document.createElement("canvas");
    try {
      let total = null, count = 0;
      const add = (source, width, height) => {
        canvas.width = width; canvas.height = height;
        const pen = canvas.getContext("2d", { willReadFrequently: true });
        pen.drawImage(source, 0, 0, width, height);
        const pixels = pen.getImageData(0, 0, width, height).data;
        total = total || new Float32Array(width * height);
        for (let i = 0; i < total.length; i++) {
          total[i] += 0.2126 * pixels[4 * i] + 0.7152 * pixels[4 * i + 1] + 0.0722 * pixels[4 * i + 2];
        }
        count += 1;
      };
      if (file.type.startsWith("image/")) {
        const image = new Image();
        const ready = loaded(image, "load");
        image.src = address;
        await ready;
        add(image, image.naturalWidth, image.naturalHeight);
      } else {
        const video = document.createElement("video");
        video.muted = true; video.preload = "auto";
        const ready = loaded(video, "loadeddata");
        video.src = address;
        await ready;
        for (let i = 0; i < FRAMES; i++) {
          const there = loaded(video, "seeked");
          video.currentTime = (i + 0.5) * video.duration / FRAMES;
          await there;
          add(video, video.videoWidth, video.videoHeight);
          state.textContent = "Reading: " + Math.round(100 * (i + 1) / FRAMES) + " %";
        }
      }
      return { width: canvas.width, height: canvas.height, values: total.map((value) => value / count) };
    } finally { URL.revokeObjectURL(address); }
  }

  // -- the manifest: C2PA in the uuid box of an MP4 -------------------------------------------------------------

  const word = (view, at) => view.getUint32(at);
  const letters = (array) => new TextDecoder().decode(array);

  function* boxes(array, start, end) { // ISO base media and JUMBF boxes alike
    const view = new DataView(array.buffer, array.byteOffset);
    for (let at = start; at + 8 <= end;) {
      let size = word(view, at), head = 8;
      if (size === 1) { size = word(view, at + 8) * 2 ** 32 + word(view, at + 12); head = 16; }
      if (size === 0) { size = end - at; }
      if (size < head || at + size > end) { return; }
      yield { type: letters(array.subarray(at + 4, at + 8)), at, start: at + head, end: at + size };
      at += size;
    }
  }

  function cbor(array) { // RFC 8949, as far as C2PA uses it
    const view = new DataView(array.buffer, array.byteOffset, array.byteLength);
    let at = 0;
    function read() {
      const first = view.getUint8(at++), kind = first >> 5;
      let size = first & 31;
      if (size === 24) { size = view.getUint8(at); at += 1; }
      else if (size === 25) { size = view.getUint16(at); at += 2; }
      else if (size === 26) { size = view.getUint32(at); at += 4; }
      else if (size === 27) { size = Number(view.getBigUint64(at)); at += 8; }
      if (kind === 0) { return size; }
      if (kind === 1) { return -1 - size; }
      if (kind === 2) { at += size; return array.subarray(at - size, at); }
      if (kind === 3) { at += size; return letters(array.subarray(at - size, at)); }
      if (kind === 4) { return Array.from({ length: size }, read); }
      if (kind === 5) {
        const map = {};
        for (let i = 0; i < size; i++) { const key = read(); map[key] = read(); }
        return map;
      }
      if (kind === 6) { return read(); }
      return { 20: false, 21: true }[first & 31] ?? null;
    }
    return read();
  }

  function* contents(array, start, end, path) { // labelled boxes of a JUMBF superbox
    let label = path;
    for (const box of boxes(array, start, end)) {
      if (box.type === "jumd") {
        const name = array.subarray(box.start + 17, box.end), stop = name.indexOf(0);
        label = path + "/" + letters(name.subarray(0, stop < 0 ? name.length : stop));
        yield { label, type: "whole", bytes: array.subarray(start, end) };
      } else if (box.type === "jumb") {
        yield* contents(array, box.start, box.end, label);
      } else {
        yield { label, type: box.type, bytes: array.subarray(box.start, box.end) };
      }
    }
  }

  const UUID = "d8fec3d61b0e483c92975828877ec481";
  const hex = (array) => Array.from(array, (one) => one.toString(16).padStart(2, "0")).join("");

  function manifestOf(film) {
    for (const box of boxes(film, 0, film.length)) {
      if (box.type !== "uuid" || hex(film.subarray(box.start, box.start + 16)) !== UUID) { continue; }
      const body = film.subarray(box.start + 20, box.end), purpose = body.indexOf(0);
      if (letters(body.subarray(0, purpose)) !== "manifest") { continue; }
      const store = body.subarray(purpose + 9);
      const [outer] = boxes(store, 0, store.length);
      return [...contents(store, outer.start, outer.end, "")];
    }
    return null;
  }

  function der(array, at) { // one element of a certificate
    let size = array[at + 1], head = 2;
    if (size & 128) {
      const count = size & 127;
      size = 0;
      for (let i = 0; i < count; i++) { size = size * 256 + array[at + 2 + i]; }
      head += count;
    }
    return { tag: array[at], at, start: at + head, end: at + head + size };
  }

  function children(array, element) {
    const out = [];
    for (let at = element.start; at < element.end;) { const one = der(array, at); out.push(one); at = one.end; }
    return out;
  }

  function nameOf(array, name, wanted) { // 550403 is the common name, 55040a the organisation
    for (const set of children(array, name)) {
      const [pair] = children(array, set), [kind, value] = children(array, pair);
      if (hex(array.subarray(kind.start, kind.end)) === wanted) { return letters(array.subarray(value.start, value.end)); }
    }
    return "";
  }

  function certificateOf(array) {
    const [body] = children(array, der(array, 0)), parts = children(array, body);
    const from = parts[0].tag === 0xa0 ? 1 : 0; // the version may be left out
    const key = parts[from + 5];
    return {
      issuer: nameOf(array, parts[from + 2], "55040a") || nameOf(array, parts[from + 2], "550403"),
      subject: nameOf(array, parts[from + 4], "550403"),
      key: array.slice(key.at, key.end),
    };
  }

  const head = (kind, size) => size < 24 ? [kind << 5 | size] : size < 256 ? [kind << 5 | 24, size] : size < 65536
    ? [kind << 5 | 25, size >> 8, size & 255] : [kind << 5 | 26, size >>> 24, size >> 16 & 255, size >> 8 & 255, size & 255];

  function joined(parts) {
    const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let at = 0;
    for (const part of parts) { out.set(part, at); at += part.length; }
    return out;
  }

  async function signatureHolds(cose, claim, key) { // ES256 (COSE -7) and Ed25519 (-8)
    const [protectedBytes, , , signature] = cose, algorithm = cbor(protectedBytes)[1];
    const text = new TextEncoder().encode("Signature1");
    const signed = joined([[0x84], head(3, text.length), text, head(2, protectedBytes.length), protectedBytes, head(2, 0), head(2, claim.length), claim]);
    const kind = { "-7": [{ name: "ECDSA", namedCurve: "P-256" }, { name: "ECDSA", hash: "SHA-256" }], "-8": [{ name: "Ed25519" }, { name: "Ed25519" }] }[algorithm];
    if (!kind) { return null; }
    const open = await crypto.subtle.importKey("spki", key, kind[0], false, ["verify"]);
    return crypto.subtle.verify(kind[1], open, signature, signed);
  }

  const sha256 = async (array) => hex(new Uint8Array(await crypto.subtle.digest("SHA-256", array)));

  async function bindingHolds(film, hash) { // c2pa.hash.bmff.v2 and v3 of a whole file
    const left = new Set((hash.exclusions || []).map((one) => one.xpath));
    const simple = [...left].every((path) => path.lastIndexOf("/") === 0);
    if (!simple || (hash.alg || "sha256") !== "sha256" || hash.merkle) { return null; }
    const parts = [];
    for (const box of boxes(film, 0, film.length)) {
      const ours = box.type !== "uuid" || hex(film.subarray(box.start, box.start + 16)) === UUID;
      if (left.has("/" + box.type) && ours) { continue; }
      const place = new Uint8Array(8);
      new DataView(place.buffer).setBigUint64(0, BigInt(box.at));
      parts.push(place, film.subarray(box.at, box.end));
    }
    return await sha256(joined(parts)) === hex(hash.hash);
  }

  async function readManifest(film) {
    const parts = manifestOf(film);
    if (!parts) { return null; }
    const last = (ending, type) => parts.filter((part) => part.label.endsWith(ending) && part.type === type).at(-1);
    const claim = last("/c2pa.claim.v2", "cbor") || last("/c2pa.claim", "cbor"), seal = last("/c2pa.signature", "cbor");
    const cose = cbor(seal.bytes), chain = cbor(cose[0])[33] || cose[1].x5chain || cose[1][33];
    const certificate = certificateOf(Array.isArray(chain) ? chain[0] : chain);
    const said = last("/org.speaking-images.film", "cbor") || last("/org.speaking-images.film", "json");
    const told = !said ? {} : said.type === "json" ? JSON.parse(letters(said.bytes)) : cbor(said.bytes);
    const checks = [await signatureHolds(cose, claim.bytes, certificate.key)];
    const content = cbor(claim.bytes);
    for (const one of [...(content.created_assertions || []), ...(content.gathered_assertions || []), ...(content.assertions || [])]) {
      const name = one.url.split("/").at(-1), part = last("/" + name, "whole");
      checks.push(part ? await sha256(part.bytes) === hex(one.hash) : false);
    }
    const bound = parts.filter((part) => /\/c2pa\.hash\.bmff(\.v\d)?$/.test(part.label) && part.type === "cbor").at(-1);
    checks.push(bound ? await bindingHolds(film, cbor(bound.bytes)) : null);
    const intact = checks.includes(false) ? false : checks.includes(null) ? null : true;
    return { certificate, told, intact };
  }

  // -- the page -----------------------------------------------------------------------------------------------

  function say(text, good) {
    const line = document.createElement("p");
    line.textContent = text;
    if (good) { line.className = "good"; }
    found.append(line);
  }

  function sayManifest(read) {
    if (!read) { return say("It bears no signed manifest (C2PA) that this page can read: it never had one, or whoever re-encoded it dropped it."); }
    const whole = { true: "not changed since", false: "CHANGED SINCE: do not rely on what follows", null: "this page cannot tell whether it was changed since" }[read.intact];
    say("It was signed by " + (read.certificate.subject || "somebody") + " (" + read.certificate.issuer + "): " + whole + ".", read.intact === true);
    if (/trying out/.test(read.certificate.subject + read.certificate.issuer)) { say("That certificate is for trying out and vouches for nobody."); }
    const told = read.told;
    if (told.approved_by) { say(told.approved_by + " approved its words on " + told.approved_on + "."); }
    if (told.made_with) { say(Object.entries(told.made_with).map((pair) => pair.join(": ")).join("; ") + "."); }
  }

  async function look(file) {
    found.replaceChildren();
    state.textContent = "Reading";
    try { sayManifest(await readManifest(new Uint8Array(await file.arrayBuffer()))); }
    catch (error) { say("Its manifest cannot be read here (" + error.message + ")."); }
    try {
      const [strength, scale] = await search(await lumaOf(file));
      const there = strength >= data.least, size = Math.abs(scale - 1) < 0.01 ? "" : ", at " + Math.round(100 * scale) + " % of the size it was made in";
      say(there ? "It bears our watermark (a trace of " + strength.toFixed(0) + " standard deviations" + size + "). A machine moved a face of an artwork."
        : "It bears no watermark of ours that can be found (its best trace: " + strength.toFixed(1) + " standard deviations).", there);
    } catch (error) { say("Its pictures cannot be looked at: " + error.message + "."); }
    state.textContent = "Done.";
  }

  document.getElementById("file").addEventListener("change", (event) => {
    if (event.target.files.length) { look(event.target.files[0]); }
  });
})();
