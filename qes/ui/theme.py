"""The colours: one theme of our own in dark and in light, and the hues of codes."""

from __future__ import annotations

from textual.theme import Theme

HUES = 12
"""How many branches have a colour of their own before colours come round again."""

# Equal lightness within each list (CIE L* near 72 and 42), so that no branch shouts.
_HUES_ON_DARK = (
    "#5fb7d4", "#e0a458", "#8fbf6f", "#d98cb3", "#a79be8", "#d9b84f",
    "#5dc0a5", "#e5927a", "#7fa8ec", "#b8b871", "#c795dd", "#9fb3c1",
)  # fmt: skip
_HUES_ON_LIGHT = (
    "#00718f", "#96580a", "#42702a", "#9a3b6f", "#5d4db0", "#7d6200",
    "#00735a", "#a44a30", "#2f62b3", "#65650f", "#82479c", "#4b6575",
)  # fmt: skip


def hue_variables(*, dark: bool) -> dict[str, str]:
    """Return the theme variables `code-1` to `code-12`."""
    hues = _HUES_ON_DARK if dark else _HUES_ON_LIGHT
    return {f"code-{number}": hue for number, hue in enumerate(hues, 1)}


DARK = Theme(
    name="qes-dark",
    primary="#7aa2c8",
    secondary="#5d7f9e",
    accent="#f0b45a",
    foreground="#dcdfe4",
    background="#16191d",
    surface="#1d2126",
    panel="#262b31",
    success="#8fbf6f",
    warning="#e0a458",
    error="#e5786d",
    dark=True,
    variables={
        **hue_variables(dark=True),
        "block-cursor-background": "#31373f",
        "block-cursor-foreground": "#f2f4f7",
        "block-cursor-text-style": "none",
        "border": "#363c44",
    },
)
LIGHT = Theme(
    name="qes-light",
    primary="#2b5c87",
    secondary="#4c7397",
    accent="#b35c00",
    foreground="#1d2126",
    background="#fbfaf7",
    surface="#f3f1ec",
    panel="#e8e5de",
    success="#42702a",
    warning="#96580a",
    error="#b3362b",
    dark=False,
    variables={
        **hue_variables(dark=False),
        "block-cursor-background": "#dedad0",
        "block-cursor-foreground": "#1d2126",
        "block-cursor-text-style": "none",
        "border": "#cfcabf",
    },
)
THEMES = (DARK, LIGHT)
