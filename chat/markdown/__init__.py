"""Markdown to safe HTML, for messages. Linear in its text whatever that is; `forming` says where it runs."""

from chat.markdown.html import formed_blocks, plain_block, render_block, render_markdown, split_blocks

__all__ = ["formed_blocks", "plain_block", "render_block", "render_markdown", "split_blocks"]
