// SPDX-License-Identifier: Apache-2.0
// Asks llama.cpp what is right.   node oracle.mjs JOBS.json
// JOBS: [{model, lora?, rows, cases: [{text, special} | {tokens, every, generate}]}], one process
// for all. Prints one line a case: {tokens, greedy}. `rows` is a file that gets the logits as f32,
// little-endian, in the order of the vocabulary: after every token of a case with `every`, else
// none. Keys and values in f32, no flash attention, one thread: as exact as it can be asked.
import {readFileSync, writeFileSync} from "node:fs";
import {getLlama, LlamaLogLevel} from "node-llama-cpp";

const jobs = JSON.parse(readFileSync(process.argv[2], "utf8"));
const llama = await getLlama({gpu: false, build: "never", maxThreads: 1, logLevel: LlamaLogLevel.error});
const greedily = {generateNext: {logits: true, options: {temperature: 0}}};

function row(next, size) {
  const values = new Float32Array(size);
  for (const [id, value] of next.logits) values[id] = value;
  return values;
}

function largest(values) {
  let best = 0;
  for (let id = 1; id < values.length; id++) if (values[id] > values[best]) best = id;
  return best;
}

async function run(sequence, one, size, rows) {
  await sequence.clearHistory();
  const greedy = [];
  let input = one.tokens.map((id, at) => one.every || at === one.tokens.length - 1 ? [id, greedily] : id);
  for (let step = 0; step <= one.generate; step++) {
    let last;
    for (const result of await sequence.controlledEvaluate(input)) {
      if (!result?.next?.logits) continue;
      last = row(result.next, size);
      if (one.every && step === 0) rows.push(Buffer.from(last.buffer));
    }
    if (step === one.generate) break;
    greedy.push(largest(last));
    input = [[greedy.at(-1), greedily]];
  }
  return greedy;
}

for (const job of jobs) {
  const model = await llama.loadModel({modelPath: job.model, useMmap: true});
  const size = model.fileInfo.metadata.tokenizer.ggml.tokens.length;
  const evaluated = job.cases.filter(one => one.tokens);
  const longest = Math.max(32, ...evaluated.map(one => one.tokens.length + one.generate + 8));
  const context = evaluated.length === 0 ? undefined : await model.createContext({
    contextSize: longest, batchSize: longest, threads: 1, flashAttention: false,
    experimentalKvCacheKeyType: "F32", experimentalKvCacheValueType: "F32",
    lora: job.lora ? {adapters: [{filePath: job.lora, scale: 1}]} : undefined});
  const sequence = context?.getSequence();
  const rows = [];
  for (const one of job.cases) {
    const tokens = one.tokens ?? [...model.tokenize(one.text, one.special)];
    const greedy = one.tokens ? await run(sequence, one, size, rows) : [];
    console.log(JSON.stringify({tokens, greedy}));
  }
  if (rows.length) writeFileSync(job.rows, Buffer.concat(rows));
  await context?.dispose();
  await model.dispose();
}
process.exit(0);
