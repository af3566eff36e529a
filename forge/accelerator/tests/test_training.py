# SPDX-License-Identifier: Apache-2.0
"""Ten seconds on a CPU: exact resume, export, PEFT names, palettes. Skips without torch.

`python3 -m unittest tests.test_training`
"""

import json
import random
import shutil
import tempfile
import unittest
from pathlib import Path

try:
    import torch
except ImportError as absent:
    raise unittest.SkipTest(f"PyTorch is not installed ({absent})") from absent

from accelerator import adapting, lora, palette, runs, tensors
from accelerator.__main__ import main
from accelerator.mixture import permuted
from accelerator.model import CausalLM
from accelerator.optimizer import orthogonal
from accelerator.shapes import MATRICES, SHAPES
from accelerator.shards import BadShard, read_corpus, read_shard, write_shard

FAMILIES = ("prose-web", "dialogue-chat", "drills", "digest", "text", "proofread")


def write_corpus(folder: Path) -> None:
    """Sentences of a tiny language: counting up by the first token's step."""
    dice = random.Random(3)
    documents = []
    for family in FAMILIES:
        for _ in range(40):
            size, step = dice.randint(8, 60), dice.randint(1, 5)
            tokens = [1, *(10 + (i * step) % 400 for i in range(size)), 2]
            prompt = size // 2 if family in ("digest", "text", "proofread") else 0
            weights = [0.2] * prompt + [1.0] * (len(tokens) - prompt)
            documents.append((family, tokens, weights))
    header = {"tokenizer": "sha256:00", "stage": "lang", "seed": 3}
    write_shard(folder / "0000.hobshard.xz", header, documents)


def arguments(name: str, shards: Path, out: Path, steps: int, optimizer: str = "muon") -> list[str]:
    return (
        f"{name} --shards {shards} --out {out} --shape nano --optimizer {optimizer} --tokens 6000"
        f" --steps {steps} --micro 128 --lengths 64 64 128 --step-tokens 128 256 --rising 4"
        " --device cpu --seconds 1000"
    ).split()


class TrainingTest(unittest.TestCase):
    def setUp(self) -> None:
        torch.set_num_threads(1)
        temporary = tempfile.TemporaryDirectory()
        self.addCleanup(temporary.cleanup)
        self.folder = Path(temporary.name)
        self.shards = self.folder / "shards"
        self.shards.mkdir()
        write_corpus(self.shards)

    def run_base(self, out: str, *steps: int, name: str = "run1", optimizer: str = "muon") -> Path:
        for count in steps:
            code = main(arguments(name, self.shards, self.folder / out, count, optimizer))
            self.assertEqual(code, 0)
        return self.folder / out

    def assert_same(self, a: Path, b: Path, stem: str) -> None:
        left, right = tensors.read_split(a, stem), tensors.read_split(b, stem)
        self.assertEqual(left.keys(), right.keys())
        for name in left:
            self.assertTrue(torch.equal(left[name], right[name]), name)

    def test_ten_steps_equal_five_and_five_bit_for_bit(self) -> None:
        for optimizer in ("muon", "adamw"):
            whole = self.run_base(f"whole-{optimizer}", 10, optimizer=optimizer)
            halves = self.run_base(f"halves-{optimizer}", 5, 5, optimizer=optimizer)
            self.assert_same(whole, halves, "model")
            self.assert_same(whole, halves, "optimizer")
            states = [json.loads((f / "state.json").read_text()) for f in (whole, halves)]
            self.assertEqual(states[0]["cursors"], states[1]["cursors"])
            self.assertEqual(states[0]["tokens"], states[1]["tokens"])

    def test_all_runs_learn_and_palettes_resume_exactly(self) -> None:
        out = self.run_base("all", 1 << 30)
        self.run_base("all", 1 << 30, name="run2")
        broken = self.folder / "broken"
        shutil.copytree(out, broken)
        self.run_base("all", 1 << 30, name="run3")
        self.run_base("broken", 6, 1 << 30, name="run3")
        self.assert_same(out, broken, "model")
        lines = [json.loads(line) for line in (out / "loss.jsonl").read_text().splitlines()]
        losses = [line["loss"] for line in lines]
        self.assertLess(sum(losses[-5:]) / 5, sum(losses[:5]) / 5 - 1)
        stages = {line["stage"] for line in lines}
        self.assertEqual(stages, {"warm", "lang", "mix", "decay"})
        self.assertTrue((out / "palettes.safetensors").exists())

    def test_another_corpus_cannot_go_on(self) -> None:
        out = self.run_base("mine", 2)
        other = self.folder / "other"
        other.mkdir()
        header = {"tokenizer": "sha256:01", "stage": "lang", "seed": 4}
        write_shard(other / "0.hobshard.xz", header, [("drills", [1, 2, 3], [1.0, 1.0, 1.0])])
        self.assertEqual(main(arguments("run1", other, out, 2)), 65)

    def test_export_is_a_hugging_face_folder(self) -> None:
        base = self.run_base("base", 2) / "base"
        config = json.loads((base / "config.json").read_text())
        self.assertEqual(config["architectures"], ["Qwen3ForCausalLM"])
        stored = tensors.read_split(base, "model")
        expected = {n: list(t.shape) for n, t in CausalLM(SHAPES["nano"]).state_dict().items()}
        self.assertEqual({n: list(t.shape) for n, t in stored.items()}, expected)
        self.assertIn("model.layers.1.self_attn.q_norm.weight", stored)
        self.assertEqual(stored["model.norm.weight"].dtype, torch.bfloat16)
        adapting.load_base(base, torch.device("cpu"))

    def test_adapters_start_from_recovery_and_have_pefts_names(self) -> None:
        base = self.run_base("base", 3) / "base"
        options = "--tokens 1500 --length 64 --rows 2".split()
        files = ["--shards", str(self.shards), "--base", str(base)]
        recovery = self.folder / "recovery"
        code = main(
            ["recover", *files, "--teacher", str(base), "--out", str(recovery), *options]
        )
        self.assertEqual(code, 0)
        out = self.folder / "adapters"
        roles = ["--roles", "summarize", "proofread", "--recovery", str(recovery)]
        self.assertEqual(main(["adapters", *files, "--out", str(out), *roles, *options]), 0)
        stored = tensors.read(out / "summarize" / "adapter_model.safetensors")
        self.assertEqual(len(stored), 2 * 2 * len(MATRICES))
        a = stored["base_model.model.model.layers.0.self_attn.q_proj.lora_A.weight"]
        self.assertEqual((list(a.shape), a.dtype), ([16, 64], torch.float16))
        config = json.loads((out / "summarize" / "adapter_config.json").read_text())
        self.assertEqual((config["peft_type"], config["r"]), ("LORA", 16))
        self.assertEqual(config["target_modules"], list(MATRICES))

    def test_recovery_in_closed_form_mends_a_low_rank_error_whole(self) -> None:
        torch.manual_seed(1)
        teacher, model = CausalLM(SHAPES["nano"]), CausalLM(SHAPES["nano"])
        teacher.start(1)
        for matrix in teacher.matrices().values():
            torch.nn.init.normal_(matrix.weight, 0, 0.05)
        model.load_state_dict(teacher.state_dict())
        with torch.no_grad():
            for matrix in model.matrices().values():
                rows, columns = matrix.weight.shape
                matrix.weight += torch.randn(rows, 4) @ torch.randn(4, columns) * 0.02
        shape = lora.LoraShape()
        pairs = lora.attach(model, shape)
        mixture = runs.Mixture(read_corpus(self.shards), runs.stage_shares("decay"), 1)
        batches = [runs.Packer(mixture, "decay", 128).batch(runs.Cursor(), 4)]
        least = runs._gap(teacher, teacher, batches)
        before = runs._gap(model, teacher, batches) - least
        adapting.closed_form(model, teacher, pairs, shape, batches)
        self.assertLess(runs._gap(model, teacher, batches) - least, before / 10)


