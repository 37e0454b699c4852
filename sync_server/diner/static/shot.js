// A photo becomes small before it travels: upright, a JPEG of at most 1280 pixels and 300 KB. Nothing else of the
// file leaves the phone: not where it was taken, nor by what.

import { _ } from "./texts.js";

const LONGEST_SIDE = 1280;
const MOST_BYTES = 300 * 1024;
const QUALITIES = [0.85, 0.7, 0.55, 0.4];

// { blob, src } of a file that the guest has chosen; what cannot be read throws its reason in words.
export async function shotOf(file) {
  let image = null;
  try {
    image = await drawnFrom(await dataOf(file, "readAsDataURL"));
  } catch {
    const kind = new TextDecoder().decode(await dataOf(file.slice(4, 12), "readAsArrayBuffer"));
    throw new Error(/^ftyp(hei|hev|mif1|msf1)/.test(kind) ?
      _("This is a HEIC photo, which this browser cannot read. Take a screenshot of it, or set the camera to Most Compatible (JPEG), and choose that.") :
      _("This file cannot be read as a picture. Choose a photo, or a screenshot of it."));
  }
  for (let side = LONGEST_SIDE; ; side *= 0.7) {
    const canvas = canvasOf(image, side);
    for (const quality of QUALITIES) {
      const blob = await new Promise(done => canvas.toBlob(done, "image/jpeg", quality));
      // As plain text, so that another server of the store is not asked beforehand.
      if (blob.size <= MOST_BYTES) return { blob: new Blob([blob], { type: "text/plain" }), src: canvas.toDataURL("image/jpeg", quality) };
    }
  }
}

function dataOf(file, way) {
  return new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = failed;
    reader[way](file);
  });
}

function drawnFrom(src) {
  return new Promise((done, failed) => {
    const image = new Image();
    image.onload = () => done(image);
    image.onerror = failed;
    image.src = src;
  });
}

function canvasOf(image, side) {
  const canvas = document.createElement("canvas");
  const scale = Math.min(1, side / Math.max(image.naturalWidth, image.naturalHeight));
  canvas.width = Math.max(1, Math.round(image.naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(image.naturalHeight * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas;
}
