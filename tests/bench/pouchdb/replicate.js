// Replicates the orders of a JSON-lines file to a PouchDB server in a process of its own, over loopback HTTP.
// node pouchdb.js ORDERS FOLDER → one JSON line: seconds, documents there, bytes of the requests' bodies.
"use strict";
const { fork } = require("child_process");
const { createRequire } = require("module");
const fs = require("fs");
const path = require("path");

const [orders, folder, serving] = process.argv.slice(2);
const load = createRequire(path.join(process.cwd(), "package.json"));
const PouchDB = load("pouchdb");

function serve() {
  fs.mkdirSync(path.join(folder, "there"), { recursive: true });
  const Kept = PouchDB.defaults({ prefix: path.join(folder, "there") + path.sep });
  const app = load("express")();
  app.use(load("express-pouchdb")(Kept, { mode: "minimumForPouchDB", inMemoryConfig: true, logPath: "/dev/null" }));
  const door = app.listen(0, "127.0.0.1", () => process.send(door.address().port));
  process.on("disconnect", () => process.exit(0));
}

async function replicate(server, port) {
  const here = new PouchDB(path.join(folder, "here"));
  const lines = fs.readFileSync(orders, "utf8").trim().split("\n").map((line) => JSON.parse(line));
  for (let first = 0; first < lines.length; first += 1000) await here.bulkDocs(lines.slice(first, first + 1000));
  let bytes = 0;
  const fetch = (url, options) => {
    if (options && options.body) bytes += Buffer.byteLength(options.body);
    return PouchDB.fetch(url, options);
  };
  const there = new PouchDB(`http://127.0.0.1:${port}/orders`, { fetch });
  await there.info();
  const begin = process.hrtime.bigint();
  await here.replicate.to(there);
  const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
  const documents = (await there.info()).doc_count;
  console.log(JSON.stringify({ seconds, documents, bytes }));
  server.disconnect();
}

if (serving) serve();
else {
  const server = fork(__filename, [orders, folder, "serving"], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  server.once("message", (port) => replicate(server, port).catch((error) => {
    console.error(error);
    process.exit(1);
  }));
}