class PartsTest(unittest.TestCase):
    def test_a_shard_that_is_cut_or_changed_is_refused(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_corpus(folder)
            path = folder / "0000.hobshard.xz"
            header, documents = read_shard(path)
            self.assertEqual(len(list(documents)), header["documents"])
            whole = path.read_bytes()
            for cut in (0, 10, len(whole) // 2, len(whole) - 1):
                path.write_bytes(whole[:cut])
                with self.assertRaises(BadShard):
                    read_corpus(folder)

    def test_every_document_once_an_epoch(self) -> None:
        for size in (1, 2, 7, 64, 100):
            for epoch in (0, 3):
                order = [permuted(epoch * size + i, size, 5) for i in range(size)]
                self.assertEqual(sorted(order), list(range(size)))

    def test_palettes_are_near_and_pass_gradients_straight(self) -> None:
        torch.manual_seed(2)
        weight = torch.randn(64, 200).requires_grad_()
        errors = {}
        for bits in (2, 4):
            table = palette.fit(weight.detach(), bits)
            used = table.straight_through(weight)
            row = table.nearest(weight.detach())[0, :128]
            self.assertLessEqual(len(row.unique()), 1 << bits)
            self.assertTrue(torch.allclose(used[0, :128], row, atol=1e-6))
            errors[bits] = ((used - weight).detach().square().mean().sqrt()).item()
            used.sum().backward()
            self.assertTrue(torch.equal(weight.grad, torch.ones_like(weight)))
            weight.grad = None
        self.assertLess(errors[4], 0.12)
        self.assertLess(errors[2], 0.40)

    def test_newton_schulz_makes_singular_values_equal(self) -> None:
        torch.manual_seed(4)
        for rows, columns in ((16, 64), (64, 16), (32, 32)):
            moved = orthogonal(torch.randn(3, rows, columns))
            values = torch.linalg.svdvals(moved)
            self.assertLess(float(values.max()), 1.3)
            self.assertGreater(float(values.median()), 0.6)

    def test_split_files_are_small_and_read_back(self) -> None:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            own = {f"w{i}": torch.randn(3_000_000) for i in range(3)}
            tensors.write_split(folder, "model", own)
            files = sorted(folder.glob("model-*.safetensors"))
            self.assertEqual(len(files), 3)
            self.assertLessEqual(max(f.stat().st_size for f in files), 16 * 1024 * 1024)
            back = tensors.read_split(folder, "model")
            self.assertTrue(all(torch.equal(own[n], back[n]) for n in own))


if __name__ == "__main__":
    unittest.main()
