"""The product against a real model: `make real-model`, no part of the suite (docs/models.md).

A llama.cpp server with a small model, both from PyPI in an environment of their own, answers three briefs, builds a
scene, names a project and is stopped in the middle of a story; alone, and behind LiteLLM. A proxy between the product
and the model server keeps what was sent and what came.
"""
