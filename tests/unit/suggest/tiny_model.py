"""A sentence-transformers model of 300 kB with weights drawn at random, made without torch."""

from __future__ import annotations

import json
import string
from pathlib import Path

import numpy as np
from safetensors.numpy import save_file
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, processors

WIDTH = 32
LONGEST = 48
_LAYERS, _INNER = 2, 64
_WORDS = (
    *("the", "bus", "clinic", "nurse", "garden", "was", "late", "kind", "and", "we", "it", "to"),
    *string.ascii_lowercase,
    *(f"##{letter}" for letter in string.ascii_lowercase),
    *("?", "!", ".", ",", "-", "'", "£", "=", "(", ")", ";", ":", *string.digits),
    *(f"##{digit}" for digit in string.digits),
)
_MARKS = ("[PAD]", "[unused0]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
VOCABULARY = (*_MARKS, *_WORDS)


def write_tiny_model(folder: Path, seed: int = 7) -> Path:
    """Write the model's files and return the folder."""
    (folder / "1_Pooling").mkdir(parents=True)
    save_file(_weights(seed), folder / "model.safetensors", metadata={"format": "pt"})
    _tokenizer().save(str(folder / "tokenizer.json"))
    for name, value in _SETTINGS.items():
        (folder / name).write_text(json.dumps(value), encoding="utf-8")
    return folder


def tokenizer_description() -> bytes:
    """Return the model's tokenizer.json."""
    return _tokenizer().to_str().encode()


def _weights(seed: int) -> dict[str, np.ndarray]:
    generator = np.random.default_rng(seed)

    def drawn(*shape: int) -> np.ndarray:
        made = generator.standard_normal(shape) / np.sqrt(shape[-1])
        return np.asarray(made, dtype=np.float32)

    def normal(name: str) -> dict[str, np.ndarray]:
        ones, zeros = np.ones(WIDTH, dtype=np.float32), np.zeros(WIDTH, dtype=np.float32)
        return {f"{name}.LayerNorm.weight": ones, f"{name}.LayerNorm.bias": zeros}

    def linear(name: str, out: int, into: int) -> dict[str, np.ndarray]:
        return {f"{name}.weight": drawn(out, into), f"{name}.bias": drawn(out)}

    made = {
        "embeddings.word_embeddings.weight": drawn(len(VOCABULARY), WIDTH),
        "embeddings.position_embeddings.weight": drawn(64, WIDTH),
        "embeddings.token_type_embeddings.weight": drawn(2, WIDTH),
        **normal("embeddings"),
        **linear("pooler.dense", WIDTH, WIDTH),
    }
    for layer in range(_LAYERS):
        at = f"encoder.layer.{layer}"
        for part in ("query", "key", "value"):
            made |= linear(f"{at}.attention.self.{part}", WIDTH, WIDTH)
        made |= linear(f"{at}.attention.output.dense", WIDTH, WIDTH)
        made |= normal(f"{at}.attention.output")
        made |= linear(f"{at}.intermediate.dense", _INNER, WIDTH)
        made |= linear(f"{at}.output.dense", WIDTH, _INNER)
        made |= normal(f"{at}.output")
    return made


def _tokenizer() -> Tokenizer:
    rows = {token: at for at, token in enumerate(VOCABULARY)}
    made = Tokenizer(models.WordPiece(rows, unk_token="[UNK]"))  # noqa: S106 - a word piece
    made.add_special_tokens([one for one in _MARKS if one != "[unused0]"])
    made.normalizer = normalizers.BertNormalizer(lowercase=True)
    made.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    made.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        special_tokens=[(one, rows[one]) for one in ("[CLS]", "[SEP]")],
    )
    return made


_SETTINGS: dict[str, object] = {
    "config.json": {
        "architectures": ["BertModel"],
        "model_type": "bert",
        "hidden_size": WIDTH,
        "intermediate_size": _INNER,
        "num_hidden_layers": _LAYERS,
        "num_attention_heads": 4,
        "max_position_embeddings": 64,
        "vocab_size": len(VOCABULARY),
        "hidden_act": "gelu",
        "pad_token_id": 0,
    },
    "modules.json": [
        {
            "idx": 0,
            "name": "0",
            "path": "",
            "type": "sentence_transformers.models.Transformer",
        },
        {
            "idx": 1,
            "name": "1",
            "path": "1_Pooling",
            "type": "sentence_transformers.models.Pooling",
        },
    ],
    "1_Pooling/config.json": {
        "word_embedding_dimension": WIDTH,
        "pooling_mode_mean_tokens": True,
    },
    "sentence_bert_config.json": {"max_seq_length": LONGEST, "do_lower_case": False},
    "tokenizer_config.json": {
        "tokenizer_class": "BertTokenizer",
        "unk_token": "[UNK]",
        "sep_token": "[SEP]",
        "pad_token": "[PAD]",
        "cls_token": "[CLS]",
        "mask_token": "[MASK]",
        "do_lower_case": True,
        "model_max_length": 64,
    },
}
