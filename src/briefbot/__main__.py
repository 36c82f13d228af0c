"""`python -m briefbot` is the command `briefbot`."""

from __future__ import annotations

import sys

from briefbot.cli import main

sys.exit(main())
