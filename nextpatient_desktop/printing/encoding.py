"""Chooses how blocks go over a line: whole as a picture, or thriftily where that would take too long."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from nextpatient_desktop.printing.escpos_encoder import encode
from nextpatient_desktop.printing.layout import Block, Picture
from nextpatient_desktop.printing.letters import encode_blocks
from nextpatient_desktop.printing.render import render
from nextpatient_desktop.printing.transport import PrintJob

TICKET_SECONDS: Final = 3.0
"""What a ticket may need on the line."""


class Encoding(StrEnum):
    """How blocks are made into bytes, the best first, the shortest last."""

    PICTURE = "picture"
    OWN_CODES = "own codes"
    LETTERS = "letters"


def job_of(blocks: Sequence[Block], width_dots: int, encoding: Encoding) -> PrintJob:
    """Make a job of blocks in one encoding."""
    if encoding is Encoding.PICTURE:
        return encode(render(blocks, width_dots))
    return encode_blocks(blocks, width_dots, with_letters=encoding is Encoding.LETTERS)


def best_job(blocks: Sequence[Block], width_dots: int, bytes_per_second: float | None) -> PrintJob:
    """Make the best job that the line carries in `TICKET_SECONDS`, sooner without the logo than not at all.

    The shortest, if it carries none.
    """
    jobs: list[PrintJob] = []
    for encoding in Encoding:
        job = job_of(blocks, width_dots, encoding)
        if bytes_per_second is None or len(job.data) <= TICKET_SECONDS * bytes_per_second:
            return job
        jobs.append(job)
    without = [block for block in blocks if not isinstance(block, Picture)]
    if len(without) < len(blocks):
        return best_job(without, width_dots, bytes_per_second)  # nobody waits for a logo
    return min(jobs, key=lambda job: len(job.data))
