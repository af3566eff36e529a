// SPDX-License-Identifier: Apache-2.0
// llama.cpp as one side of `hob bench engine`: answers one line of JSON for each line of JSON on
// its input, and does nothing in between. All times are milliseconds.
//   {"do": "load", "model", "threads", "sequences"}      {"loadMs", "firstTokenMs", "variant", "memory"}
//   {"do": "open", "id", "tokens"}                       a sequence with so many tokens in its cache
//   {"do": "step", "id", "count"}                        {"ms": [one for each token]}
//   {"do": "prefill", "tokens", "adapted"}               {"ms"}
//   {"do": "adapter", "file"}                            {"coldMs", "againMs"}
//   {"do": "memory"}                                     {"resident", "anonymous", "bare"}: bytes
import {createInterface} from "node:readline";
import {readFileSync} from "node:fs";
import {getLlama, LlamaLogLevel} from "node-llama-cpp";

const kilobytes = key =>
  1024 * Number(readFileSync("/proc/self/status", "utf8").match(new RegExp(`${key}:\\s+(\\d+)`))[1]);
const clock = async work => {
  const start = performance.now();
  const value = await work();
  return [performance.now() - start, value];
};

let llama, model, context, adapted, vocabulary, adapterFile, settings, bare;
const free = [], writers = new Map();
let seed = 12345;
const token = () => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return 260 + (seed >>> 8) % (vocabulary - 300);
};
const tokens = count => Array.from({length: count}, token);

// Tokens one at a time: the generator computes the next only when it is asked.
const writer = sequence =>
  sequence.evaluate([token()], {temperature: 0, yieldEogToken: true})[Symbol.asyncIterator]();

const tasks = {
  async load({model: file, threads, sequences, contextSize}) {
    llama = await getLlama({
      gpu: false, build: "never", maxThreads: threads, logLevel: LlamaLogLevel.error
    });
    bare = {resident: kilobytes("VmRSS"), anonymous: kilobytes("RssAnon")};
    // The file is read, not mapped: as fast, and without a second copy of what is repacked.
    const [loadMs] = await clock(async () => {
      model = await llama.loadModel({modelPath: file, useMmap: false});
    });
    vocabulary = model.fileInfo.metadata.tokenizer.ggml.tokens.length;
    settings = {
      batchSize: 512, threads: {ideal: threads, min: threads}, flashAttention: "auto",
      experimentalKvCacheKeyType: "F16", experimentalKvCacheValueType: "F16"
    };
    context = await model.createContext({...settings, contextSize, sequences});
    for (let i = 0; i < sequences; i++) free.push(context.getSequence());
    const first = free[0];
    const [firstTokenMs] = await clock(() => writer(first).next());
    await first.clearHistory();
    const variant = readFileSync("/proc/self/maps", "utf8").match(/libggml-cpu-[\w.]+?\.so/)?.[0];
    return {loadMs, firstTokenMs, variant, memory: tasks.memory()};
  },

  memory() {
    return {resident: kilobytes("VmRSS"), anonymous: kilobytes("RssAnon"), bare};
  },

  async open({id, tokens: count, adapted: withAdapter}) {
    const sequence = withAdapter ? adapted : free.pop();
    await sequence.clearHistory();
    if (count > 1) await sequence.evaluateWithoutGeneratingNewTokens(tokens(count - 1));
    const next = writer(sequence);
    await next.next();
    writers.set(id, next);
    return {};
  },

  async step({id, count}) {
    const ms = [];
    for (let i = 0; i < count; i++) ms.push((await clock(() => writers.get(id).next()))[0]);
    return {ms};
  },

  async prefill({tokens: count, adapted: withAdapter}) {
    const sequence = withAdapter ? adapted : free.at(-1);
    await sequence.clearHistory();
    const [ms] = await clock(() => sequence.evaluateWithoutGeneratingNewTokens(tokens(count)));
    return {ms};
  },

  // An adapter belongs to a context: the first one reads the file, the second finds it read.
  async adapter({file}) {
    const make = () => model.createContext(
      {...settings, contextSize: 1024, sequences: 1, lora: {adapters: [{filePath: file}]}});
    adapterFile = file;
    const [coldMs, first] = await clock(make);
    adapted = first.getSequence();
    const [againMs, second] = await clock(make);
    await second.dispose();
    return {coldMs, againMs};
  }
};

for await (const line of createInterface({input: process.stdin})) {
  const task = JSON.parse(line);
  try {
    console.log(JSON.stringify(await tasks[task.do](task)));
  } catch (problem) {
    console.log(JSON.stringify({error: String(problem?.stack ?? problem)}));
  }
}
process.exit(0);
